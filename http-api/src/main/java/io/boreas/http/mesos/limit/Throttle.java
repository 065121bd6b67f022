package io.boreas.http.mesos.limit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The queue of one limit: calls leave it in the order in which they came, and one at a time, never sooner after the one before than
 * the rate has it. There are no bursts: what is not used is lost. Not thread-safe. Times are nanoseconds of one clock that does
 * not go back.
 *
 * <p>Source: Mesos 1.11, {@code process::RateLimiter} and {@code Master::throttled}; the bound of bytes is our own.
 */
public final class Throttle<T> {
    private static final double SECOND_NS = 1e9;

    private final long gapNs;
    private final long capacity;
    private final long bytesMax;
    private final Deque<Waiting<T>> waiting = new ArrayDeque<>();
    private long bytes;
    private OptionalLong leftAtNs = OptionalLong.empty();

    /**
     * An empty one.
     *
     * @param qps calls in a second at most, above 0
     * @param capacity calls that wait at most, 0 or more; at 0 none is let in
     * @param bytesMax bytes that calls which wait have together at most; one alone may have more
     */
    public Throttle(double qps, long capacity, long bytesMax) {
        this.gapNs = (long) Math.ceil(SECOND_NS / qps); // saturates: then no second call ever leaves
        this.capacity = capacity;
        this.bytesMax = bytesMax;
    }

    private record Waiting<T>(T call, long bytes) {}

    /** What becomes of a call. */
    public enum Entry {
        /** It waits, perhaps for no time at all. */
        TAKEN,
        /** As many wait as may. */
        TOO_MANY,
        /** Those that wait would have more bytes than they may. */
        TOO_MUCH
    }

    /** One more call; only if it is taken anything changes. */
    public Entry add(T call, long size) {
        if (waiting.size() >= capacity) {
            return Entry.TOO_MANY;
        }
        if (!waiting.isEmpty() && bytes + size > bytesMax) {
            return Entry.TOO_MUCH;
        }
        waiting.addLast(new Waiting<>(call, size));
        bytes += size;
        return Entry.TAKEN;
    }

    /** How long the first of those that wait has to, in nanoseconds; 0 if it may leave, empty if none waits. */
    public OptionalLong nextInNs(long nowNs) {
        return waiting.isEmpty() ? OptionalLong.empty() : OptionalLong.of(restNs(nowNs));
    }

    /** Takes the first of those that wait out, if it may leave. */
    public Optional<T> next(long nowNs) {
        if (waiting.isEmpty() || restNs(nowNs) > 0) {
            return Optional.empty();
        }
        var first = waiting.removeFirst();
        bytes -= first.bytes();
        leftAtNs = OptionalLong.of(nowNs);
        return Optional.of(first.call());
    }

    /** Forgets a call that waits; those behind it move up. Whether it was there. */
    public boolean remove(T call) {
        for (var all = waiting.iterator(); all.hasNext(); ) {
            var one = all.next();
            if (one.call().equals(call)) {
                all.remove();
                bytes -= one.bytes();
                return true;
            }
        }
        return false;
    }

    private long restNs(long nowNs) {
        return leftAtNs.isEmpty() ? 0 : Math.max(0, gapNs - (nowNs - leftAtNs.getAsLong()));
    }
}
