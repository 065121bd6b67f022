package io.boreas.testcluster.recovery;

import io.boreas.drill.cell.TaskProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What an agent has on its machine, counted from outside: in {@code /proc}, in the trees of control groups and in its work
 * directory.
 *
 * @param processes of its tasks, and of what starts them; its own JVM is not among them
 * @param groups control groups of tasks, over all trees
 * @param mounts below its work directory
 * @param files that its JVM has open
 * @param live folders of tasks that are not over
 * @param ended folders of tasks that are over
 * @param stored tasks in its checkpoint
 */
record Footprint(int processes, int groups, int mounts, int files, int live, int ended, int sandboxes, int stored) {
    private static final int DEPTH_MAX = 6;

    /** @param agent the pid of its JVM */
    static Footprint of(Path workDir, WorkFolder folder, TaskProcesses processes, long agent) {
        return new Footprint(
                (int) processes.allPids().stream().filter(pid -> pid != agent).count(),
                groups(folder.nonce()).size(),
                mounts(workDir).size(),
                files(agent).size(),
                folder.live().size(),
                folder.ended().size(),
                folder.sandboxes().size(),
                folder.stored().size());
    }

    /** Whether nothing is left but the agent, its spawner, and what it keeps of tasks that are over. */
    boolean isQuiet() {
        return processes == 1 && groups == 0 && mounts == 0 && live == 0 && stored == 0;
    }

    /** The control groups of an agent's tasks. */
    static List<Path> groups(String nonce) {
        return mounted()
                .flatMap(mount -> below(mount.resolve("boreas").resolve(nonce)))
                .toList();
    }

    /** Removes the control groups of an agent that is gone, with all its tasks; one that is not empty stays. */
    static void removeGroups(String nonce) {
        groups(nonce).stream().sorted(Comparator.reverseOrder()).forEach(Footprint::remove);
        mounted().map(mount -> mount.resolve("boreas").resolve(nonce)).forEach(Footprint::remove);
    }

    private static void remove(Path group) {
        try {
            Files.deleteIfExists(group);
        } catch (IOException e) {
            System.out.println("a control group stays: " + e);
        }
    }

    private static Stream<Path> mounted() {
        return lines("/proc/self/mountinfo").stream()
                .filter(line -> line.contains(" - cgroup"))
                .map(line -> Path.of(line.split(" ", -1)[4]));
    }

    /** What is mounted below a folder. */
    static List<String> mounts(Path folder) {
        var home = folder.toAbsolutePath() + "/";
        return lines("/proc/self/mountinfo").stream()
                .map(line -> line.split(" ", -1)[4])
                .filter(mount -> mount.startsWith(home))
                .toList();
    }

    /** What a process has open. */
    static Map<String, String> files(long pid) {
        var open = new TreeMap<String, String>();
        try (var entries = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (var entry : entries) {
                open.put(entry.getFileName().toString(), target(entry));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return open;
    }

    private static String target(Path entry) {
        try {
            return Files.readSymbolicLink(entry).toString();
        } catch (IOException closed) {
            return "closed meanwhile";
        }
    }

    private static Stream<Path> below(Path home) {
        if (!Files.isDirectory(home)) {
            return Stream.of();
        }
        try (var all = Files.walk(home, DEPTH_MAX)) {
            return all.filter(path -> !path.equals(home) && Files.isDirectory(path)).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
