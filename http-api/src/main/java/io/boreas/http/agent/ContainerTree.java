package io.boreas.http.agent;

import io.boreas.core.agent.ContainerName;
import io.boreas.core.id.TaskId;
import java.util.Optional;

/** Which process of an agent a container is, for those that tasks and executors are. */
final class ContainerTree {
    private ContainerTree() {}

    /**
     * A container that runs.
     *
     * @param process what it is; empty for an executor that is built in, which is none
     * @param account as whom it runs; empty if that is not known
     */
    record Container(Optional<TaskId> process, Optional<String> account) {}

    /** The container of that name. */
    static Optional<Container> find(AgentState state, ContainerName name) {
        for (var executor : state.executors()) {
            if (!executor.ended() && executor.isAt(name)) {
                return Optional.of(new Container(
                        executor.isBuiltIn() ? Optional.empty() : Optional.of(executor.process()), executor.account()));
            }
            if (!executor.ended()
                    && executor.isBuiltIn()
                    && name.parent().filter(executor::isAt).isPresent()) {
                return within(executor, name);
            }
        }
        return Optional.empty();
    }

    private static Optional<Container> within(AgentExecutor executor, ContainerName name) {
        return executor.tasks().stream()
                .filter(task -> !task.queued() && !task.terminated())
                .filter(task -> ContainerName.ofTask(task.key()).value().equals(name.value()))
                .map(task -> new Container(Optional.of(task.key()), task.account()))
                .findFirst();
    }
}
