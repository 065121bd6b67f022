package io.boreas.cli;

import org.jspecify.annotations.Nullable;

/** Ends a command: the message says what was wrong, where, and what to do. */
public class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Exit exit;

    public CliException(Exit exit, @Nullable String message) {
        super(message);
        this.exit = exit;
    }

    public Exit exit() {
        return exit;
    }

    @Override
    public String getMessage() {
        var message = super.getMessage();
        return message == null ? exit.meaning() : message;
    }
}
