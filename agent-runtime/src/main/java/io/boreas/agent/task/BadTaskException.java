package io.boreas.agent.task;

/** A task cannot be run as it is described. */
final class BadTaskException extends Exception {
    private static final long serialVersionUID = 1;

    private final String why;

    BadTaskException(String why) {
        super(why);
        this.why = why;
    }

    /** Why not, for people. */
    String why() {
        return why;
    }
}
