package io.boreas.drill.load;

import io.boreas.drill.history.Outcome;
import io.boreas.drill.history.TaskHistory;
import io.boreas.drill.history.TaskNote;
import io.boreas.drill.history.TaskNote.Acknowledged;
import io.boreas.drill.history.TaskNote.Launched;
import io.boreas.drill.history.TaskNote.Told;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What a framework writes down of its tasks. Thread-safe. */
final class TaskLog {
    private static final int NOTES_MAX = 50_000;

    private final Instant begun = Instant.now();
    private final long begunNanos = System.nanoTime();
    private final Queue<TaskNote> notes = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    void add(TaskNote note) {
        size.incrementAndGet();
        notes.add(note);
    }

    /** Whether so much is written down that nothing more is to be begun: what goes on is still noted. */
    boolean isFull() {
        return size.get() >= NOTES_MAX;
    }

    TaskHistory history() {
        return new TaskHistory(List.copyOf(notes), begun, begunNanos);
    }

    /** When a launch was accepted for the first time that was asked after a moment. */
    Optional<Long> firstLaunchAfter(long nanos) {
        return launchesAfter(nanos).map(Launched::answeredNanos).min(Comparator.naturalOrder());
    }

    /** When a task was told to run for the first time whose launch was asked after a moment. */
    Optional<Long> firstRunAfter(long nanos) {
        Set<String> tasks = new HashSet<>();
        launchesAfter(nanos).map(Launched::task).forEach(tasks::add);
        return of(Told.class)
                .filter(told -> told.state().equals("RUNNING") && tasks.contains(told.task()))
                .map(Told::nanos)
                .findFirst();
    }

    /** What RECONCILE was answered since a moment, the latest state of each task. */
    Map<String, String> reconciledSince(long nanos) {
        var states = new HashMap<String, String>();
        of(Told.class)
                .filter(told -> told.isReconciliation() && told.nanos() - nanos >= 0)
                .forEach(told -> states.put(told.task(), told.state()));
        return states;
    }

    /** Whether each update that asks for it has been acknowledged, as far as anybody knows. */
    boolean isAcknowledged() {
        Set<String> acknowledged = new HashSet<>();
        of(Acknowledged.class)
                .filter(ack -> ack.outcome() != Outcome.REFUSED)
                .forEach(ack -> acknowledged.add(ack.uuid()));
        return of(Told.class).allMatch(told -> told.uuid().isEmpty() || acknowledged.contains(told.uuid()));
    }

    private Stream<Launched> launchesAfter(long nanos) {
        return of(Launched.class).filter(launch -> launch.outcome() == Outcome.ACCEPTED && launch.nanos() - nanos >= 0);
    }

    private <T extends TaskNote> Stream<T> of(Class<T> kind) {
        return notes.stream().filter(kind::isInstance).map(kind::cast);
    }
}
