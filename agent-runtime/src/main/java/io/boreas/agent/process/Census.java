package io.boreas.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds all processes that belong to tasks, even those that left their session, lost their parents or cleared their
 * environment.
 *
 * <p>A process belongs to a task if it carries the agent's nonce and the task's mark in its environment; or is, or is in
 * the session of, a process that the task was started as; or comes from one that belongs to it; or was found to belong
 * to it before. Used by one thread.
 */
final class Census {
    private static final Logger LOG = LoggerFactory.getLogger(Census.class);
    /** Past this age a process without a mark is not looked into again: it is between fork and exec no longer. */
    private static final long SETTLED_TICKS = 6_000;

    private final String nonce;
    private final String markName;
    /** Marks of processes that were looked into; an empty one is that of a process that has none, and gets none. */
    private final Map<ProcessId, String> known = new HashMap<>();
    /** What is no one's prey: the agent itself. */
    private final long self = ProcessHandle.current().pid();

    /** @param nonce the variable that tells this agent's tasks from those of others */
    Census(String nonce) {
        this(nonce, Marks.TASK);
    }

    /**
     * A census of other than tasks.
     *
     * @param markName the variable whose values are the marks of those whose processes are looked for
     */
    Census(String nonce, String markName) {
        this.nonce = nonce;
        this.markName = markName;
    }

    /**
     * The living processes of each of these.
     *
     * @throws IOException if not all processes could be looked at: who is not found need not be gone
     */
    <T> Map<T, List<ProcessId>> take(Map<T, Belongings> tasks) throws IOException {
        var all = processes();
        var enclosed = new HashMap<Long, T>();
        // After the processes were read: a number that is used again by then does not name the one that was read.
        tasks.forEach((task, belongings) -> members(belongings.enclosure()).forEach(pid -> enclosed.put(pid, task)));
        long now = Machine.uptimeTicks();
        known.keySet().retainAll(ids(all));
        var byMark = new HashMap<String, T>();
        var byRun = new HashMap<ProcessId, T>();
        var bySession = new HashMap<Long, Session<T>>();
        tasks.forEach((task, belongings) -> {
            byMark.put(belongings.mark(), task);
            for (var run : belongings.runs()) {
                byRun.put(run.id(), task);
                bySession.put(run.id().pid(), new Session<>(task, run));
            }
        });
        var owners = new HashMap<Long, T>();
        for (var stat : all.values()) {
            T owner = byRun.get(stat.id());
            if (owner == null) {
                owner = enclosed.get(stat.id().pid());
            }
            if (owner == null) {
                String mark = mark(stat, now);
                owner = mark.isEmpty() ? sessionOwner(stat, all, bySession) : byMark.get(mark);
            }
            if (owner != null) {
                owners.put(stat.id().pid(), owner);
            }
        }
        var found = new LinkedHashMap<T, List<ProcessId>>();
        tasks.keySet().forEach(task -> found.put(task, new ArrayList<>()));
        for (var stat : all.values()) {
            T owner = owner(stat, all, owners);
            if (owner != null && stat.isAlive() && stat.id().pid() != self) {
                var members = found.get(owner);
                if (members != null) {
                    members.add(stat.id());
                }
                known.put(stat.id(), tasks.get(owner) instanceof Belongings(var mark, var runs, var e) ? mark : "");
            }
        }
        return found;
    }

    private static List<Long> members(Enclosure enclosure) {
        try {
            return enclosure.members();
        } catch (IOException e) {
            LOG.warn("cannot read who is in a group; they are looked for in other ways", e);
            return List.of();
        }
    }

    private record Session<T>(T task, Belongings.Run run) {}

    /** The nearest ancestor that is owned owns all that came of it. */
    private <T> @Nullable T owner(ProcessStat stat, Map<Long, ProcessStat> all, Map<Long, T> owners) {
        var seen = stat;
        for (int steps = 0; seen != null && steps < all.size(); steps++) {
            T owner = owners.get(seen.id().pid());
            if (owner != null) {
                return owner;
            }
            if (!known.getOrDefault(seen.id(), "").isEmpty()) {
                return null; // another task's
            }
            seen = all.get(seen.parent());
        }
        return null;
    }

    /**
     * Whose session a process without a mark is in. A session keeps its leader's number while anyone is in it; with the
     * leader gone, only those that started before its end are surely of this session and not of a later one.
     */
    private static <T> @Nullable T sessionOwner(
            ProcessStat stat, Map<Long, ProcessStat> all, Map<Long, Session<T>> sessions) {
        var session = sessions.get(stat.session());
        if (session == null) {
            return null;
        }
        var leader = all.get(stat.session());
        boolean same = leader != null
                ? leader.id().equals(session.run().id())
                : stat.id().startTicks() >= session.run().id().startTicks()
                        && stat.id().startTicks() <= session.run().endTicks();
        return same ? session.task() : null;
    }

    private String mark(ProcessStat stat, long now) throws IOException {
        var before = known.get(stat.id());
        if (before != null) {
            return before;
        }
        String mark = stat.isAlive() ? readMark(stat.id().pid()) : "";
        if (!mark.isEmpty() || now - stat.id().startTicks() > SETTLED_TICKS) {
            known.put(stat.id(), mark);
        }
        return mark;
    }

    /** The task's mark if the agent's nonce is there too. */
    private String readMark(long pid) throws IOException {
        String mark = "";
        boolean ours = false;
        for (var variable : variables(pid)) {
            ours |= variable.equals(nonce);
            if (variable.startsWith(markName + "=")) {
                mark = variable;
            }
        }
        return ours ? mark : "";
    }

    /**
     * The environment a process was started with; empty if it is gone, or not to be read.
     *
     * @throws IOException if it is there and could not be looked at
     */
    static List<String> variables(long pid) throws IOException {
        return ProcFile.ENVIRON
                .read(pid)
                .map(bytes -> List.of(new String(bytes, StandardCharsets.UTF_8).split("\0", -1)))
                .orElse(List.of());
    }

    private static Set<ProcessId> ids(Map<Long, ProcessStat> all) {
        var ids = new HashSet<ProcessId>();
        all.values().forEach(stat -> ids.add(stat.id()));
        return ids;
    }

    private static Map<Long, ProcessStat> processes() throws IOException {
        var all = new HashMap<Long, ProcessStat>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path entry : entries) {
                long pid = Long.parseLong(entry.getFileName().toString());
                var stat = ProcessStat.of(pid);
                if (stat.isPresent()) {
                    all.put(pid, stat.get());
                }
            }
        }
        return all;
    }
}
