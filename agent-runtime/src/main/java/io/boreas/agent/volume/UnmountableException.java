package io.boreas.agent.volume;

import java.io.IOException;

/** A volume that a task cannot have here; the message says which, and why, to whoever wanted it. */
public final class UnmountableException extends IOException {
    private static final long serialVersionUID = 1;

    public UnmountableException(String why) {
        super(why);
    }

    /** What a task asked for is no defect of the agent: nobody looks for the place where it was found. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
