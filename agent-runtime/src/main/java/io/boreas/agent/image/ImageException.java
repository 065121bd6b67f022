package io.boreas.agent.image;

/** An image cannot be had; the message says why, for people. */
public class ImageException extends Exception {
    private static final long serialVersionUID = 1;

    ImageException(String message) {
        super(message);
    }

    ImageException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Where it was looked for there is nothing of it. */
    static final class Absent extends ImageException {
        private static final long serialVersionUID = 1;

        Absent(String message) {
            super(message);
        }
    }

    /** For people. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
