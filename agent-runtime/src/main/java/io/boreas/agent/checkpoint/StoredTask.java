package io.boreas.agent.checkpoint;

import io.boreas.core.link.StatusUpdate;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A task as its entries tell it.
 *
 * @param kills the orders to kill it that matter, oldest first: those that brought the end nearer
 * @param aborted what was seen of it for which it was to end; the first
 * @param updates its latest status, and all before it that were not acknowledged, in order
 * @param acknowledged the number up to which its statuses were acknowledged
 */
public record StoredTask(
        TaskLaunch launch,
        Instant takenAt,
        List<Entry.KillOrdered> kills,
        Optional<Entry.Aborted> aborted,
        List<StatusUpdate> updates,
        long acknowledged) {
    public StoredTask {
        kills = List.copyOf(kills);
        updates = List.copyOf(updates);
    }

    /** The number of its latest status; 0 if it has none. */
    public long sequence() {
        return updates.isEmpty() ? 0 : updates.getLast().sequence();
    }

    /** Its latest state; {@code STAGING} while it has no status. */
    public TaskState state() {
        return updates.isEmpty()
                ? TaskState.STAGING
                : updates.getLast().status().state();
    }

    /** Statuses to report again. */
    public List<StatusUpdate> unacknowledged() {
        return updates.stream()
                .filter(update -> update.sequence() > acknowledged)
                .toList();
    }

    /** Whether its end is known and was acknowledged. */
    public boolean isOver() {
        return state().isTerminal() && acknowledged >= sequence();
    }

    static StoredTask taken(Entry.Taken taken) {
        return new StoredTask(taken.launch(), taken.at(), List.of(), Optional.empty(), List.of(), 0);
    }

    StoredTask killOrdered(Entry.KillOrdered kill) {
        Optional<Instant> before = kills.stream().map(StoredTask::deadline).min(Instant::compareTo);
        if (before.isPresent() && !deadline(kill).isBefore(before.get())) {
            return this;
        }
        var all = kills.isEmpty() ? List.of(kill) : List.of(kills.getFirst(), kill);
        return new StoredTask(launch, takenAt, all, aborted, updates, acknowledged);
    }

    StoredTask aborted(Entry.Aborted entry) {
        return aborted.isPresent()
                ? this
                : new StoredTask(launch, takenAt, kills, Optional.of(entry), updates, acknowledged);
    }

    StoredTask observed(StatusUpdate update) {
        if (update.sequence() <= sequence()) {
            return this;
        }
        var all = new ArrayList<>(unacknowledged());
        all.add(update);
        return new StoredTask(launch, takenAt, kills, aborted, all, acknowledged);
    }

    StoredTask acknowledged(long sequence) {
        long upTo = Math.max(acknowledged, Math.min(sequence, sequence()));
        var kept = updates.stream()
                .filter(update -> update.sequence() > upTo || update.sequence() == sequence())
                .toList();
        return new StoredTask(launch, takenAt, kills, aborted, kept, upTo);
    }

    private static Instant deadline(Entry.KillOrdered kill) {
        return kill.at().plus(kill.order().grace());
    }
}
