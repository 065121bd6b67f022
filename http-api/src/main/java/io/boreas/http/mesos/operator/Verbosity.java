package io.boreas.http.mesos.operator;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** How much is logged: 0 as configured, more for a while. Source: Mesos, {@code /logging/toggle}. Thread-safe. */
public final class Verbosity {
    /** A level lasts no longer. */
    public static final Duration DURATION_MAX = Duration.ofDays(1);

    private final Optional<IntConsumer> applied;
    private int level;
    private long changes;

    /**
     * @param applied makes a level count; 0 is what is configured, 1 more, 2 and above all there is
     */
    public Verbosity(IntConsumer applied) {
        this(Optional.of(applied));
    }

    private Verbosity(Optional<IntConsumer> applied) {
        this.applied = applied;
    }

    /** Nobody can be told to log more. */
    public static Verbosity fixed() {
        return new Verbosity(Optional.empty());
    }

    public boolean isFixed() {
        return applied.isEmpty();
    }

    public synchronized int level() {
        return level;
    }

    /** Sets a level, which falls back to 0 after a while unless it is set again. */
    public synchronized void set(int wanted, Duration duration) {
        change(wanted);
        long change = changes;
        var lasting = duration.compareTo(DURATION_MAX) > 0 ? DURATION_MAX : duration;
        Executor later = CompletableFuture.delayedExecutor(Math.max(0, lasting.toMillis()), TimeUnit.MILLISECONDS);
        later.execute(() -> revert(change));
    }

    private synchronized void revert(long change) {
        if (changes == change) {
            change(0);
        }
    }

    private void change(int wanted) {
        level = wanted;
        changes++;
        applied.ifPresent(known -> known.accept(wanted));
    }
}
