package io.boreas.core.job;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a job asks of the attributes of the agents it runs on. Source: Aurora's {@code TaskConstraint}. */
public sealed interface Constraint {
    /**
     * The attribute has one of these values; negated: none of them. An agent without the attribute has no value, so only
     * a negated constraint passes there.
     */
    record Values(boolean negated, SortedSet<String> values) implements Constraint {
        public Values {
            values = Collections.unmodifiableSortedSet(new TreeSet<>(values));
            if (values.isEmpty()) {
                throw new IllegalArgumentException("a value constraint names at least one value");
            }
        }
    }

    /**
     * On agents that share a value of the attribute, the job has at most so many active tasks; an agent without the
     * attribute never passes.
     */
    record Limit(int max) implements Constraint {
        public Limit {
            if (max < 1) {
                throw new IllegalArgumentException("a limit constraint is at least 1, not " + max);
            }
        }
    }
}
