package io.boreas.testcluster.recovery;

import io.boreas.drill.cell.TaskProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What processes of tasks wrote of themselves when they started: a line for each, whatever became of it. */
final class Starts {
    private final Path file;

    /** @param file one that nobody else writes to; it need not be there yet */
    Starts(Path file) {
        this.file = file.toAbsolutePath();
    }

    /**
     * A process started.
     *
     * @param task its task's id in the cell
     */
    record Start(String task, String process, long pid) {
        boolean isAlive() {
            return TaskProcesses.isAlive(pid);
        }
    }

    /** A command that notes its start as the process of this name, and goes on as another. */
    String noting(String process, String command) {
        return "echo \"$BOREAS_TASK_ID " + process + " $$\" >> '" + file + "'; " + command;
    }

    /** All starts, in order. */
    List<Start> all() {
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            return Files.readString(file)
                    .lines()
                    .map(line -> line.split(" ", -1))
                    .map(words -> new Start(words[0], words[1], Long.parseLong(words[2])))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The starts of a task. */
    List<Start> of(String task) {
        return all().stream().filter(start -> start.task().equals(task)).toList();
    }

    /** The starts of one process of a task. */
    List<Start> of(String task, String process) {
        return of(task).stream()
                .filter(start -> start.process().equals(process))
                .toList();
    }
}
