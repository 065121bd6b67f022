package io.boreas.drill.check;

import io.boreas.drill.cell.TaskProcesses.Seen;
import io.boreas.drill.check.Lives.Life;
import io.boreas.drill.history.Outcome;
import io.boreas.drill.history.TaskHistory;
import io.boreas.drill.history.TaskNote.Told;
import io.boreas.drill.history.TaskStanding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the processes of a framework's tasks are those that it was told of. A task has one in all its life: an id is launched once. */
public final class FrameworkRuns {
    /** A process that ended is seen to have ended a look later. */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private FrameworkRuns() {}

    private record Start(long pid, long ticks) {}

    /**
     * No task is started twice, none runs on after it was told to have ended, none that was refused runs, and what is told to run does.
     *
     * @param now the processes at the end
     */
    public static Finding byProcesses(TaskHistory history, List<Life> lives, List<Seen> now, long looks) {
        var wrong = new ArrayList<String>();
        var seen = lives.stream().collect(Collectors.groupingBy(life -> task(life.process())));
        var running = now.stream().filter(Seen::first).map(FrameworkRuns::task).collect(Collectors.toSet());
        var launched = new LinkedHashSet<String>();
        for (var launch : history.launches()) {
            launched.add(launch.task());
            var its = seen.getOrDefault(launch.task(), List.of());
            if (launch.outcome() == Outcome.REFUSED && !its.isEmpty()) {
                wrong.add(launch.task() + " was refused, and runs as " + pids(its));
            }
            if (its.stream().map(FrameworkRuns::start).distinct().count() > 1) {
                wrong.add(launch.task() + " was started more than once: " + pids(its));
            }
            end(history, launch.task())
                    .flatMap(end -> its.stream()
                            .filter(life -> life.to().isAfter(end.plus(TOLERANCE)))
                            .findFirst()
                            .map(life ->
                                    launch.task() + " ran at " + life.to() + ", and was told to have ended at " + end))
                    .ifPresent(wrong::add);
            boolean told = history.latest(launch.task())
                    .filter(last -> last.state().equals("RUNNING"))
                    .isPresent();
            if (told && !running.contains(launch.task())) {
                wrong.add(launch.task() + " is told to run, and has no process");
            }
        }
        long ours = seen.entrySet().stream()
                .filter(entry -> launched.contains(entry.getKey()))
                .mapToLong(entry -> entry.getValue().size())
                .sum();
        if (ours == 0) {
            wrong.add("no process was seen at all");
        }
        return Finding.of(
                "no task of a framework ran twice, or after it was told to have ended; what is told to run does",
                wrong.isEmpty(),
                wrong.isEmpty() ? ours + " processes, " + looks + " looks" : String.join("; ", wrong));
    }

    /** What the framework calls the task of a process: on agents each run has a name that begins so. */
    public static String task(Seen process) {
        var run = process.taskId();
        int at = run.indexOf('@');
        return at < 0 ? run : run.substring(0, at);
    }

    /** Those of a framework's tasks among processes. */
    public static Set<String> tasks(TaskHistory history, List<Seen> processes) {
        var launched = history.launches().stream().map(launch -> launch.task()).collect(Collectors.toSet());
        return processes.stream()
                .map(FrameworkRuns::task)
                .filter(launched::contains)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Optional<Instant> end(TaskHistory history, String task) {
        return history.told(task).stream()
                .filter(told -> TaskStanding.of(told.state()) == TaskStanding.OVER)
                .map(Told::nanos)
                .findFirst()
                .map(history::time);
    }

    private static Start start(Life life) {
        return new Start(life.process().pid(), life.process().startTicks());
    }

    private static List<Long> pids(List<Life> lives) {
        return lives.stream().map(life -> life.process().pid()).toList();
    }
}
