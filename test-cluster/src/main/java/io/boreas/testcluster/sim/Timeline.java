package io.boreas.testcluster.sim;

import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;

/**
 * Simulated time. Everything that happens is an event at a moment; events of one moment happen in the order they were
 * planned, so a run is the same every time.
 */
public final class Timeline implements InstantSource {
    /** Events planned at once; more means that something feeds on itself. */
    static final int PLANNED_MAX = 100_000;

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final PriorityQueue<Planned> planned = new PriorityQueue<>();
    private long nowMillis;
    private long number;

    private record Planned(long atMillis, long number, Life life, Runnable event) implements Comparable<Planned> {
        @Override
        public int compareTo(Planned other) {
            int byTime = Long.compare(atMillis, other.atMillis);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    @Override
    public Instant instant() {
        return START.plusMillis(nowMillis);
    }

    /** Milliseconds since the run began. */
    @Override
    public long millis() {
        return nowMillis;
    }

    /** Plans an event; it does not happen if the life is over by then. */
    public void after(long delayMillis, Life life, Runnable event) {
        if (planned.size() >= PLANNED_MAX) {
            throw new IllegalStateException(PLANNED_MAX + " events are planned: something feeds on itself");
        }
        planned.add(new Planned(nowMillis + Math.max(0, delayMillis), ++number, life, event));
    }

    /** Lets the next event happen; returns whether there was one. */
    boolean step() {
        var next = planned.poll();
        while (next != null && next.life.isOver()) {
            next = planned.poll();
        }
        if (next == null) {
            return false;
        }
        nowMillis = next.atMillis;
        next.event.run();
        return true;
    }
}
