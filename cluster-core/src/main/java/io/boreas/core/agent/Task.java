package io.boreas.core.agent;

import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A task on its agent. It leaves the ledger when its owner has acknowledged its terminal state.
 *
 * @param resources what it holds; released, that is no longer counted, once {@code state} is terminal
 * @param ports the number of each named port
 * @param spec how to run it, kept until the agent has spoken of it, for until then it may have to be sent again
 * @param kill that it was asked to stop
 * @param agentSequence the number of the last status taken from the agent; 0 before the first
 * @param noticeSequence the number of the last notice made for the owner
 * @param notices what the owner has not acknowledged, in order
 */
public record Task(
        TaskId id,
        Owner owner,
        Resources resources,
        SortedMap<String, Integer> ports,
        TaskState state,
        Instant launchedAt,
        Optional<TaskSpec> spec,
        Optional<KillOrder> kill,
        long agentSequence,
        long noticeSequence,
        List<Notice> notices) {
    /** Notices kept for an owner that acknowledges none; beyond it the oldest goes, the latest never does. */
    public static final int NOTICES_MAX = 100;

    public Task {
        notices = List.copyOf(notices);
    }

    /** Whether it holds resources and may still change. */
    public boolean isLive() {
        return !state.isTerminal();
    }
}
