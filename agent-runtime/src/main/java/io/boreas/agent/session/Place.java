package io.boreas.agent.session;

import io.boreas.agent.process.Command;
import io.boreas.core.id.TaskId;

/** Where sessions of a task run. */
public sealed interface Place {
    /**
     * It runs.
     *
     * @param like how its processes are run; what they are does not matter
     */
    record Open(Command like) implements Place {}

    /**
     * It does not.
     *
     * @param why for people
     */
    record Shut(String why) implements Place {}

    /** Tells of tasks. */
    @FunctionalInterface
    interface Finder {
        /**
         * Whether a task runs now.
         *
         * @param process of its specification, which must run; empty for any
         */
        Place find(TaskId task, String process) throws InterruptedException;
    }
}
