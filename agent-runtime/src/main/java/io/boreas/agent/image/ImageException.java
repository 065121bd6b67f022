package io.boreas.agent.image;

/** An image cannot be had; the message says why, for people. */
public final class ImageException extends Exception {
    private static final long serialVersionUID = 1;

    ImageException(String message) {
        super(message);
    }

    ImageException(String message, Throwable cause) {
        super(message, cause);
    }

    /** For people. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
