package io.boreas.agent.executor;

import io.boreas.agent.task.StatusListener;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.task.Payload;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of executors, and what is about to be done: entries count in memory at once, and what relies on their being
 * durable is done when they are. Used by one thread.
 */
final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final Duration STORE_RETRY = Duration.ofMillis(500);
    private static final int WAITING_MAX = 10_000;

    private final ExecutorJournal journal;
    private final StatusListener listener;
    private final InstantSource clock;
    private final List<ExecutorEntry> entries = new ArrayList<>();
    private final List<Runnable> then = new ArrayList<>();
    private boolean sync;
    private Instant storeAgainAt = Instant.MIN;

    Ledger(ExecutorJournal journal, StatusListener listener, InstantSource clock) {
        this.journal = journal;
        this.listener = listener;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    ExecutorJournal journal() {
        return journal;
    }

    /** Stores an entry, and does something once it is stored, however often that must be tried. */
    void store(ExecutorEntry entry, Runnable next) {
        sync = true;
        storeLazily(entry, next);
    }

    /** Stores an entry that may as well be forgotten. */
    void storeLazily(ExecutorEntry entry, Runnable next) {
        journal.apply(entry);
        entries.add(entry);
        then.add(next);
    }

    /** Does something after all that was stored before. */
    void then(Runnable next) {
        then.add(next);
    }

    /** The agent says how a task is. */
    void report(HeldWork work, TaskState state, TaskReason reason, String message) {
        var status = new TaskStatus(state, reason, StatusSource.AGENT, message, now().truncatedTo(ChronoUnit.MILLIS));
        report(work, status, Payload.NONE, () -> {});
    }

    /** A status of a task that has no process of its own. */
    void report(HeldWork work, TaskStatus status, Payload uuid, Runnable stored) {
        var update = new StatusUpdate(work.work().key(), work.sequence() + 1, status);
        store(new ExecutorEntry.Observed(update, uuid), () -> {
            tell(update);
            stored.run();
        });
    }

    /** Passes a status on that is stored elsewhere. */
    void tell(StatusUpdate update) {
        listener.observed(update);
    }

    void exited(HeldExecutor held, int status) {
        if (held.isLive()) {
            LOG.info("executor ended: executor={} status={} {}", held.run(), status, held.endMessage());
            var exited = new FromAgent.ExecutorExited(held.run(), status);
            store(new ExecutorEntry.Exited(exited), () -> listener.exited(exited));
        }
    }

    void said(FromAgent.ExecutorSaid message) {
        listener.said(message);
    }

    Optional<HeldExecutor> byProcess(TaskId process) {
        return journal.executors().values().stream()
                .filter(held -> held.process().equals(process))
                .findFirst();
    }

    /** Whether so much waits for the disk that nothing more can be taken. */
    boolean isFull() {
        return entries.size() >= WAITING_MAX;
    }

    /** When it is to be tried again to store what could not be. */
    Instant wake() {
        return entries.isEmpty() ? Instant.MAX : storeAgainAt;
    }

    /** Stores what is to be stored, with one sync, and then does what relies on it. */
    void commit() {
        if (now().isBefore(storeAgainAt)) {
            return;
        }
        try {
            if (!entries.isEmpty()) {
                journal.store(entries, sync);
            }
        } catch (IOException e) {
            LOG.warn("what happened to executors cannot be stored; nothing goes on until it can", e);
            storeAgainAt = now().plus(STORE_RETRY);
            return;
        }
        var steps = List.copyOf(then);
        entries.clear();
        then.clear();
        sync = false;
        storeAgainAt = Instant.MIN;
        for (var step : steps) {
            try {
                step.run();
            } catch (RuntimeException e) {
                LOG.error("a defect: a step for an executor was not done", e);
            }
        }
    }
}
