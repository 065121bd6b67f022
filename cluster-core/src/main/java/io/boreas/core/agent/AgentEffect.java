package io.boreas.core.agent;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.TaskLaunch;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/** What the world owes a task. */
public sealed interface AgentEffect {
    TaskId task();

    /** The agent is to be told to run it; ends with the agent's first word on it. */
    record LaunchOn(TaskLaunch launch) implements AgentEffect {
        @Override
        public TaskId task() {
            return launch.task();
        }
    }

    /** The agent is to be told to stop it; ends with a terminal status. */
    record KillOn(KillOrder order) implements AgentEffect {
        @Override
        public TaskId task() {
            return order.task();
        }
    }

    /** The owner is to be told these; ends with its acknowledgement. */
    record Tell(Owner owner, TaskId task, List<Notice> notices, SortedMap<String, Integer> ports)
            implements AgentEffect {
        public Tell {
            notices = List.copyOf(notices);
        }
    }

    /** What only frameworks' tasks are owed. */
    sealed interface OfFramework extends AgentEffect {}

    /**
     * The agent is to be told to run these in an executor, all at once if they are several; ends with the agent's first word
     * on them.
     *
     * @param task the first of them
     */
    record LaunchWorks(TaskId task, List<Work> works, HostedExecutor executor) implements OfFramework {
        public LaunchWorks {
            works = List.copyOf(works);
        }
    }

    /** The framework is to be told these; ends when it has acknowledged them. */
    record TellFramework(AgentId agent, TaskId task, Work work, Instant launchedAt, List<Notice> notices)
            implements OfFramework {
        public TellFramework {
            notices = List.copyOf(notices);
        }
    }
}
