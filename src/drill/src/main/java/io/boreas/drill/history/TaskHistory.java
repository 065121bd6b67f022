package io.boreas.drill.history;

import io.boreas.drill.history.TaskNote.Killed;
import io.boreas.drill.history.TaskNote.Launched;
import io.boreas.drill.history.TaskNote.Told;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All that a framework asked and was told of its tasks, in the order in which it wrote that down: what it was told in the order of telling, what
 * it asked when that was answered.
 *
 * @param begun the time of day when {@link System#nanoTime} was {@code begunNanos}
 */
public record TaskHistory(List<TaskNote> notes, Instant begun, long begunNanos) {
    public TaskHistory {
        notes = List.copyOf(notes);
    }

    /** The time of day at a moment. */
    public Instant time(long nanos) {
        return begun.plusNanos(nanos - begunNanos);
    }

    public List<Launched> launches() {
        return of(Launched.class).toList();
    }

    /** What was told of a task, in order. */
    public List<Told> told(String task) {
        return of(Told.class).filter(told -> told.task().equals(task)).toList();
    }

    /** The latest that was told of a task without being asked for. */
    public Optional<Told> latest(String task) {
        return told(task).stream().filter(Predicate.not(Told::isReconciliation)).reduce((before, after) -> after);
    }

    /** Whether the framework asked to kill it, with an outcome that is one of these. */
    public boolean isKilled(String task, Set<Outcome> outcomes) {
        return of(Killed.class).anyMatch(kill -> kill.task().equals(task) && outcomes.contains(kill.outcome()));
    }

    /** The notes of one kind, in order. */
    public <T extends TaskNote> Stream<T> of(Class<T> kind) {
        return notes.stream().filter(kind::isInstance).map(kind::cast);
    }
}
