package io.boreas.actors.group;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.machine.GroupKind;

/** Takes messages to groups, and knows the group of every aggregate. What is sent may be lost, and arrives in order. */
public interface GroupPost {
    /** Groups of each kind but the registry, which has one. */
    int count();

    void tell(GroupKind kind, int number, GroupMessage message);

    default int numberOf(AgentId agent) {
        return GroupKind.groupOf(agent.value(), count());
    }

    default int numberOf(JobKey job) {
        return GroupKind.groupOf(job.toString(), count());
    }

    default int numberOf(FrameworkId framework) {
        return GroupKind.groupOf(framework.value(), count());
    }

    default void tell(FrameworkId framework, GroupMessage message) {
        tell(GroupKind.FRAMEWORK, numberOf(framework), message);
    }

    default void tell(AgentId agent, GroupMessage message) {
        tell(GroupKind.AGENT, numberOf(agent), message);
    }

    default void tell(JobKey job, GroupMessage message) {
        tell(GroupKind.JOB, numberOf(job), message);
    }
}
