package io.boreas.agent.executor;

import io.boreas.core.agent.Work;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.Payload;
import io.boreas.core.task.TaskState;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** A task in an executor, as the agent knows it. Used by one thread. */
final class HeldWork {
    /** Updates that are recognised when the executor says them again. */
    private static final int UUIDS_MAX = 32;

    private final Work work;
    private final ArrayDeque<StatusUpdate> unacknowledged = new ArrayDeque<>(2);
    private final LinkedHashSet<Payload> uuids = new LinkedHashSet<>();
    private Optional<StatusUpdate> latest = Optional.empty();
    private Optional<KillOrder> kill = Optional.empty();
    private long acknowledged;
    private boolean sent;
    private boolean over;

    HeldWork(Work work) {
        this.work = work;
    }

    Work work() {
        return work;
    }

    TaskState state() {
        return latest.map(update -> update.status().state()).orElse(TaskState.STAGING);
    }

    /** Of the agent's statuses of it; a task with a process of its own has none, unless it could not be started. */
    long sequence() {
        return latest.map(StatusUpdate::sequence).orElse(0L);
    }

    Optional<StatusUpdate> latest() {
        return latest;
    }

    boolean isLive() {
        return !over && !state().isTerminal();
    }

    /** Whether its executor has it, as far as is known. */
    boolean isSent() {
        return sent;
    }

    void sent() {
        sent = true;
    }

    Optional<KillOrder> kill() {
        return kill;
    }

    void killed(KillOrder order) {
        kill = Optional.of(order);
    }

    /** Whether the executor has said this before. */
    boolean knows(Payload uuid) {
        return uuids.contains(uuid);
    }

    void observed(StatusUpdate update, Payload uuid) {
        if (update.sequence() <= sequence()) {
            return;
        }
        latest = Optional.of(update);
        if (update.sequence() > acknowledged) {
            unacknowledged.add(update);
        }
        if (uuid.size() > 0) {
            uuids.add(uuid);
            if (uuids.size() > UUIDS_MAX) {
                uuids.removeFirst();
            }
        }
    }

    /** The process it has of its own is over. */
    void over(StatusUpdate last) {
        over = true;
        if (latest.isEmpty()) {
            latest = Optional.of(last);
            acknowledged = last.sequence();
        }
    }

    boolean isOver() {
        return over;
    }

    void acknowledged(long sequence) {
        acknowledged = Math.max(acknowledged, sequence);
        unacknowledged.removeIf(update -> update.sequence() <= sequence);
    }

    long acknowledged() {
        return acknowledged;
    }

    /** Whether nobody asks for it any more. */
    boolean isForgotten() {
        return !isLive() && unacknowledged.isEmpty() && acknowledged >= sequence();
    }

    List<StatusUpdate> unacknowledged() {
        return List.copyOf(unacknowledged);
    }

    /** Names of updates the executor may say again, the latest last. */
    List<Payload> uuids() {
        return List.copyOf(uuids);
    }
}
