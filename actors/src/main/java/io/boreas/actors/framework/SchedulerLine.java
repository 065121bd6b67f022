package io.boreas.actors.framework;

import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.core.id.FrameworkId;

/** The way to a scheduler: what it is told arrives in order, or not at all once its stream has ended. */
public interface SchedulerLine {
    void push(FrameworkPush push);

    /** From now on the framework's group is to hear of the stream's end, as that of this framework and this id. */
    void watch(FrameworkId framework, String streamId);
}
