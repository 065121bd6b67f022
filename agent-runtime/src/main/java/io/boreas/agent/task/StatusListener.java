package io.boreas.agent.task;

import io.boreas.core.link.FromAgent;
import io.boreas.core.link.StatusUpdate;

/** Hears the statuses of tasks, from one thread, those of one task in order. */
@FunctionalInterface
public interface StatusListener {
    /** The status is durable before this is called; it is reported until it is acknowledged. */
    void observed(StatusUpdate update);

    /** An executor ended. It is durable before this is called; it is said again after a restart until it is forgotten. */
    default void exited(FromAgent.ExecutorExited exited) {}

    /** An executor says something to its framework. Nobody keeps it. */
    default void said(FromAgent.ExecutorSaid message) {}
}
