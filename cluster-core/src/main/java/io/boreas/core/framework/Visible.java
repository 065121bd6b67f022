package io.boreas.core.framework;

import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;

/** Which states a framework is told. Source: Mesos, {@code FrameworkInfo.Capability.PARTITION_AWARE}. */
public final class Visible {
    private Visible() {}

    /** The status in the words the framework knows. */
    public static TaskStatus of(TaskStatus status, boolean partitionAware) {
        var state = of(status.state(), partitionAware);
        return state == status.state() ? status : status.in(state, status.reason());
    }

    /** The state in the words the framework knows. */
    public static TaskState of(TaskState state, boolean partitionAware) {
        if (partitionAware) {
            return state;
        }
        return switch (state) {
            case DROPPED, UNREACHABLE, GONE, GONE_BY_OPERATOR, UNKNOWN -> TaskState.LOST;
            case STAGING, STARTING, RUNNING, KILLING, FINISHED, FAILED, KILLED, ERROR, LOST -> state;
        };
    }
}
