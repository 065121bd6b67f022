package io.boreas.drill.history;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a client was answered. */
public sealed interface Answer {
    /** It was done, and nothing more is known. */
    record Done() implements Answer {}

    /** These are there, or these are what was changed: instances, or a role's cpus. */
    record Values(SortedSet<Integer> values) implements Answer {
        public Values {
            values = Collections.unmodifiableSortedSet(new TreeSet<>(values));
        }
    }

    /** It was not done, and never will be, because of what is there. */
    record Refused(String problem) implements Answer {}

    /** It may have been done, may yet be, or never: there was no answer that says so. */
    record Unknown() implements Answer {}
}
