package io.boreas.agent.checkpoint;

import io.boreas.core.id.TaskId;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.process.Outcome;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskLaunch;
import java.time.Duration;
import java.time.Instant;

/** One thing that happened to a task of the agent. */
public sealed interface Entry {

    /** Which task. */
    TaskId task();

    /** It was taken. */
    record Taken(TaskLaunch launch, Instant at) implements Entry {
        @Override
        public TaskId task() {
            return launch.task();
        }
    }

    /** It was to be killed. */
    record KillOrdered(KillOrder order, Instant at) implements Entry {
        @Override
        public TaskId task() {
            return order.task();
        }
    }

    /** It was to end for what was seen of it, not for an order; within a grace. */
    record Aborted(TaskId task, Outcome outcome, Duration grace, Instant at) implements Entry {}

    /** It came into a state. */
    record Observed(StatusUpdate update) implements Entry {
        @Override
        public TaskId task() {
            return update.task();
        }
    }

    /** Its statuses up to a number were acknowledged; with the terminal one it is forgotten. */
    record Acknowledged(StatusAck ack) implements Entry {
        @Override
        public TaskId task() {
            return ack.task();
        }
    }
}
