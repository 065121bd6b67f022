package io.boreas.drill;

import io.boreas.drill.DrillResult.Step;
import io.boreas.drill.cell.Await;
import io.boreas.drill.load.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Notes what is done to a cell and what is seen of it, and when, counted from the moment of the harm. */
final class Stopwatch {
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(40);
    private static final int LOOKERS = 4;
    private static final Duration LOOKERS_APART = Duration.ofMillis(500);

    private final Duration deadline;
    private final Queue<Step> steps = new ConcurrentLinkedQueue<>();
    private volatile long harmed = System.nanoTime();
    private volatile long done = harmed;

    /** @param deadline how long is waited for anything */
    Stopwatch(Duration deadline) {
        this.deadline = deadline;
    }

    /** Something that is waited for, and when it was there. */
    record Phase(String what, Supplier<Optional<Long>> look) {
        /** It is there as soon as it holds. */
        static Phase when(String what, BooleanSupplier holds) {
            return new Phase(what, () -> holds.getAsBoolean() ? Optional.of(System.nanoTime()) : Optional.empty());
        }
    }

    /** Does the harm; times count from now. */
    void harm(String what, Runnable harm) {
        harmed = System.nanoTime();
        steps.add(new Step(what, 0, true));
        harm.run();
        done = System.nanoTime();
    }

    /** Does something else. */
    void then(String what, Runnable action) {
        steps.add(new Step(what, millisSince(System.nanoTime()), true));
        action.run();
    }

    /** Something is seen now that nobody waits for. */
    void seen(String what) {
        steps.add(new Step(what, millisSince(System.nanoTime()), false));
    }

    /** When the harm was done, by {@link System#nanoTime}. */
    long done() {
        return done;
    }

    private long millisSince(long nanos) {
        return (nanos - harmed) / 1_000_000;
    }

    /** Begins to wait for all of these, each by itself; when each was there is noted. */
    List<CompletableFuture<?>> begin(List<Phase> phases) {
        var waiting = new ArrayList<CompletableFuture<?>>();
        phases.forEach(phase -> waiting.add(looking(phase)));
        return waiting;
    }

    /**
     * Waits for them.
     *
     * @throws AssertionError if one is too late
     */
    static void join(List<CompletableFuture<?>> waiting) {
        for (var phase : waiting) {
            try {
                phase.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof AssertionError tooLate) {
                    throw tooLate;
                }
                throw e;
            }
        }
    }

    /**
     * Each is looked at by itself, and by several, one a little after the other: a door that lets one wait while a master is silent
     * delays no other, and what it would say a moment later is not missed for as long as that takes.
     */
    private CompletableFuture<?> looking(Phase phase) {
        var seen = new AtomicLong(Long.MAX_VALUE);
        var all = new ArrayList<CompletableFuture<Void>>();
        for (int looker = 0; looker < LOOKERS; looker++) {
            var begin = LOOKERS_APART.multipliedBy(looker);
            all.add(CompletableFuture.runAsync(
                    () -> {
                        hold(begin);
                        Await.until(phase.what(), deadline, LOOK_INTERVAL, () -> {
                            if (seen.get() < Long.MAX_VALUE) {
                                return Optional.of(seen.get());
                            }
                            var at = phase.look().get();
                            at.ifPresent(nanos -> seen.accumulateAndGet(nanos, Math::min));
                            return at;
                        });
                    },
                    task -> Thread.ofVirtual().start(task)));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .thenRun(() -> steps.add(new Step(phase.what(), millisSince(seen.get()), false)));
    }

    /** Waits for a while in which the harm goes on. */
    static void hold(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in a drill", e);
        }
    }

    /** What was done and seen, in the order it happened; and for how long its clients had to wait. */
    List<Step> steps(Load load) {
        var all = new ArrayList<>(steps);
        all.sort(Comparator.comparingLong(Step::millis));
        all.add(new Step("longest wait of a client for a change", load.longestWaitMillis(harmed), false));
        return all;
    }
}
