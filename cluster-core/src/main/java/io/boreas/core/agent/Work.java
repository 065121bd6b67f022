package io.boreas.core.agent;

import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.task.Payload;
import io.boreas.core.task.TaskSpec;
import java.time.Duration;
import java.util.Optional;

/**
 * A framework's task on an agent: what its {@link Task} does not say.
 *
 * @param key its name in the cell, that of its {@link Task}
 * @param id its name in the framework
 * @param role whose allocation it uses
 * @param command what it runs, if it says so itself
 * @param executor empty for a command task
 * @param killGrace how long it may take to stop, unless a kill says otherwise
 * @param group the first task of the group it was launched in, that one included
 * @param info all that was said of it, as it was said
 * @param unsent whether its agent has not spoken of it, so that it may have to be sent again
 */
public record Work(
        TaskId key,
        FrameworkId framework,
        TaskId id,
        String name,
        Role role,
        Resources resources,
        Optional<TaskSpec> command,
        Optional<String> executor,
        Optional<Duration> killGrace,
        Optional<TaskId> group,
        Payload info,
        boolean unsent) {
    /** How long a task may take to stop if nobody says. Source: Mesos, the built-in executors' grace period. */
    public static final Duration KILL_GRACE = Duration.ofSeconds(3);

    /** The executor it runs in, unless it is a command task. */
    public Optional<ExecutorKey> executorKey() {
        return executor.map(id -> new ExecutorKey(framework, id));
    }

    Work sent() {
        return unsent
                ? new Work(key, framework, id, name, role, resources, command, executor, killGrace, group, info, false)
                : this;
    }
}
