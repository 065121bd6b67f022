package io.boreas.agent.task;

import io.boreas.agent.checkpoint.StoredTask;
import java.util.List;

/**
 * Tasks that an agent knows of.
 *
 * @param held those that live, or whose end was not acknowledged
 * @param ended some that were over last, the oldest first
 */
public record KnownTasks(List<StoredTask> held, List<StoredTask> ended) {
    public KnownTasks {
        held = List.copyOf(held);
        ended = List.copyOf(ended);
    }
}
