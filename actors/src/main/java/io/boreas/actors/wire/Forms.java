package io.boreas.actors.wire;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.boreas.core.machine.OrderedMap;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The form of each type, found from what the type is: a record by its components, a sealed type by the types it permits, an enum by
 * its constants. A type that has none is found before any message is sent.
 */
final class Forms {
    private final TypeFactory types = TypeFactory.defaultInstance();
    private final Map<Class<?>, Form<?>> plain = PlainForms.byType();
    private final Set<Class<?>> toShare;
    private final Map<JavaType, Form<?>> known = new HashMap<>();
    private final Map<String, Form<?>> shared = new HashMap<>();
    private final Set<JavaType> answers = new LinkedHashSet<>();

    /** @param toShare records that many parts of one message may be */
    Forms(Collection<Class<?>> toShare) {
        this.toShare = Set.copyOf(toShare);
    }

    /** What actors take that a message names. */
    Set<JavaType> answers() {
        return answers;
    }

    /** The shared types' own forms, by their names. */
    Map<String, Form<?>> shared() {
        return shared;
    }

    JavaType type(Class<?> type, Class<?>... parameters) {
        return parameters.length == 0 ? types.constructType(type) : types.constructParametricType(type, parameters);
    }

    /** @throws IllegalStateException if the type, or one that it is made of, has no form */
    @SuppressWarnings("unchecked") // found by the type whose values it is used for, and nothing else
    Form<Object> of(JavaType type) {
        var form = known.get(type);
        if (form == null) {
            form = find(type);
            known.put(type, form);
        }
        return (Form<Object>) form;
    }

    private Form<?> find(JavaType type) {
        var raw = type.getRawClass();
        if (raw == ActorRef.class) {
            answers.add(type.containedType(0));
        }
        var simple = plain.get(raw);
        if (simple != null) {
            return simple;
        }
        if (raw == Resources.class) {
            return new ResourcesForm(listOfResources());
        }
        if (type.containedTypeCount() > 0 && !raw.isRecord() && !raw.isSealed()) {
            return many(type, raw);
        }
        if (ValueForm.takes(raw)) {
            return new ValueForm(raw, of(types.constructType(raw.getRecordComponents()[0].getType())));
        }
        if (raw.isRecord()) {
            return record(type, raw);
        }
        if (raw.isEnum()) {
            return new EnumForm(raw);
        }
        if (raw.isSealed()) {
            return choice(type, raw);
        }
        throw new IllegalStateException("there is no form for " + type.toCanonical()
                + ": what travels between masters is made of records, enums, sealed types and the like");
    }

    @SuppressWarnings("unchecked") // the form of that very type
    private Form<List<Resource>> listOfResources() {
        return (Form<List<Resource>>) (Form<?>) of(types.constructCollectionType(List.class, Resource.class));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // keys of an ordered map are comparable
    private Form<?> many(JavaType type, Class<?> raw) {
        var first = of(type.containedType(0));
        if (raw == Optional.class) {
            return new ManyForms.OfOptional(first);
        }
        if (raw == List.class) {
            return new ManyForms.OfList(first);
        }
        if (raw == Set.class) {
            return new ManyForms.OfSet(first);
        }
        if (raw == SortedSet.class) {
            return new ManyForms.OfSortedSet(first);
        }
        if (raw == Map.class) {
            return new ManyForms.OfMap(first, of(type.containedType(1)));
        }
        if (raw == SortedMap.class) {
            return new ManyForms.OfSortedMap(first, of(type.containedType(1)));
        }
        if (raw == OrderedMap.class) {
            return new ManyForms.OfOrderedMap(first, of(type.containedType(1)));
        }
        throw new IllegalStateException("there is no form for " + type.toCanonical());
    }

    /** Known before its components are found: one of them may be made of it. */
    private Form<?> record(JavaType type, Class<?> raw) {
        var form = new RecordForm(raw);
        Form<?> outer = form;
        if (toShare.contains(raw)) {
            outer = new SharedForm<>(object(raw), form);
            shared.put(raw.getSimpleName(), form);
        }
        known.put(type, outer);
        var components = new ArrayList<Form<Object>>();
        for (var component : raw.getRecordComponents()) {
            try {
                components.add(of(types.resolveMemberType(component.getGenericType(), type.getBindings())));
            } catch (IllegalStateException e) {
                throw new IllegalStateException(
                        raw.getSimpleName() + "." + component.getName() + ": " + e.getMessage(), e);
            }
        }
        form.found(components);
        return outer;
    }

    @SuppressWarnings("unchecked") // its values are objects
    private static Class<Object> object(Class<?> type) {
        return (Class<Object>) type;
    }

    private Form<?> choice(JavaType type, Class<?> raw) {
        var form = new ChoiceForm(raw);
        known.put(type, form);
        for (var leaf : leaves(raw)) {
            form.add(leaf, of(types.constructSpecializedType(type, leaf)));
        }
        return form;
    }

    /** The types of its values, those that sealed types within it permit included. */
    static Set<Class<?>> leaves(Class<?> sealed) {
        var leaves = new LinkedHashSet<Class<?>>();
        var seen = new HashSet<Class<?>>();
        var open = new ArrayList<Class<?>>(List.of(sealed));
        while (!open.isEmpty()) {
            var type = open.removeLast();
            if (!seen.add(type)) {
                continue;
            }
            if (type.isSealed() && !type.isEnum()) {
                open.addAll(List.of(type.getPermittedSubclasses()).reversed());
            } else {
                leaves.add(type);
            }
        }
        return leaves;
    }
}
