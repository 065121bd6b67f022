package io.boreas.core.resource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The text grammar of resources, both ways: {@code cpus:4;disk(web):1024;ports:[31000-32000];names:{a,b}}.
 *
 * <pre>
 * resources = [ resource ] { ";" [ resource ] }
 * resource  = name [ "(" role ")" ] ":" value
 * value     = number | "[" [ range { "," range } ] "]" | "{" [ item { "," item } ] "}"
 * range     = whole "-" whole
 * </pre>
 *
 * <p>White space between words does not matter. A role reserves statically. The same name may come again, on other terms
 * or to be added, but not with another kind of value. Source: Mesos, {@code Resources::parse} and {@code values::parse}.
 */
public final class ResourceText {
    private static final String RESOURCE = "name:value or name(role):value, such as cpus:4";

    private ResourceText() {}

    /**
     * The resources a text stands for.
     *
     * @param defaultRole what resources without a role are reserved for; {@code *} reserves nothing
     * @throws ResourceSyntaxException if the text is not of this form; positions count from 0
     */
    public static Resources parse(String text, Role defaultRole) {
        var resources = new ArrayList<Resource>();
        Map<String, Class<?>> kinds = new HashMap<>();
        int from = 0;
        while (from <= text.length()) {
            int semicolon = text.indexOf(';', from);
            int to = semicolon < 0 ? text.length() : semicolon;
            if (!text.substring(from, to).isBlank()) {
                Resource resource = resource(text, from, to, defaultRole);
                Class<?> kind =
                        kinds.putIfAbsent(resource.name(), resource.value().getClass());
                if (kind != null && kind != resource.value().getClass()) {
                    throw error(from, text.substring(from, to), "the same kind of value wherever a name comes again");
                }
                resources.add(resource);
            }
            from = to + 1;
        }
        try {
            return Resources.of(resources);
        } catch (ArithmeticException e) {
            throw error(0, text, "amounts that add up to at most " + Scalar.format(Scalar.MAX_MILLI));
        }
    }

    /**
     * Writes resources in the grammar; {@link #parse} of it with role {@code *} gives equal resources.
     *
     * @throws IllegalArgumentException if some are on terms that the grammar cannot say: only static reservations by a
     *     single role can be written
     */
    public static String format(Resources resources) {
        return resources.toList().stream().map(ResourceText::format).collect(Collectors.joining(";"));
    }

    /** Writes resources for people: like {@link #format}, and other terms in Mesos's notation. */
    static String describe(Resources resources) {
        return resources.toList().stream().map(ResourceText::describe).collect(Collectors.joining(";"));
    }

    static String describe(Resource resource) {
        if (isSayable(resource.terms())) {
            return format(resource);
        }
        Terms terms = resource.terms();
        var text = new StringBuilder(resource.name());
        terms.provider().ifPresent(id -> text.append("(provider: ").append(id).append(')'));
        terms.allocation()
                .ifPresent(role -> text.append("(allocated: ").append(role).append(')'));
        if (terms.isReserved()) {
            text.append(describe(terms.reservations()));
        }
        terms.disk().ifPresent(disk -> text.append('[').append(describe(disk)).append(']'));
        text.append(terms.revocable() ? "{REV}" : "").append(terms.shared() ? "<SHARED>" : "");
        return text.append(':').append(resource.value()).toString();
    }

    private static String format(Resource resource) {
        Terms terms = resource.terms();
        if (!isSayable(terms)) {
            throw new IllegalArgumentException("the text grammar cannot say the terms of " + describe(resource));
        }
        String role = terms.isReserved() ? "(" + terms.role() + ")" : "";
        return resource.name() + role + ":" + resource.value();
    }

    /** Whether name and role say it all, and the role can stand in parentheses. */
    private static boolean isSayable(Terms terms) {
        Role role = terms.role();
        return terms.equals(Terms.reservedTo(role)) && role.name().chars().noneMatch(c -> ";:()".indexOf(c) >= 0);
    }

    private static String describe(List<Reservation> stack) {
        return stack.stream()
                .map(r -> "(" + r.type() + "," + r.role()
                        + r.principal().map(p -> "," + p).orElse("") + ")")
                .collect(Collectors.joining(",", "(reservations: [", "])"));
    }

    private static String describe(DiskInfo disk) {
        var parts = new ArrayList<String>();
        disk.source()
                .ifPresent(s -> parts.add(s.type()
                        + s.id().map(id -> "(" + id + ")").orElse("")
                        + s.root().map(root -> ":" + root).orElse("")));
        String volume = disk.volume().map(v -> ":" + v.containerPath()).orElse("");
        disk.persistence().ifPresent(p -> parts.add(p.id()));
        return String.join(",", parts) + volume;
    }

    private static Resource resource(String text, int from, int to, Role defaultRole) {
        int colon = text.indexOf(':', from);
        if (colon < 0 || colon >= to) {
            throw error(from, text.substring(from, to), RESOURCE);
        }
        String name = text.substring(from, colon);
        Role role = defaultRole;
        int open = name.indexOf('(');
        if (open >= 0) {
            String rest = name.substring(open).strip();
            if (!rest.endsWith(")")) {
                throw error(from + open, rest, "a role in parentheses, such as (web), before ':'");
            }
            role = role(rest.substring(1, rest.length() - 1).strip(), from + open);
            name = name.substring(0, open);
        }
        Value value = new ValueText(text.substring(colon + 1, to), colon + 1).value();
        try {
            return new Resource(name.strip(), value, Terms.reservedTo(role));
        } catch (ResourceSyntaxException e) {
            throw e.in("position " + from, ", ");
        }
    }

    private static Role role(String name, int position) {
        try {
            return new Role(name);
        } catch (ResourceSyntaxException e) {
            throw e.in("position " + position, ", ");
        }
    }

    private static ResourceSyntaxException error(int position, String found, String expected) {
        return new ResourceSyntaxException("position " + position, found.strip(), expected);
    }
}
