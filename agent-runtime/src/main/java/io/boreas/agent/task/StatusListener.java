package io.boreas.agent.task;

import io.boreas.core.link.StatusUpdate;

/** Hears the statuses of tasks, from one thread, those of one task in order. */
@FunctionalInterface
public interface StatusListener {
    /** The status is durable before this is called; it is reported until it is acknowledged. */
    void observed(StatusUpdate update);
}
