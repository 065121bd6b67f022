package io.boreas.core.agent;

import io.boreas.core.id.TaskId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * What a container of Mesos's API is called: whatever runs a task is one. The name follows from what it runs, so that masters know it without having been
 * told.
 *
 * @param parent the container it is in, if it is in one
 */
public record ContainerName(String value, Optional<ContainerName> parent) {
    /** Of a task that is a process of its own. */
    public static ContainerName ofTask(TaskId key) {
        return new ContainerName(TaskKeys.base(key).value(), Optional.empty());
    }

    /** Of an executor. */
    public static ContainerName ofExecutor(ExecutorRun run) {
        var name = run.process().value().getBytes(StandardCharsets.UTF_8);
        return new ContainerName(UUID.nameUUIDFromBytes(name).toString(), Optional.empty());
    }

    /** Of a task that is a process of its own in an executor that is not. */
    public static ContainerName within(ExecutorRun executor, TaskId key) {
        return ofTask(key).in(ofExecutor(executor));
    }

    /** The same in another. */
    public ContainerName in(ContainerName outer) {
        return new ContainerName(value, Optional.of(outer));
    }

    /** As Mesos writes it: the outermost first. */
    @Override
    public String toString() {
        return parent.map(outer -> outer + ".").orElse("") + value;
    }
}
