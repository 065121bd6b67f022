package io.boreas.actors.group;

import java.time.Duration;

/** Pauses between attempts at one thing, each twice as long as the one before. */
public final class Backoff {
    private Backoff() {}

    /** The pause after this one: twice as long, but never more than {@code max}. */
    public static Duration next(Duration pause, Duration max) {
        var twice = pause.multipliedBy(2);
        return twice.compareTo(max) > 0 ? max : twice;
    }
}
