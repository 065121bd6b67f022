package io.boreas.actors.membership;

import io.boreas.actors.group.Authority;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The authority of one master among several: it holds for a fixed time after the sending of a question that a majority, itself
 * counted, has answered.
 *
 * <p>Others answer only while they count this master among the members. A master is removed after all members that are left have seen
 * that it was given up, and any two majorities share a master; so the last answer was given before the removal, and {@link #LASTS} after
 * the removal it can have no authority any more. That long groups wait before they start elsewhere, unless the master was seen gone:
 * a process that is no more needs no waiting for.
 *
 * <p>Time is read from two clocks: the monotonic one stands still while a virtual machine is suspended, the other one may be set. For the
 * end of authority the one that went further counts, for the end of waiting the monotonic one alone.
 */
public final class MajorityLease implements Authority {
    /** From the sending of the question. Shorter than it takes to give up a silent master, so it costs a failover little. */
    static final Duration LASTS = Duration.ofSeconds(2);

    /** How long groups wait: what a master knows of the members may be a moment older than what it has let others count on. */
    static final Duration WAIT = LASTS.plusMillis(500);

    private static final long LASTS_NANOS = LASTS.toNanos();

    private final int majority;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private final Map<String, Moment> answered = new HashMap<>();
    private volatile Moment confirmed;
    private volatile Moment alone;

    /** One moment on both clocks. */
    record Moment(long nanos, Instant time) {}

    /**
     * A lease that does not hold yet.
     *
     * @param majority masters, this one counted, that have to answer
     */
    MajorityLease(int majority, LongSupplier nanos, InstantSource clock) {
        this.majority = majority;
        this.nanos = nanos;
        this.clock = clock;
        var now = now();
        this.confirmed = new Moment(now.nanos - LASTS_NANOS, now.time.minus(LASTS));
        this.alone = now; // a master that comes does not know who was lost before
    }

    /** A lease of this master, which does not hold before a majority has answered. */
    public static MajorityLease of(ClusterSettings settings, InstantSource clock) {
        return new MajorityLease(settings.majority(), System::nanoTime, clock);
    }

    /** Now, to be sent along with a question. */
    Moment now() {
        return new Moment(nanos.getAsLong(), clock.instant());
    }

    /** Another master has answered the question of that moment. */
    synchronized void answered(String master, Moment asked) {
        answered.merge(master, asked, (before, after) -> after.nanos - before.nanos > 0 ? after : before);
        int others = majority - 1;
        if (answered.size() < others) {
            return;
        }
        var moments = answered.values().toArray(Moment[]::new);
        Arrays.sort(moments, (a, b) -> Long.compare(b.nanos - a.nanos, 0));
        confirmed = moments[others - 1];
    }

    /** Another master was removed that may still believe to be one. */
    void lost() {
        alone = now();
    }

    @Override
    public boolean holds() {
        var moment = confirmed;
        return Math.max(elapsed(moment), told(moment)) < LASTS_NANOS;
    }

    @Override
    public Duration untilAlone() {
        return Duration.ofNanos(Math.max(0, WAIT.toNanos() - elapsed(alone)));
    }

    private long elapsed(Moment moment) {
        return nanos.getAsLong() - moment.nanos;
    }

    /** By the clock that people set: it goes on while a machine sleeps, and the other does not. */
    private long told(Moment moment) {
        return Duration.between(moment.time, clock.instant()).toNanos();
    }
}
