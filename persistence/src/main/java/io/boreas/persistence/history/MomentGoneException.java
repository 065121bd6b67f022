package io.boreas.persistence.history;

import java.time.Instant;

/** What happened until a moment was deleted; the message says from when on it can be shown. */
public final class MomentGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MomentGoneException(Instant moment, Instant earliest) {
        super("the cell of " + moment
                + " cannot be shown: events were deleted (boreas.groups.events-kept), and the earliest moment is "
                + earliest
                + ". Ask for that or a later one, or import an export that was made before into an empty directory.");
    }
}
