package io.boreas.actors.wire;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.boreas.core.gen.Gen;
import io.boreas.core.id.OfferId;
import io.boreas.core.machine.OrderedMap;
import io.boreas.core.resource.FaultDomain;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.TextSet;
import io.boreas.core.task.Payload;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Instances of whatever travels, made from what the types are: records from their components, tried again until their own checks take
 * them. Of a sealed type, each of its types has its turn.
 */
final class Made {
    private static final int TRIES_MAX = 2_000;
    private static final int DEPTH_MAX = 12;

    private final TypeFactory types = TypeFactory.defaultInstance();
    private final Gen gen;
    private final ActorRef<Object> ref;
    private final Map<Class<?>, Supplier<Object>> plain = new HashMap<>();
    private final Map<Class<?>, List<Class<?>>> sealed = new HashMap<>();
    private final Map<Class<?>, Integer> turns = new HashMap<>();
    private final Set<Class<?>> made = new LinkedHashSet<>();
    private int depth;

    Made(Gen gen, ActorRef<Object> ref) {
        this.gen = gen;
        this.ref = ref;
        plain.put(String.class, this::text);
        plain.put(boolean.class, gen::flip);
        plain.put(Boolean.class, gen::flip);
        plain.put(int.class, this::number);
        plain.put(Integer.class, this::number);
        plain.put(long.class, () -> gen.oneIn(8) ? gen.between(0, Long.MAX_VALUE) : (long) number());
        plain.put(Long.class, () -> (long) number());
        plain.put(double.class, () -> gen.between(0, 1_000) / 8.0);
        plain.put(Double.class, () -> gen.between(0, 1_000) / 8.0);
        plain.put(
                Instant.class,
                () -> gen.pick(
                        Instant.MAX,
                        Instant.EPOCH,
                        Instant.ofEpochSecond(gen.between(0, 2_000_000_000L), gen.between(0, 999_999_999)),
                        Instant.ofEpochMilli(gen.between(0, 2_000_000_000_000L))));
        plain.put(
                Duration.class,
                () -> gen.pick(
                        Duration.ZERO,
                        Duration.ofSeconds(gen.between(0, 3_600)),
                        Duration.ofNanos(gen.between(1, 1_000_000_000))));
        plain.put(UUID.class, () -> new UUID(gen.between(Long.MIN_VALUE, Long.MAX_VALUE), gen.between(0, 9)));
        plain.put(Payload.class, () -> Payload.of(gen.bytes(0, 40)));
        plain.put(byte[].class, () -> gen.bytes(0, 40));
        plain.put(Ranges.class, () -> gen.oneIn(4) ? Ranges.empty() : Ranges.of(spans()));
        plain.put(TextSet.class, () -> TextSet.of(gen.list(0, 3, gen::name)));
        plain.put(OfferId.class, () -> new OfferId(gen.name() + "-O" + gen.between(0, 99)));
        plain.put(FaultDomain.class, () -> new FaultDomain(gen.name(), gen.name()));
        plain.put(ActorRef.class, () -> ref);
        plain.put(Resource.class, () -> gen.pick(someResources().toList()));
        plain.put(Resources.class, () -> gen.oneIn(4) ? Resources.empty() : someResources());
    }

    private String text() {
        return gen.pick("", gen.name(), gen.name(), gen.name(), "Grüße, 世界 \uD83D\uDE80");
    }

    private int number() {
        return gen.pick(0, 1, gen.between(0, 20), gen.between(0, 100_000));
    }

    private List<Ranges.Span> spans() {
        return gen.list(1, 4, () -> {
            long begin = gen.between(0L, 100_000L);
            return new Ranges.Span(begin, begin + gen.between(0, 50));
        });
    }

    private Resources someResources() {
        return Resources.parse(gen.pick(
                "cpus:1.5;mem:512",
                "cpus:4;mem:8192;disk:100;ports:[31000-31009,31500-31500]",
                "gpus:2",
                "cpus:1;gpus:1;bands:{a,b}",
                "cpus(web):2;mem(web):64;cpus:0.001",
                "licences:3;ids:[1-3]"));
    }

    /** Every concrete type of which one was made. */
    Set<Class<?>> made() {
        return made;
    }

    /** Every sealed type of which one was asked for. */
    Set<Class<?>> sealed() {
        return sealed.keySet();
    }

    Object of(Class<?> type, Class<?>... parameters) {
        return of(parameters.length == 0 ? types.constructType(type) : types.constructParametricType(type, parameters));
    }

    private Object of(JavaType type) {
        depth++;
        try {
            return find(type);
        } finally {
            depth--;
        }
    }

    private Object find(JavaType type) {
        var raw = type.getRawClass();
        var simple = plain.get(raw);
        if (simple != null) {
            return simple.get();
        }
        if (raw.isRecord()) {
            return record(type, raw);
        }
        if (raw.isEnum()) {
            made.add(raw);
            return gen.pick(List.of(raw.getEnumConstants()));
        }
        if (raw.isSealed()) {
            var leaves = sealed.computeIfAbsent(raw, any -> List.copyOf(Forms.leaves(any)));
            int turn = turns.merge(raw, 1, Integer::sum);
            return of(types.constructSpecializedType(type, leaves.get(turn % leaves.size())));
        }
        return many(type, raw);
    }

    private Object many(JavaType type, Class<?> raw) {
        int size = depth > DEPTH_MAX ? 0 : gen.pick(0, 1, 1, 2, 3);
        var first = new ArrayList<Object>();
        for (int i = 0; i < size; i++) {
            first.add(of(type.containedType(0)));
        }
        if (raw == Optional.class) {
            return first.stream().findFirst();
        }
        if (raw == List.class) {
            return List.copyOf(first);
        }
        if (raw == Set.class) {
            return new LinkedHashSet<>(first);
        }
        if (raw == SortedSet.class) {
            return new TreeSet<>(first);
        }
        if (raw == Map.class) {
            return put(new LinkedHashMap<>(), first, type);
        }
        if (raw == SortedMap.class) {
            return put(new TreeMap<>(), first, type);
        }
        if (raw == OrderedMap.class) {
            return ordered(first, type);
        }
        throw new AssertionError("nobody says how a " + type.toCanonical() + " is made");
    }

    private Map<Object, Object> put(Map<Object, Object> map, List<Object> keys, JavaType type) {
        keys.forEach(key -> map.put(key, of(type.containedType(1))));
        return map;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // keys of such a map are comparable
    private Object ordered(List<Object> keys, JavaType type) {
        OrderedMap map = OrderedMap.empty();
        for (var key : keys) {
            map = map.with((Comparable) key, of(type.containedType(1)));
        }
        return map;
    }

    private Object record(JavaType type, Class<?> raw) {
        made.add(raw);
        var components = raw.getRecordComponents();
        var parameters = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            parameters[i] = components[i].getType();
        }
        Constructor<?> constructor;
        try {
            constructor = raw.getDeclaredConstructor(parameters);
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
        constructor.setAccessible(true);
        Throwable last = new AssertionError("never tried");
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            var values = new Object[components.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = of(types.resolveMemberType(components[i].getGenericType(), type.getBindings()));
            }
            try {
                return constructor.newInstance(values);
            } catch (InvocationTargetException e) {
                last = e.getCause(); // its own check; another try may pass it
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
        throw new AssertionError(raw + " takes nothing of what is made for it", last);
    }
}
