package io.boreas.agent.fetch;

/** An artifact cannot be had, and why, for people. */
public class FetchException extends Exception {
    private static final long serialVersionUID = 1;

    FetchException(String message) {
        super(message);
    }

    FetchException(String message, Throwable cause) {
        super(message, cause);
    }

    /** It was given up by whom it was fetched for: another may try. */
    public static final class CalledOff extends FetchException {
        private static final long serialVersionUID = 1;

        CalledOff(Throwable cause) {
            super("it was called off", cause);
        }
    }

    /** It ended before its end: another try may get it. */
    static final class BrokenOff extends FetchException {
        private static final long serialVersionUID = 1;

        BrokenOff(String message) {
            super(message);
        }

        BrokenOff(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Why, for people. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
