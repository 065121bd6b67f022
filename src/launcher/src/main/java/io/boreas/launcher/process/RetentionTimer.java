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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has old events deleted now and then, on a thread of its own: no command waits for it. */
public final class RetentionTimer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionTimer.class);

    /** Snapshots that are not needed wait so long at most. */
    private static final Duration INTERVAL_MAX = Duration.ofMinutes(1);

    /** Passes in the time for which events are kept, if that is short. */
    private static final int PASSES = 16;

    private static final int END_SECONDS = 30;

    private final Retention retention;
    private final Clocks clocks;
    private final ScheduledExecutorService thread;

    private RetentionTimer(Retention retention, Clocks clocks) {
        this.retention = retention;
        this.clocks = clocks;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("boreas-retention").daemon().factory());
    }

    /** Begins, if events are deleted at all; the first time after a pause, so that a start has the disk for itself. */
    public static Optional<RetentionTimer> of(RetainedJournal journal, GroupSettings groups, Clocks clocks) {
        return groups.eventsKept().map(kept -> {
            var retention = new Retention(journal, groups.count(), groups.commandsMax(), kept, groups.snapshotsKept());
            var timer = new RetentionTimer(retention, clocks);
            var part = kept.dividedBy(PASSES);
            long pause = (part.compareTo(INTERVAL_MAX) < 0 ? part : INTERVAL_MAX).toMillis();
            var unused = timer.thread.scheduleWithFixedDelay(timer::pass, pause, pause, TimeUnit.MILLISECONDS);
            return timer;
        });
    }

    private void pass() {
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
