package io.boreas.http.mesos.acl;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Access control lists. Of the entries of an action the first that is about the principal and the object decides; if none is,
 * {@code permissive} does. Immutable.
 *
 * <p>Source: Mesos 1.11, {@code LocalAuthorizer}.
 *
 * @param permissive whether what no entry is about may be done
 */
public record AccessList(boolean permissive, Map<Action, List<Entry>> entries) {
    /** Everybody may do everything. */
    public static final AccessList OPEN = new AccessList(true, Map.of());

    public AccessList {
        var copy = new EnumMap<Action, List<Entry>>(Action.class);
        entries.forEach((action, list) -> copy.put(action, List.copyOf(list)));
        entries = copy;
    }

    /** What principals may do to objects, and others must not. */
    public record Entry(Entity principals, Entity objects) {}

    /**
     * Whether somebody may do something to something.
     *
     * @param principal empty for whoever has no name
     * @param object empty for all there is, or for what is not known
     */
    public boolean allows(Optional<String> principal, Action action, Optional<String> object) {
        for (var entry : entries.getOrDefault(action, List.of())) {
            boolean about = matches(principal, entry.principals(), false)
                    && matches(object, entry.objects(), action.isAboutRoles());
            if (about) {
                return grants(principal, entry.principals()) && grants(object, entry.objects());
            }
        }
        return permissive;
    }

    /** Whether there is nothing to which somebody may not do it, known or not. */
    public boolean allowsEverything(Optional<String> principal, Action action) {
        for (var entry : entries.getOrDefault(action, List.of())) {
            if (matches(principal, entry.principals(), false)) {
                boolean granted = grants(principal, entry.principals()) && !(entry.objects() instanceof Entity.None);
                if (!granted || entry.objects() instanceof Entity.Any) {
                    return granted;
                }
            }
        }
        return permissive;
    }

    /** Whether everybody may do it to everything. */
    public boolean isOpen(Action action) {
        return permissive && entries.getOrDefault(action, List.of()).isEmpty();
    }

    /** Whether an entry is about what is asked; one that forbids is about all that it names, and that is everything. */
    private static boolean matches(Optional<String> asked, Entity entity, boolean roles) {
        return switch (entity) {
            case Entity.Any any -> true;
            case Entity.None none -> true;
            case Entity.Some(var values) ->
                asked.isPresent() && (values.contains(asked.get()) || (roles && isBelow(asked.get(), values)));
        };
    }

    /** Whether an entry that is about what is asked allows it. */
    private static boolean grants(Optional<String> asked, Entity entity) {
        return switch (entity) {
            case Entity.Any any -> true;
            case Entity.None none -> false;
            case Entity.Some some -> asked.isPresent();
        };
    }

    private static boolean isBelow(String role, Set<String> values) {
        for (int slash = role.lastIndexOf('/'); slash > 0; slash = role.lastIndexOf('/', slash - 1)) {
            if (values.contains(role.substring(0, slash) + "/%")) {
                return true;
            }
        }
        return false;
    }
}
