package io.boreas.agent.task;

import java.io.IOException;

/** A limit or a capability that a task's processes cannot have here; the message says which, and why, to whoever wanted it. */
final class UnlimitableException extends IOException {
    private static final long serialVersionUID = 1;

    /** @param what they cannot have, as tasks call it */
    UnlimitableException(String what, String why) {
        super("Failed to set its " + what + ": " + why);
    }

    /** What a task asked for is no defect of the agent: nobody looks for the place where it was found. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
