package io.boreas.http.mesos.acl;

import java.util.Collection;
import java.util.Optional;

/**
 * What one principal may do.
 *
 * @param principal empty for whoever has no name
 */
public record Permissions(AccessList list, Optional<String> principal) {
    /** Of everybody, where there are no lists. */
    public static final Permissions ALL = new Permissions(AccessList.OPEN, Optional.empty());

    /** Whether they may do it to everything there is. */
    public boolean may(Action action) {
        return list.allows(principal, action, Optional.empty());
    }

    public boolean may(Action action, String object) {
        return list.allows(principal, action, Optional.of(object));
    }

    /** The same of something that may not be known. */
    public boolean may(Action action, Optional<String> object) {
        return list.allows(principal, action, object);
    }

    /** Whether they may do it to each of these. */
    public boolean mayAll(Action action, Collection<String> objects) {
        return objects.stream().allMatch(object -> may(action, object));
    }

    /** Whether there is nothing to which they may not do it. */
    public boolean mayEverything(Action action) {
        return list.allowsEverything(principal, action);
    }

    /** Whether nobody is forbidden to do it. */
    public boolean isOpen(Action action) {
        return list.isOpen(action);
    }
}
