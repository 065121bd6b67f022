package io.boreas.core.scheduler;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is in flight, in the order it was chosen. */
final class Flights {
    private @Nullable PlacedTask first;
    private @Nullable PlacedTask last;
    private int size;

    int size() {
        return size;
    }

    void add(PlacedTask task) {
        task.earlier = last;
        if (last == null) {
            first = task;
        } else {
            last.later = task;
        }
        last = task;
        size++;
    }

    void remove(PlacedTask task) {
        if (task.earlier == null) {
            first = task.later;
        } else {
            task.earlier.later = task.later;
        }
        if (task.later == null) {
            last = task.earlier;
        } else {
            task.later.earlier = task.earlier;
        }
        task.earlier = null;
        task.later = null;
        size--;
    }

    /** Those chosen in this round or before. */
    List<PlacedTask> upTo(long round) {
        var early = new ArrayList<PlacedTask>();
        for (var task = first; task != null && task.round <= round; task = task.later) {
            early.add(task);
        }
        return early;
    }
}
