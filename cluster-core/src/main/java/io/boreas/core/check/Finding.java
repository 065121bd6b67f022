package io.boreas.core.check;

import java.util.Optional;

/**
 * What one probe found.
 *
 * @param good whether that speaks for the task
 * @param value as in {@link CheckStatus}; empty if the probe did not come to its end
 * @param message why it is not good, for people; empty if it is
 */
public record Finding(boolean good, Optional<Integer> value, String message) {
    /** The task asks not to be asked for a while. Source: Aurora, where this counts as a success. */
    public static final Finding SNOOZED = new Finding(true, Optional.empty(), "");

    public static Finding good(int value) {
        return new Finding(true, Optional.of(value), "");
    }

    public static Finding bad(int value, String message) {
        return new Finding(false, Optional.of(value), message);
    }

    /** The probe did not come to its end. */
    public static Finding none(String why) {
        return new Finding(false, Optional.empty(), why);
    }
}
