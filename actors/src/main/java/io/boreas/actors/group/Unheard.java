package io.boreas.actors.group;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who was told something and has not been heard of since, and when to ask after it: what one part of the cell tells another is lost
 * if it comes to a master that has died, and so is what that says of it. Each is asked once {@link #PATIENCE} is over, and then after
 * longer and longer pauses. Soft.
 *
 * @param <K> who is asked
 */
public final class Unheard<K> {
    /** How long an answer may take: on its way are two messages and a record that is stored, in a cell that has much to do. */
    public static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration PAUSE_MAX = Duration.ofSeconds(30);

    private final Map<K, Asked> asked = new HashMap<>();

    /** The pause after it was asked, and when that is over. */
    private record Asked(Duration pause, Instant again) {}

    /**
     * Who is to be asked now.
     *
     * @param silent all of whom nothing was heard for {@link #PATIENCE}; others are forgotten
     */
    public List<K> due(Set<K> silent, Instant now) {
        asked.keySet().retainAll(silent);
        var due = new ArrayList<K>();
        for (var one : silent) {
            var last = asked.get(one);
            if (last == null || !last.again.isAfter(now)) {
                var pause = last == null ? PATIENCE : Backoff.next(last.pause, PAUSE_MAX);
                asked.put(one, new Asked(pause, now.plus(pause)));
                due.add(one);
            }
        }
        return due;
    }
}
