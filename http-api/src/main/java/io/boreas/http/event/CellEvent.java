package io.boreas.http.event;

import org.jspecify.annotations.Nullable;

/**
 * One event, to be sent to any number of subscribers. Its bytes are made when the first one wants them, and kept: what nobody asked for
 * costs nothing. Thread-safe.
 */
final class CellEvent {
    private final EventPosition at;
    private final String type;
    private final String job;
    private final Frame frame;
    private volatile byte @Nullable [] bytes;

    /** Writes an event as it is sent. */
    @FunctionalInterface
    interface Frame {
        byte[] bytes();
    }

    /**
     * @param at its place in the cell's order
     * @param type what it is about, such as {@code task}
     * @param job the job it is about; empty if it is about none
     * @param frame its bytes in the stream, the same at each call
     */
    CellEvent(EventPosition at, String type, String job, Frame frame) {
        this.at = at;
        this.type = type;
        this.job = job;
        this.frame = frame;
    }

    EventPosition at() {
        return at;
    }

    String type() {
        return type;
    }

    String job() {
        return job;
    }

    /** Its bytes in the stream, shared: not to be changed. */
    byte[] bytes() {
        var made = bytes;
        if (made == null) {
            made = frame.bytes();
            bytes = made;
        }
        return made;
    }
}
