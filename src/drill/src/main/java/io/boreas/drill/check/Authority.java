package io.boreas.drill.check;

import io.boreas.drill.cell.JobView;
import io.boreas.drill.cell.JobView.Run;
import io.boreas.drill.check.Lives.Life;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether an instance ever ran twice with authority, by the cell's own history of it and by the processes that were seen. A run has
 * authority from the moment that a place was chosen for it until the job gave it up.
 */
public final class Authority {
    private static final Set<String> OVER = Set.of("FINISHED", "FAILED", "KILLED", "LOST");
    /** The history's clock is the masters', with milliseconds; a process that ended is seen to have ended a look later. */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private Authority() {}

    private record Span(Run run, Instant from, Optional<Instant> to) {
        boolean overlaps(Span other) {
            return to.map(other.from::isBefore).orElse(true)
                    && other.to.map(from::isBefore).orElse(true);
        }
    }

    /** One authorised run of each instance at a time, by the cell's history. */
    public static Finding byHistory(JobView job) {
        var wrong = new ArrayList<String>();
        var spans = spans(job);
        for (int i = 0; i < spans.size(); i++) {
            for (var other : spans.subList(i + 1, spans.size())) {
                var one = spans.get(i);
                if (one.run().instance() == other.run().instance() && one.overlaps(other)) {
                    wrong.add("instance " + one.run().instance() + ": "
                            + one.run().taskId() + " and " + other.run().taskId());
                }
            }
        }
        return Finding.of(
                "no instance has two runs with authority at one time, by the cell's history",
                wrong.isEmpty(),
                wrong.isEmpty() ? spans.size() + " runs" : String.join("; ", wrong));
    }

    /**
     * No two processes of one task live at one time; and what lives without authority does so on an agent that could not be told.
     *
     * @param excused tasks on agents that were out of reach: what they run without authority is ended when they are back
     */
    public static Finding byProcesses(JobView job, List<Life> lives, long looks, Set<String> excused) {
        var wrong = new ArrayList<String>();
        Map<String, Span> byTask = new LinkedHashMap<>();
        spans(job).forEach(span -> byTask.put(span.run().taskId(), span));
        var ours = lives.stream()
                .filter(life -> life.process().job().equals(job.key()))
                .toList();
        for (int i = 0; i < ours.size(); i++) {
            var life = ours.get(i);
            for (var other : ours.subList(i + 1, ours.size())) {
                boolean sameTask =
                        other.process().taskId().equals(life.process().taskId());
                if (sameTask && life.overlaps(other)) {
                    wrong.add("two processes of " + life.process().taskId() + " at one time: "
                            + life.process().pid() + " and " + other.process().pid());
                }
            }
            withoutAuthority(life, Optional.ofNullable(byTask.get(life.process().taskId())), excused)
                    .ifPresent(wrong::add);
        }
        if (ours.isEmpty()) {
            wrong.add("no process was seen at all");
        }
        return Finding.of(
                "no task ran twice, and nothing ran without authority where it could be told",
                wrong.isEmpty(),
                wrong.isEmpty() ? ours.size() + " processes, " + looks + " looks" : String.join("; ", wrong));
    }

    private static Optional<String> withoutAuthority(Life life, Optional<Span> span, Set<String> excused) {
        var task = life.process().taskId();
        if (span.isEmpty()) {
            return Optional.of("pid " + life.process().pid() + " runs " + task + ", of which the cell knows nothing");
        }
        if (life.from().isBefore(span.get().from().minus(TOLERANCE))) {
            return Optional.of(task + " ran before a place was chosen for it");
        }
        var end = span.get().to();
        boolean late = end.isPresent() && life.to().isAfter(end.get().plus(TOLERANCE));
        return late && !excused.contains(task)
                ? Optional.of(task + " ran at " + life.to() + " and had lost its authority at " + end.get())
                : Optional.empty();
    }

    private static List<Span> spans(JobView job) {
        var all = new ArrayList<>(job.ended());
        all.addAll(job.active());
        var spans = new ArrayList<Span>();
        for (var run : all) {
            var from = time(run, Set.of("ASSIGNED", "STARTING", "RUNNING"));
            from.ifPresent(at -> spans.add(new Span(run, at, time(run, OVER))));
        }
        return spans;
    }

    private static Optional<Instant> time(Run run, Set<String> states) {
        return run.history().stream()
                .filter(change -> states.contains(change.state()))
                .map(JobView.Change::time)
                .findFirst();
    }
}
