package io.boreas.core.agent;

import io.boreas.core.id.FrameworkId;
import java.util.Comparator;

/** A framework's executor on one agent. */
public record ExecutorKey(FrameworkId framework, String executor) implements Comparable<ExecutorKey> {
    private static final Comparator<ExecutorKey> ORDER =
            Comparator.comparing(ExecutorKey::framework).thenComparing(ExecutorKey::executor);

    @Override
    public int compareTo(ExecutorKey other) {
        return ORDER.compare(this, other);
    }
}
