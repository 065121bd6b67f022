package io.boreas.core.agent;

import java.time.Instant;
import java.util.Comparator;

/**
 * One run of an executor: an id may be used again once its executor ended.
 *
 * @param startedAt when it was first asked for, to the millisecond
 */
public record ExecutorRun(ExecutorKey key, Instant startedAt) implements Comparable<ExecutorRun> {
    private static final Comparator<ExecutorRun> ORDER =
            Comparator.comparing(ExecutorRun::key).thenComparing(ExecutorRun::startedAt);

    @Override
    public int compareTo(ExecutorRun other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return key.executor() + " of " + key.framework() + " since " + startedAt;
    }
}
