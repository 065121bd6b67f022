package io.boreas.http.server;

import java.util.concurrent.locks.LockSupport;

/**
 * How often many streams are told of what is new. To wake a stream and write to its socket costs far more than one event more in the
 * same piece, so that who tells them all rests after each time, for longer the more they are: 50 ms for a thousand, and next to nothing
 * for one. In one pair of runs of B8, half of that took 1.26 of a core instead of 0.90, and events came later.
 */
public final class StreamPace {
    private static final long NANOS_FOR_EACH = 50_000;

    private StreamPace() {}

    /** Waits after so many streams were told of something; less long if the thread is interrupted. */
    public static void rest(int streams) {
        LockSupport.parkNanos(streams * NANOS_FOR_EACH);
    }
}
