package io.boreas.actors.time;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two clocks of a process.
 *
 * @param wall what time it is, as it is written down and told to people. Somebody may set it, forwards or back.
 * @param steady how long ago something was: all that waits in memory waits by it. It begins with the time of {@code wall}, never jumps, and
 *     means nothing to another process
 */
public record Clocks(InstantSource wall, InstantSource steady) {
    /** @param nanos an origin's distance in nanoseconds, such as {@link System#nanoTime} */
    public static Clocks of(InstantSource wall, LongSupplier nanos) {
        var begun = wall.instant();
        long origin = nanos.getAsLong();
        return new Clocks(wall, () -> begun.plusNanos(nanos.getAsLong() - origin));
    }

    /** Those of this machine. */
    public static Clocks system() {
        return of(InstantSource.system(), System::nanoTime);
    }

    /** What time it is. */
    public Instant now() {
        return wall.instant();
    }
}
