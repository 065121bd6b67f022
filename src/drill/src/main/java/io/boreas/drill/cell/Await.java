package io.boreas.drill.cell;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for what other processes do, with a deadline instead of a hope. */
public final class Await {
    /** Long enough for a machine that does ten other things. */
    public static final Duration DEADLINE = Duration.ofMinutes(2);

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(50);

    private Await() {}

    /**
     * Looks until there is something; a door that does not answer is looked at again.
     *
     * @throws AssertionError if the deadline passes, saying what was waited for
     */
    public static <T> T until(String what, Duration deadline, Supplier<Optional<T>> look) {
        return until(what, deadline, LOOK_INTERVAL, look);
    }

    /** The same, looking as often as it is told. */
    public static <T> T until(String what, Duration deadline, Duration interval, Supplier<Optional<T>> look) {
        long end = System.nanoTime() + deadline.toNanos();
        UncheckedIOException last = null;
        do {
            try {
                var found = look.get();
                if (found.isPresent()) {
                    return found.get();
                }
                last = null;
            } catch (UncheckedIOException e) {
                last = e;
            }
            pause(interval);
        } while (System.nanoTime() < end);
        throw tooLate(what, deadline, last);
    }

    /** Looks until it holds, for {@link #DEADLINE} at most. */
    public static void that(String what, BooleanSupplier holds) {
        that(what, DEADLINE, holds);
    }

    /** Looks until it holds. */
    public static void that(String what, Duration deadline, BooleanSupplier holds) {
        until(what, deadline, () -> holds.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    private static AssertionError tooLate(String what, Duration deadline, @Nullable Throwable last) {
        return new AssertionError("not within " + deadline.toSeconds() + " s: " + what, last);
    }

    private static void pause(Duration interval) {
        try {
            Thread.sleep(interval);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }
}
