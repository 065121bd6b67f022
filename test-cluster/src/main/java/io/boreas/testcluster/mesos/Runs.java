package io.boreas.testcluster.mesos;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.TaskProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** What tasks wrote of themselves when they started: how often each really ran, and as which process. */
public final class Runs {
    private final Path file;

    /** @param file one that nobody else writes to; it need not be there yet */
    public Runs(Path file) {
        this.file = file.toAbsolutePath();
    }

    /**
     * A start of a task.
     *
     * @param pid of the process that the task was started as
     */
    public record Run(String task, long pid) {}

    /** A command that notes its start, and goes on as another, in the same process if that begins with {@code exec}. */
    public String noting(String command) {
        return "echo \"$MESOS_TASK_ID $$\" >> '" + file + "'; " + command;
    }

    /** All starts, in order. */
    public List<Run> all() {
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            return Files.readString(file)
                    .lines()
                    .map(line -> line.split(" ", -1))
                    .map(parts -> new Run(parts[0], Long.parseLong(parts[1])))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How often each task that ran at all was started. */
    public Map<String, Integer> counts() {
        var counts = new LinkedHashMap<String, Integer>();
        all().forEach(run -> counts.merge(run.task(), 1, Integer::sum));
        return counts;
    }

    /** The tasks whose processes live, with their pids. */
    public Map<String, Long> alive() {
        var alive = new LinkedHashMap<String, Long>();
        all().stream().filter(run -> TaskProcesses.isAlive(run.pid())).forEach(run -> alive.put(run.task(), run.pid()));
        return alive;
    }

    /** The names of the tasks whose processes live. */
    public SortedSet<String> tasksAlive() {
        return new TreeSet<>(alive().keySet());
    }

    /** Waits until so many tasks have a living process; their pids. */
    public Map<String, Long> awaitAlive(int count) {
        Await.that(count + " tasks run", () -> alive().size() == count);
        return alive();
    }
}
