package io.boreas.agent.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The trees of control groups that this machine has mounted.
 *
 * @param separate mounts of version 1 by controller
 * @param unified the mount of version 2
 */
record Hierarchies(Map<String, Path> separate, Optional<Path> unified) {
    Hierarchies {
        separate = Map.copyOf(separate);
    }

    /** What is mounted. */
    static Hierarchies mounted() throws IOException {
        return of(Files.readAllLines(Path.of("/proc/self/mounts")));
    }

    /** Reads {@code DEVICE FOLDER TYPE OPTIONS …}. Source: proc(5). */
    static Hierarchies of(List<String> mounts) {
        var separate = new TreeMap<String, Path>();
        Optional<Path> unified = Optional.empty();
        for (var line : mounts) {
            var fields = line.split(" ", -1);
            if (fields.length < 4) {
                continue;
            }
            if (fields[2].equals("cgroup2")) {
                unified = unified.or(() -> Optional.of(Path.of(fields[1])));
            }
            if (fields[2].equals("cgroup")) {
                for (var option : fields[3].split(",", -1)) {
                    separate.putIfAbsent(option, Path.of(fields[1]));
                }
            }
        }
        return new Hierarchies(separate, unified);
    }

    /**
     * The agent's place in the tree that has a controller, made and tried.
     *
     * @param place below the mount, such as {@code boreas/AGENT}
     * @throws IOException if there is none, or it cannot be used, and why
     */
    Hierarchy with(String controller, String place) throws IOException {
        var mount = separate.get(controller);
        if (mount != null) {
            return opened(new Hierarchy(mount, false, mount.resolve(place), List.of()));
        }
        if (unified.isPresent()) {
            var top = unified.get();
            var offered = Files.readString(top.resolve("cgroup.controllers")).trim();
            if (List.of(offered.split(" ", -1)).contains(controller)) {
                return opened(new Hierarchy(top, true, top.resolve(place), List.of(controller)));
            }
        }
        throw new IOException("no tree of control groups with the controller " + controller + " is mounted");
    }

    /** The agent's place in the tree that counts what is read from block devices and written to them. */
    Hierarchy disks(String place) throws IOException {
        return with(separate.containsKey("blkio") ? "blkio" : "io", place);
    }

    /** The agent's place in the tree in which whole groups can be stopped. */
    Hierarchy freezing(String place) throws IOException {
        var mount = separate.get("freezer");
        if (mount != null) {
            return opened(new Hierarchy(mount, false, mount.resolve(place), List.of()));
        }
        return whole(place);
    }

    /** The agent's place in the tree of version 2, whatever controllers it has. */
    Hierarchy whole(String place) throws IOException {
        var top = unified.orElseThrow(() -> new IOException("no tree of control groups is mounted"));
        return opened(new Hierarchy(top, true, top.resolve(place), List.of()));
    }

    private static Hierarchy opened(Hierarchy hierarchy) throws IOException {
        try {
            hierarchy.open();
        } catch (IOException e) {
            throw new IOException("no group can be made in " + hierarchy.mount() + ": " + e.getMessage(), e);
        }
        if (!Files.isWritable(hierarchy.home().resolve("cgroup.procs"))) {
            throw new IOException("the group " + hierarchy.home() + " cannot be written");
        }
        return hierarchy;
    }
}
