package io.boreas.agent.isolation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One tree of control groups, and this agent's place in it: {@code MOUNT/ROOT/AGENT/TASK}.
 *
 * @param mount where the tree is mounted
 * @param unified whether it is of version 2
 * @param home the agent's own group, in which those of its tasks are
 * @param controllers what must be switched on from the top down, in version 2
 */
record Hierarchy(Path mount, boolean unified, Path home, List<String> controllers) {
    private static final int DEPTH_MAX = 32;

    Hierarchy {
        controllers = List.copyOf(controllers);
    }

    /** The group of a task. */
    Path group(String task) {
        return home.resolve(task);
    }

    /**
     * Into this a process of one thread writes 0 to come into the group, with all that comes of it.
     *
     * <p>In version 1 that is {@code tasks}: a thread that moves itself keeps nobody waiting, while {@code cgroup.procs} holds up
     * forks and exits of the whole machine, and waits some 13 ms for that on an idle one. Version 2 has only the latter.
     */
    Path door(String task) {
        return group(task).resolve(unified ? "cgroup.procs" : "tasks");
    }

    /** The agent's own group and those above it but for the top, from above. */
    List<Path> above() {
        var all = new ArrayList<Path>();
        var group = mount;
        for (var name : mount.relativize(home)) {
            group = group.resolve(name);
            all.add(group);
        }
        return all;
    }

    /** Makes the agent's own group, if it is not there. */
    void open() throws IOException {
        Files.createDirectories(home);
        if (!unified || controllers.isEmpty()) {
            return;
        }
        for (var group = mount; ; group = group.resolve(home.getName(group.getNameCount()))) {
            enable(group);
            if (group.equals(home)) {
                return;
            }
        }
    }

    private void enable(Path group) throws IOException {
        var enabled = List.of(
                Files.readString(group.resolve("cgroup.subtree_control")).trim().split(" ", -1));
        for (var controller : controllers) {
            if (!enabled.contains(controller)) {
                write(group.resolve("cgroup.subtree_control"), "+" + controller);
            }
        }
    }

    /** Makes the group of a task, if it is not there. */
    void make(String task) throws IOException {
        try {
            makeOne(task);
        } catch (NoSuchFileException e) { // somebody removed the agent's own group
            open();
            makeOne(task);
        }
    }

    private void makeOne(String task) throws IOException {
        try {
            Files.createDirectory(group(task));
        } catch (FileAlreadyExistsException again) {
            if (!Files.isDirectory(group(task), LinkOption.NOFOLLOW_LINKS)) {
                throw again;
            }
        }
    }

    void write(String task, String file, long value) throws IOException {
        write(group(task).resolve(file), Long.toString(value));
    }

    void write(String task, String file, String value) throws IOException {
        write(group(task).resolve(file), value);
    }

    static void write(Path file, String value) throws IOException {
        try {
            Files.write(file, value.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException("cannot write " + value + " into " + file + ": " + e.getMessage(), e);
        }
    }

    String read(String task, String file) throws IOException {
        return Files.readString(group(task).resolve(file)).trim();
    }

    long number(String task, String file) throws IOException {
        var text = read(task, file);
        return text.equals("max") ? Long.MAX_VALUE : Long.parseLong(text);
    }

    /** The number behind a name in a file of lines {@code NAME NUMBER}; 0 if it is not there. */
    long number(String task, String file, String name) throws IOException {
        for (var line : read(task, file).split("\n", -1)) {
            if (line.startsWith(name + " ")) {
                return Long.parseLong(line.substring(name.length() + 1).trim());
            }
        }
        return 0;
    }

    /** All processes in the group and in groups that were made in it; none if it is not there. */
    List<Long> members(String task) throws IOException {
        var members = new ArrayList<Long>();
        for (var group : tree(group(task))) {
            try {
                Files.readAllLines(group.resolve("cgroup.procs")).stream()
                        .map(Long::valueOf)
                        .filter(pid -> pid > 0) // one of another pid namespace is shown as 0
                        .forEach(members::add);
            } catch (IOException e) {
                if (Files.exists(group)) { // one that goes while it is read says anything
                    throw e;
                }
            }
        }
        return members;
    }

    /** Removes the group of a task, and groups that were made in it. Fails while a process is in any of them. */
    void remove(String task) throws IOException {
        for (var group : tree(group(task)).reversed()) {
            Files.deleteIfExists(group);
        }
    }

    /** The groups of tasks that are there, but for those that are held. */
    List<String> others(Set<String> held) throws IOException {
        return children(home).stream()
                .map(child -> child.getFileName().toString())
                .filter(task -> !held.contains(task))
                .toList();
    }

    /** The group and all below it, parents first. */
    private static List<Path> tree(Path group) throws IOException {
        var all = new ArrayList<Path>();
        if (Files.isDirectory(group, LinkOption.NOFOLLOW_LINKS)) {
            all.add(group);
        }
        for (int at = 0; at < all.size(); at++) {
            var next = all.get(at);
            if (next.getNameCount() - group.getNameCount() < DEPTH_MAX) {
                all.addAll(children(next));
            }
        }
        return all;
    }

    private static List<Path> children(Path group) throws IOException {
        var children = new ArrayList<Path>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(group, entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
            entries.forEach(children::add);
        } catch (NoSuchFileException gone) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return children;
    }
}
