package io.boreas.agent.isolation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How an agent keeps its tasks within their limits.
 *
 * @param isolators {@code auto}, {@code posix}, {@code cgroups}, {@code none}, or isolators' names with commas between
 * @param quota whether tasks may never use more cores than they were promised, even where there are more
 * @param pidsMax processes and threads a task may have, 0 for any number, to 4,194,304
 * @param rlimits limits of each single process by the names of {@code prlimit}, such as {@code nofile}: a number or
 *     {@code unlimited}
 * @param root the group in which all of an agent's groups are, a path below the top of each tree
 * @param processesEvery how often processes are looked at where nobody else counts them, 50 ms to 1 h
 * @param disksEvery how often sandboxes are looked at, 50 ms to 1 h
 */
public record IsolationSettings(
        String isolators,
        boolean quota,
        int pidsMax,
        SortedMap<String, String> rlimits,
        String root,
        Duration processesEvery,
        Duration disksEvery) {
    /** What the machine offers, and what is needed of the rest is done by looking. */
    public static final String AUTO = "auto";

    /** By looking alone. */
    public static final String POSIX = "posix";

    /** By control groups, and by looking what they cannot do. */
    public static final String CGROUPS = "cgroups";

    /** Tasks may use what they can get. */
    public static final String NONE = "none";

    private static final Pattern ROOT = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*");
    private static final Pattern RLIMIT = Pattern.compile("[0-9]{1,18}|unlimited");
    private static final Set<String> RLIMITS = Set.of(
            "as",
            "core",
            "cpu",
            "data",
            "fsize",
            "locks",
            "memlock",
            "msgqueue",
            "nice",
            "nofile",
            "nproc",
            "rss",
            "rtprio",
            "sigpending",
            "stack");
    private static final int PIDS_MAX = 4_194_304;
    private static final Set<String> NAMES = Set.of(
            CgroupMemory.NAME,
            CgroupCpu.NAME,
            CgroupPids.NAME,
            CgroupFreezer.NAME,
            PosixMemory.NAME,
            PosixPids.NAME,
            SandboxDisk.NAME);

    public static final IsolationSettings DEFAULT = new IsolationSettings(
            AUTO, false, 4_096, Collections.emptySortedMap(), "boreas", Duration.ofSeconds(1), Duration.ofSeconds(5));

    public IsolationSettings {
        names(isolators);
        if (pidsMax < 0 || pidsMax > PIDS_MAX) {
            throw new IllegalArgumentException("a task's processes are 0 to " + PIDS_MAX + ", not " + pidsMax);
        }
        rlimits = Collections.unmodifiableSortedMap(new TreeMap<>(rlimits));
        rlimits.forEach((name, value) -> {
            if (!RLIMITS.contains(name) || !RLIMIT.matcher(value).matches()) {
                throw new IllegalArgumentException("a limit of processes is a number or unlimited, for one of "
                        + RLIMITS.stream().sorted().toList() + "; not " + name + ": " + value);
            }
        });
        if (!ROOT.matcher(root).matches()) {
            throw new IllegalArgumentException("the root of control groups is a relative path of letters, digits, '_',"
                    + " '-' and '.', not \"" + root + "\"");
        }
        check("processes are looked at", processesEvery);
        check("sandboxes are looked at", disksEvery);
    }

    /** These settings with other isolators. */
    public IsolationSettings with(String others) {
        return new IsolationSettings(others, quota, pidsMax, rlimits, root, processesEvery, disksEvery);
    }

    /** What is wanted; of an alternative, the first that the machine has. */
    List<List<String>> wanted() {
        return names(isolators);
    }

    /** Whether what is missing was asked for by name. */
    boolean isExplicit() {
        return !isolators.equals(AUTO);
    }

    private static List<List<String>> names(String isolators) {
        var best = List.of(
                List.of(CgroupMemory.NAME, PosixMemory.NAME),
                List.of(CgroupCpu.NAME),
                List.of(CgroupPids.NAME, PosixPids.NAME),
                List.of(CgroupFreezer.NAME),
                List.of(SandboxDisk.NAME));
        return switch (isolators) {
            case AUTO, CGROUPS -> best;
            case POSIX -> List.of(List.of(PosixMemory.NAME), List.of(PosixPids.NAME), List.of(SandboxDisk.NAME));
            case NONE -> List.of();
            default -> {
                var wanted = new ArrayList<List<String>>();
                for (var part : isolators.split(",", -1)) {
                    var name = part.trim();
                    if (!NAMES.contains(name)) {
                        throw new IllegalArgumentException("there is no isolator \"" + name
                                + "\": say auto, posix, cgroups," + " none, or names of "
                                + NAMES.stream().sorted().toList() + " with commas between");
                    }
                    wanted.add(List.of(name));
                }
                yield List.copyOf(wanted);
            }
        };
    }

    private static void check(String what, Duration every) {
        if (every.compareTo(Duration.ofMillis(50)) < 0 || every.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(what + " every 50 ms to 1 h, not every " + every);
        }
    }
}
