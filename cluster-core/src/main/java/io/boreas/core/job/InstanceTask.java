package io.boreas.core.job;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.TaskSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One run of an instance, as its job knows it. Source: Aurora's {@code ScheduledTask}.
 *
 * @param spec what this run was started from: instances of one job may differ
 * @param status its state, the last in {@code history}
 * @param history every state it had, oldest first, at most {@link #HISTORY_MAX}: beyond that the second-oldest goes
 * @param failures failed runs of this instance before this one, itself included once it failed
 * @param flaps how many runs in a row before this one ended too fast
 * @param ancestor the run it replaces
 * @param placement where it runs; while PENDING, where it is to run and is not yet admitted
 * @param throttledUntil when a THROTTLED one becomes PENDING; otherwise {@link Instant#EPOCH}
 * @param noticeSequence the number of the last notice taken from its agent's group
 */
public record InstanceTask(
        TaskId id,
        int instance,
        TaskSpec spec,
        ScheduleStatus status,
        List<StatusChange> history,
        int failures,
        int flaps,
        Optional<TaskId> ancestor,
        Optional<Placement> placement,
        Instant throttledUntil,
        long noticeSequence) {
    public static final int HISTORY_MAX = 50;

    public InstanceTask {
        history = List.copyOf(history);
    }

    /** When it entered its state. */
    public Instant since() {
        return history.getLast().at();
    }

    /** Why it is in its state; empty if nothing was said. */
    public String message() {
        return history.getLast().message();
    }

    /** Whether it ever was in one of these states. */
    public boolean wasIn(Set<ScheduleStatus> statuses) {
        return history.stream().anyMatch(change -> statuses.contains(change.status()));
    }

    /** Whether it runs, or is to run, on this agent. */
    public boolean isPlacedOn(AgentId agent) {
        return placement.isPresent() && placement.get().agent().equals(agent);
    }

    /**
     * This run in its new state.
     *
     * @param likely a history that may be the one it will have; if it is, that very list is kept
     */
    InstanceTask moved(JobEvent.Moved event, List<StatusChange> likely) {
        return new InstanceTask(
                id,
                instance,
                spec,
                event.to(),
                with(new StatusChange(event.at(), event.to(), event.message()), likely),
                event.failed() ? failures + 1 : failures,
                flaps,
                ancestor,
                event.placement().isPresent() && !event.placement().equals(placement) ? event.placement() : placement,
                Instant.EPOCH,
                Math.max(noticeSequence, event.noticeSequence()));
    }

    InstanceTask at(Placement place) {
        return new InstanceTask(
                id,
                instance,
                spec,
                status,
                history,
                failures,
                flaps,
                ancestor,
                Optional.of(place),
                throttledUntil,
                noticeSequence);
    }

    /** The same wait for a place under another id. */
    InstanceTask afresh(TaskId newId) {
        return new InstanceTask(
                newId,
                instance,
                spec,
                status,
                history,
                failures,
                flaps,
                ancestor,
                Optional.empty(),
                throttledUntil,
                noticeSequence);
    }

    InstanceTask noted(long sequence) {
        return new InstanceTask(
                id, instance, spec, status, history, failures, flaps, ancestor, placement, throttledUntil, sequence);
    }

    private List<StatusChange> with(StatusChange change, List<StatusChange> likely) {
        if (likely.size() == history.size() + 1
                && likely.getLast().equals(change)
                && likely.subList(0, history.size()).equals(history)) {
            return likely;
        }
        var longer = new ArrayList<>(history);
        longer.add(change);
        if (longer.size() > HISTORY_MAX) {
            longer.remove(1);
        }
        return longer;
    }
}
