package io.boreas.persistence.codec;

/** Bytes that are not a message of this version; says what is wrong, and where. */
public final class MalformedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
        super(message);
    }

    MalformedException(String message, Throwable cause) {
        super(message, cause);
    }
}
