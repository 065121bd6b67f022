package io.boreas.core.task;

import io.boreas.core.task.Volume.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The rules that the volumes of a task keep at the door. */
public final class VolumeCheck {
    public static final int VOLUMES_MAX = 32;
    public static final int PATH_LENGTH_MAX = 1_024;
    public static final long MEMORY_BYTES_LEAST = 4L * 1024;
    public static final long MEMORY_BYTES_MAX = 1L << 40;

    /** Where a task that has an image finds its sandbox. Source: Mesos, {@code --sandbox_directory}. */
    public static final String SANDBOX = "/mnt/mesos/sandbox";

    /** What the agent itself has in sandboxes: output, and what is written over images. */
    private static final Set<String> RESERVED = Set.of(".logs", ".root");

    /** What a task cannot run without, or could come to more by than it is meant to. */
    private static final List<String> CLOSED = List.of("/proc", "/sys", "/dev");

    private static final String INSIDE_RULE = "is a path of 1 to " + PATH_LENGTH_MAX
            + " characters without control characters and empty parts, '.' and '..'";

    private final Container container;
    private final String path;
    private final List<Problem> problems = new ArrayList<>();

    private VolumeCheck(Container container, String path) {
        this.container = container;
        this.path = path;
    }

    /**
     * What is wrong with the volumes of a container; nothing if they are good.
     *
     * @param path where they are in their document, such as {@code task.container.volumes}
     */
    static List<Problem> check(Container container, String path) {
        var check = new VolumeCheck(container, path);
        int count = container.volumes().size();
        if (count > VOLUMES_MAX) {
            return List.of(new Problem(path, "are at most " + VOLUMES_MAX + ", not " + count));
        }
        for (int i = 0; i < count; i++) {
            check.place(i);
            check.source(i);
        }
        return List.copyOf(check.problems);
    }

    /**
     * Where a volume appears: absolute, or from the sandbox down.
     *
     * @param foreign whether the file system is that of an image, in which sandboxes have a place of their own
     */
    public static String place(String containerPath, boolean foreign) {
        return foreign && isIn(containerPath, SANDBOX) && !containerPath.equals(SANDBOX)
                ? containerPath.substring(SANDBOX.length() + 1)
                : containerPath;
    }

    /**
     * What forbids a place to volumes; empty if nothing does.
     *
     * @param place where one would appear, {@link #place normalized}
     * @param foreign whether the file system is that of an image
     */
    public static String forbidden(String place, boolean foreign) {
        if (!place.startsWith("/")) {
            int end = place.indexOf('/');
            return RESERVED.contains(end < 0 ? place : place.substring(0, end))
                    ? "is of the agent's own in the sandbox"
                    : "";
        }
        if (place.equals("/")) {
            return "is the root";
        }
        for (var closed : CLOSED) {
            if (isIn(place, closed)) {
                return "is in " + closed + ", which is the agent's to lay out";
            }
        }
        if (place.equals("/etc") || place.equals("/etc/ld.so.preload")) {
            return "is what programs are told by how to start";
        }
        return foreign && isIn(SANDBOX, place) ? "is where the sandbox is" : "";
    }

    /** Whether one path is another or within it; both are absolute, or neither is. */
    public static boolean isIn(String path, String folder) {
        return path.equals(folder) || path.startsWith(folder + "/");
    }

    private void place(int index) {
        var said = container.volumes().get(index).containerPath();
        if (!isPath(said)) {
            add(index, "container_path", INSIDE_RULE + ", absolute or from the sandbox down; not \"" + said + "\"");
            return;
        }
        var place = place(said, container.hasImage());
        var why = forbidden(place, container.hasImage());
        if (!why.isEmpty()) {
            add(index, "container_path", "cannot be \"" + said + "\", which " + why);
        }
        for (int before = 0; before < index; before++) {
            var other = place(container.volumes().get(before).containerPath(), container.hasImage());
            if (isIn(place, other) || isIn(other, place)) {
                add(index, "container_path", "is \"" + said + "\", which another volume has, is in or holds");
                return;
            }
        }
    }

    private void source(int index) {
        var volume = container.volumes().get(index);
        switch (volume.source()) {
            case Source.Host(var host) ->
                require(
                        isPath(host) && host.startsWith("/") && !host.equals("/"),
                        index,
                        "host",
                        INSIDE_RULE + ", absolute and not the root; not \"" + host + "\"");
            case Source.Sandbox(var folder) -> {
                require(
                        isPath(folder)
                                && !folder.startsWith("/")
                                && forbidden(folder, false).isEmpty(),
                        index,
                        "sandbox",
                        INSIDE_RULE + ", from the sandbox down, and none of the agent's own; not \"" + folder + "\"");
                require(
                        !folder.equals(place(volume.containerPath(), container.hasImage())),
                        index,
                        "sandbox",
                        "is \"" + folder + "\", which is where it appears");
            }
            case Source.Parent(var folder) ->
                require(
                        isPath(folder) && !folder.startsWith("/"),
                        index,
                        "parent",
                        INSIDE_RULE + ", from the sandbox of its executor down; not \"" + folder + "\"");
            case Source.Memory(long bytes) -> {
                require(
                        bytes >= MEMORY_BYTES_LEAST && bytes <= MEMORY_BYTES_MAX,
                        index,
                        "tmpfs",
                        "is 4 KiB to 1 TiB, not " + bytes + " bytes");
                require(!volume.readOnly(), index, "read_only", "is no use to memory, which is empty at first");
            }
            case Source.Secret(var name) -> {
                require(
                        TaskSpecCheck.isName(name),
                        index,
                        "secret",
                        "is " + TaskSpecCheck.nameRule() + ", not \"" + name + "\"");
                require(volume.readOnly(), index, "read_only", "cannot be false: nobody writes to a secret");
            }
        }
    }

    private static boolean isPath(String path) {
        if (path.isEmpty()
                || path.length() > PATH_LENGTH_MAX
                || path.chars().anyMatch(Character::isISOControl)
                || !path.codePoints().allMatch(Character::isDefined)) {
            return false;
        }
        for (var part : (path.startsWith("/") && path.length() > 1 ? path.substring(1) : path).split("/", -1)) {
            if ((part.isEmpty() && !path.equals("/")) || part.equals(".") || part.equals("..")) {
                return false;
            }
        }
        return true;
    }

    private void require(boolean holds, int index, String field, String otherwise) {
        if (!holds) {
            add(index, field, otherwise);
        }
    }

    private void add(int index, String field, String message) {
        problems.add(new Problem(path + "[" + index + "]." + field, message));
    }
}
