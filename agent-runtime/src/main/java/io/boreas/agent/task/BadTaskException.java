package io.boreas.agent.task;

/** A task cannot be run as it is described; the message says why. */
final class BadTaskException extends Exception {
    private static final long serialVersionUID = 1;

    BadTaskException(String message) {
        super(message);
    }
}
