package io.boreas.http.mesos.acl;

import java.util.Set;

/** Whom or what an entry is about. Source: Mesos 1.11, {@code ACL.Entity}. */
public sealed interface Entity {
    /** Whoever, and whatever. */
    record Any() implements Entity {}

    /** An entry that says so forbids. */
    record None() implements Entity {}

    /** These. */
    record Some(Set<String> values) implements Entity {
        public Some {
            values = Set.copyOf(values);
        }
    }
}
