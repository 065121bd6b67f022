package io.boreas.http.agent;

import io.boreas.core.agent.ContainerName;
import io.boreas.http.mesos.proto.Agent.Call;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.translate.ContainerMessages;
import java.util.Optional;

/**
 * What an executor may do with its token, whatever access control lists say: anything with the containers within its own but to write to them, and nothing
 * else. Source: Mesos 1.11, {@code LocalImplicitExecutorObjectApprover} and the actions it is asked for.
 */
final class ExecutorRights {
    private ExecutorRights() {}

    /** @param executor the container of the one that calls */
    static boolean granted(Call call, ContainerName executor) {
        return container(call)
                .map(ContainerMessages::name)
                .filter(name -> outermost(name).equals(executor))
                .isPresent();
    }

    /** Which container a call is about; empty of calls that executors may not make. */
    private static Optional<Mesos.ContainerID> container(Call call) {
        return switch (call.getType()) {
            case LAUNCH_NESTED_CONTAINER ->
                Optional.of(call.getLaunchNestedContainer().getContainerId());
            case WAIT_NESTED_CONTAINER ->
                Optional.of(call.getWaitNestedContainer().getContainerId());
            case KILL_NESTED_CONTAINER ->
                Optional.of(call.getKillNestedContainer().getContainerId());
            case REMOVE_NESTED_CONTAINER ->
                Optional.of(call.getRemoveNestedContainer().getContainerId());
            case LAUNCH_NESTED_CONTAINER_SESSION ->
                Optional.of(call.getLaunchNestedContainerSession().getContainerId());
            case ATTACH_CONTAINER_OUTPUT ->
                Optional.of(call.getAttachContainerOutput().getContainerId());
            case LAUNCH_CONTAINER -> Optional.of(call.getLaunchContainer().getContainerId());
            case WAIT_CONTAINER -> Optional.of(call.getWaitContainer().getContainerId());
            case KILL_CONTAINER -> Optional.of(call.getKillContainer().getContainerId());
            case REMOVE_CONTAINER -> Optional.of(call.getRemoveContainer().getContainerId());
            default -> Optional.empty();
        };
    }

    private static ContainerName outermost(ContainerName name) {
        return name.parent().map(ExecutorRights::outermost).orElse(name);
    }
}
