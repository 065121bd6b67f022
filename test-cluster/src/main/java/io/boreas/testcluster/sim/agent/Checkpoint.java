package io.boreas.testcluster.sim.agent;

import io.boreas.core.link.StatusUpdate;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskState;
import java.util.ArrayList;
import java.util.List;

/**
 * What an agent keeps of a task.
 *
 * @param sequence the number of its latest status; 0 if it has none yet
 * @param unacknowledged its statuses not acknowledged yet, in order
 */
record Checkpoint(TaskLaunch launch, TaskState state, long sequence, List<StatusUpdate> unacknowledged) {
    Checkpoint {
        unacknowledged = List.copyOf(unacknowledged);
    }

    Checkpoint with(StatusUpdate update) {
        var more = new ArrayList<>(unacknowledged);
        more.add(update);
        return new Checkpoint(launch, update.status().state(), update.sequence(), more);
    }

    Checkpoint acknowledged(long upTo) {
        return new Checkpoint(
                launch,
                state,
                sequence,
                unacknowledged.stream()
                        .filter(update -> update.sequence() > upTo)
                        .toList());
    }

    boolean isOver() {
        return state.isTerminal() && unacknowledged.isEmpty();
    }
}
