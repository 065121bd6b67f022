package io.boreas.agent.session;

import io.boreas.agent.process.Command;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.Capabilities;
import java.util.Optional;

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
         * @param wish capabilities that a session is to have instead of the task's, if it is
         */
        Place find(TaskId task, String process, Optional<Capabilities> wish) throws InterruptedException;
    }
}
