package io.boreas.http.mesos.limit;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/** A clock and its timer, which go on only when they are told to. Thread-safe. */
public final class StandingClock {
    private final LongSupplier latenessNs;
    private final PriorityQueue<Due> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Due::atNs).thenComparingLong(Due::number));
    private long nowNs;
    private long number;

    public StandingClock() {
        this(() -> 0);
    }

    /** @param latenessNs by how much what is due next is done too late */
    StandingClock(LongSupplier latenessNs) {
        this.latenessNs = latenessNs;
        this.nowNs = Long.MAX_VALUE - 5_000_000_000L; // it passes the end of the numbers, as System.nanoTime may
    }

    private record Due(long atNs, long number, Runnable task) {}

    /** A gate on this clock. */
    public RateGate gate(RateLimits limits, long bytesMax) {
        return new RateGate(limits, bytesMax, this::now, this::in);
    }

    synchronized long now() {
        return nowNs;
    }

    private synchronized void in(long delayNs, Runnable task) {
        tasks.add(new Due(elapsed() + delayNs + latenessNs.getAsLong(), number++, task));
    }

    /** Nanoseconds since it was made. */
    synchronized long elapsed() {
        return nowNs - (Long.MAX_VALUE - 5_000_000_000L);
    }

    /** Goes on, and does what is due on the way. */
    public void advance(Duration by) {
        advanceTo(elapsed() + by.toNanos());
    }

    void advanceTo(long elapsedNs) {
        while (true) {
            Due next;
            synchronized (this) {
                var first = tasks.peek();
                boolean due = first != null && first.atNs() <= elapsedNs;
                nowNs += (due ? Math.max(first.atNs(), elapsed()) : elapsedNs) - elapsed();
                if (!due) {
                    return;
                }
                next = tasks.remove();
            }
            next.task().run();
        }
    }
}
