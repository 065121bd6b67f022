package io.boreas.agent.link;

import io.boreas.core.link.AgentTasks;
import io.boreas.core.link.StatusUpdate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Statuses on their way into a connection, in order and bounded. Once one did not fit, all that follow are left out as well: the
 * tasks keep them, and say them again in order. Not thread-safe.
 */
final class Outbox {
    private final int max;
    private final ArrayDeque<StatusUpdate> updates = new ArrayDeque<>();
    private boolean behind;

    /**
     * @param max statuses that wait, at least 1; one message more may
     */
    Outbox(int max) {
        this.max = max;
    }

    void add(List<StatusUpdate> more) {
        behind |= !updates.isEmpty() && updates.size() + more.size() > max;
        if (!behind) {
            updates.addAll(more);
        }
    }

    boolean isEmpty() {
        return updates.isEmpty();
    }

    /** Whether some were left out. */
    boolean isBehind() {
        return behind;
    }

    /** All will be said again: nothing counts as left out any more. */
    void catchUp() {
        behind = false;
    }

    /** Nothing waits, nothing was left out. */
    void clear() {
        updates.clear();
        behind = false;
    }

    /** The next message's worth, as many as one may hold. */
    List<StatusUpdate> take() {
        var some = new ArrayList<StatusUpdate>(Math.min(updates.size(), AgentTasks.UPDATES_MAX));
        while (!updates.isEmpty() && some.size() < AgentTasks.UPDATES_MAX) {
            some.add(updates.poll());
        }
        return some;
    }
}
