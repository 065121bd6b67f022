package io.boreas.drill.cell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The real processes of a cell's tasks, as the kernel knows them: found by their environment and their folder. */
public final class TaskProcesses {
    private static final int ROUNDS_MAX = 200;

    private final String workDir;

    /** @param workDir the cell's; processes of other cells on the machine are not seen */
    public TaskProcesses(Path workDir) {
        this.workDir = workDir.toAbsolutePath().normalize().toString();
    }

    /**
     * A living process of a task.
     *
     * @param startTicks when it started, in the kernel's clock: with the pid, what tells it from any other
     * @param first whether it is what a process of the task was started as, not a child of that
     */
    public record Seen(long pid, long startTicks, String job, int instance, String taskId, boolean first) {}

    /** All that carry the mark of a task of this cell. */
    public List<Seen> alive() {
        var seen = new ArrayList<Seen>();
        for (long pid : pids()) {
            seen(pid).ifPresent(seen::add);
        }
        return List.copyOf(seen);
    }

    /** What processes of a job's instances were started as. */
    public List<Seen> first(String job) {
        return alive().stream()
                .filter(process -> process.first() && process.job().equals(job))
                .toList();
    }

    /** Whether it is this very process that still lives. */
    public static boolean isAlive(Seen process) {
        return stat(process.pid())
                .filter(stat -> stat.alive && stat.startTicks == process.startTicks())
                .isPresent();
    }

    /** Whether any process has this pid and is not just waiting to be buried. */
    public static boolean isAlive(long pid) {
        return stat(pid).filter(stat -> stat.alive).isPresent();
    }

    /** All that works for this cell outside its JVMs: tasks, and what starts them, marked or not. */
    public List<Long> allPids() {
        var found = new ArrayList<Long>();
        for (long pid : pids()) {
            if (isAlive(pid)
                    && (isInside(folder(pid))
                            || environment(pid).values().stream().anyMatch(this::isInside))) {
                found.add(pid);
            }
        }
        return found;
    }

    /** Kills all of them, until there are none. */
    public void killAll() {
        for (int round = 0; round < ROUNDS_MAX; round++) {
            var left = allPids();
            if (left.isEmpty()) {
                return;
            }
            left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted with processes left: " + left, e);
            }
        }
        throw new AssertionError("processes that cannot be killed: " + allPids());
    }

    private boolean isInside(String path) {
        return path.startsWith(workDir) && (path.length() == workDir.length() || path.charAt(workDir.length()) == '/');
    }

    private Optional<Seen> seen(long pid) {
        var environment = environment(pid);
        var task = environment.get("BOREAS_TASK_ID");
        if (task == null || !isInside(environment.getOrDefault("MESOS_SANDBOX", ""))) {
            return Optional.empty();
        }
        return stat(pid)
                .filter(stat -> stat.alive)
                .map(stat -> new Seen(
                        pid,
                        stat.startTicks,
                        environment.getOrDefault("BOREAS_JOB", ""),
                        Integer.parseInt(environment.getOrDefault("BOREAS_INSTANCE", "-1")),
                        task,
                        stat.session == pid));
    }

    private record Stat(boolean alive, long session, long startTicks) {}

    private static Optional<Stat> stat(long pid) {
        return read(Path.of("/proc", Long.toString(pid), "stat")).map(text -> {
            // the name in parentheses may hold anything; the rest are numbers. Source: proc(5)
            var fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
            boolean alive = !fields[0].equals("Z") && !fields[0].equals("X");
            return new Stat(alive, Long.parseLong(fields[3]), Long.parseLong(fields[19]));
        });
    }

    private static Map<String, String> environment(long pid) {
        var variables = new HashMap<String, String>();
        for (var variable :
                read(Path.of("/proc", Long.toString(pid), "environ")).orElse("").split("\0", -1)) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                variables.put(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        return variables;
    }

    private static String folder(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd"))
                    .toString();
        } catch (IOException goneOrForbidden) {
            return "";
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        } catch (IOException goneOrForbidden) {
            return Optional.empty();
        }
    }

    private static List<Long> pids() {
        var pids = new ArrayList<Long>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var entry : entries) {
                pids.add(Long.parseLong(entry.getFileName().toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("/proc cannot be read", e);
        }
        return pids;
    }
}
