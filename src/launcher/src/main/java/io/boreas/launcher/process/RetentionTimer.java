package io.boreas.launcher.process;

import io.boreas.actors.group.GroupSettings;
import io.boreas.actors.time.Clocks;
import io.boreas.persistence.history.RetainedJournal;
import io.boreas.persistence.history.Retention;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has old events and snapshots deleted now and then, on a thread of its own: no command waits for it. */
public final class RetentionTimer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionTimer.class);

    /** Snapshots that are not needed wait so long at most. */
    private static final Duration INTERVAL_MAX = Duration.ofMinutes(1);

    /** Passes in the time for which events are kept, if that is short. */
    private static final int PASSES = 16;

    private static final int END_SECONDS = 30;

    private final Retention retention;
    private final Clocks clocks;
    private final BooleanSupplier isTurn;
    private final ScheduledExecutorService thread;

    private RetentionTimer(Retention retention, Clocks clocks, BooleanSupplier isTurn) {
        this.retention = retention;
        this.clocks = clocks;
        this.isTurn = isTurn;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("boreas-retention").daemon().factory());
    }

    /**
     * Begins, if there is anything to do; the first time after a pause, so that a start has the disk for itself.
     *
     * @param isTurn whether it is this master that looks now: one of them is enough, and two do no harm
     */
    public static Optional<RetentionTimer> of(
            RetainedJournal journal, GroupSettings groups, Clocks clocks, BooleanSupplier isTurn) {
        if (groups.thinsSnapshots()) {
            return Optional.empty();
        }
        var kept = groups.eventsKept();
        var retention = new Retention(journal, groups.count(), groups.commandsMax(), kept, groups.snapshotsKept());
        var timer = new RetentionTimer(retention, clocks, isTurn);
        long pause = kept.map(time -> time.dividedBy(PASSES))
                .filter(part -> part.compareTo(INTERVAL_MAX) < 0)
                .orElse(INTERVAL_MAX)
                .toMillis();
        var unused = timer.thread.scheduleWithFixedDelay(timer::pass, pause, pause, TimeUnit.MILLISECONDS);
        return Optional.of(timer);
    }

    private void pass() {
        if (!isTurn.getAsBoolean()) {
            return;
        }
        try {
            retention.pass(clocks.now());
        } catch (CancellationException e) {
            LOG.debug("the deletion of old events was interrupted, and goes on after the next start");
        } catch (RuntimeException e) {
            LOG.warn("old events are not deleted, which is tried again: {}", e.toString());
        }
    }

    /** What was begun is finished after the next start. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the deletion of old events did not stop within {} s", END_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
