package io.boreas.agent.volume;

import java.io.IOException;

/** A volume that a task cannot have here; the message says which, and why, to whoever wanted it. */
public final class UnmountableException extends IOException {
    private static final long serialVersionUID = 1;

    public UnmountableException(String why) {
        super(why);
    }
}
