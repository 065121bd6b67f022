package io.boreas.http.mesos.limit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many calls came of each principal, and how many of these passed: the others wait, or were refused. Remembers the principals
 * that called last, for without authentication anybody can make names up. Thread-safe.
 *
 * <p>Source of the names: Mesos 1.11, {@code Metrics::Frameworks} of its master.
 */
public final class CallCounts {
    private static final int PRINCIPALS_MAX = 1_000;

    /** A longer name is not counted, or a thousand of them would fill the memory. */
    private static final int NAME_LENGTH_MAX = 255;

    private final Map<String, Count> counts = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Count {
        private long received;
        private long processed;
    }

    /** A call came. */
    public synchronized void received(Optional<String> principal) {
        if (principal.isEmpty() || principal.get().length() > NAME_LENGTH_MAX) {
            return;
        }
        counts.computeIfAbsent(principal.get(), name -> new Count()).received++;
        if (counts.size() > PRINCIPALS_MAX) {
            counts.remove(counts.keySet().iterator().next());
        }
    }

    /** It passed. */
    public synchronized void processed(Optional<String> principal) {
        principal.map(counts::get).ifPresent(count -> count.processed++);
    }

    /** All of them, under Mesos's names. */
    public synchronized SortedMap<String, Double> values() {
        var values = new TreeMap<String, Double>();
        counts.forEach((principal, count) -> {
            values.put("frameworks/" + principal + "/messages_received", (double) count.received);
            values.put("frameworks/" + principal + "/messages_processed", (double) count.processed);
        });
        return values;
    }
}
