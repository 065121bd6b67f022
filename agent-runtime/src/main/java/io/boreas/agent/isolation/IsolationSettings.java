package io.boreas.agent.isolation;

import io.boreas.core.task.Capabilities;
import io.boreas.core.task.Rlimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How an agent keeps its tasks within their limits.
 *
 * @param isolators {@code auto}, {@code posix}, {@code cgroups}, {@code none}, {@code namespaces}, or isolators' names, or several
 *     of all these with commas between
 * @param quota whether tasks may never use more cores than they were promised, even where there are more
 * @param exclusiveCores whether tasks whose cpus are a whole number have as many cores for themselves, where {@code cgroups/cpuset} is
 *     at work
 * @param pidsMax processes and threads a task may have, 0 for any number, to 4,194,304
 * @param rlimits limits of each single process by the names of {@code prlimit}, such as {@code nofile}: a number or
 *     {@code unlimited}
 * @param capabilities all that processes may come to have where {@code linux/capabilities} is at work, in lower case and without
 *     {@code cap_}
 * @param effectiveCapabilities what of these tasks have from their start that say nothing of it; empty for what their account has. Source:
 *     Mesos, {@code --effective_capabilities}
 * @param root the group in which all of an agent's groups are, a path below the top of each tree
 * @param processesEvery how often processes are looked at where nobody else counts them, 50 ms to 1 h
 * @param disksEvery how often sandboxes are looked at, 50 ms to 1 h
 * @param ports how {@code network/ports} looks at tasks
 */
public record IsolationSettings(
        String isolators,
        boolean quota,
        boolean exclusiveCores,
        int pidsMax,
        SortedMap<String, String> rlimits,
        SortedSet<String> capabilities,
        Optional<SortedSet<String>> effectiveCapabilities,
        String root,
        Duration processesEvery,
        Duration disksEvery,
        PortChecks ports) {
    /** What the machine offers, and what is needed of the rest is done by looking. */
    public static final String AUTO = "auto";

    /** By looking alone. */
    public static final String POSIX = "posix";

    /** By control groups, and by looking what they cannot do. */
    public static final String CGROUPS = "cgroups";

    /** Tasks may use what they can get. */
    public static final String NONE = "none";

    /** Namespaces of its own for each task. */
    public static final String NAMESPACES = "namespaces";

    /**
     * What programs that run as root commonly need to serve others, without what reaches beyond a task: Docker's default but for
     * {@code mknod}, by which a task could open any disk.
     */
    public static final SortedSet<String> CAPABILITIES_DEFAULT =
            Collections.unmodifiableSortedSet(new TreeSet<>(List.of(
                    "audit_write",
                    "chown",
                    "dac_override",
                    "fowner",
                    "fsetid",
                    "kill",
                    "net_bind_service",
                    "net_raw",
                    "setfcap",
                    "setgid",
                    "setpcap",
                    "setuid",
                    "sys_chroot")));

    private static final Pattern CAPABILITY = Pattern.compile("[a-z0-9_]{1,32}");
    private static final Pattern ROOT = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*");
    private static final Pattern RLIMIT = Pattern.compile("[0-9]{1,18}|unlimited");
    private static final int PIDS_MAX = 4_194_304;
    private static final Set<String> NAMES = Set.of(
            CgroupMemory.NAME,
            CgroupCpu.NAME,
            CgroupCpuset.NAME,
            CgroupPids.NAME,
            CgroupBlkio.NAME,
            CgroupFreezer.NAME,
            PosixMemory.NAME,
            PosixPids.NAME,
            SandboxDisk.NAME,
            TaskPorts.NAME,
            OwnNamespace.MOUNT,
            OwnNamespace.IPC,
            OwnNamespace.PID,
            OwnNamespace.UTS,
            FewerPrivileges.GAIN_NONE,
            FewerPrivileges.CAPABILITIES);

    /**
     * What is wanted.
     *
     * @param names of isolators, the first of which the machine has
     * @param explicit whether what is missing was asked for
     */
    record Wish(List<String> names, boolean explicit) {}

    public static final IsolationSettings DEFAULT = new IsolationSettings(
            AUTO,
            false,
            false,
            4_096,
            Collections.emptySortedMap(),
            CAPABILITIES_DEFAULT,
            Optional.empty(),
            "boreas",
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            PortChecks.DEFAULT);

    public IsolationSettings {
        var named = wishes(isolators).stream()
                .flatMap(wish -> wish.names().stream())
                .toList();
        named.stream()
                .filter(name -> name.startsWith("namespaces/") && !named.contains(OwnNamespace.MOUNT))
                .forEach(name -> {
                    throw new IllegalArgumentException("the isolator " + name + " needs " + OwnNamespace.MOUNT
                            + " beside it, for files that fit what a task sees");
                });
        if (exclusiveCores && !named.contains(CgroupCpuset.NAME)) {
            throw new IllegalArgumentException("tasks have cores for themselves by the isolator " + CgroupCpuset.NAME
                    + " alone, which is not among \"" + isolators + "\"");
        }
        capabilities = Collections.unmodifiableSortedSet(new TreeSet<>(capabilities));
        var allowed = capabilities;
        capabilities.forEach(name -> {
            if (!CAPABILITY.matcher(name).matches() || name.startsWith("cap_")) {
                throw new IllegalArgumentException("a capability is named in lower case and without cap_, as in"
                        + " net_bind_service; not \"" + name + "\"");
            }
        });
        effectiveCapabilities = effectiveCapabilities.map(TreeSet::new).map(Collections::unmodifiableSortedSet);
        effectiveCapabilities.ifPresent(names -> checkEffective(names, allowed));
        if (pidsMax < 0 || pidsMax > PIDS_MAX) {
            throw new IllegalArgumentException("a task's processes are 0 to " + PIDS_MAX + ", not " + pidsMax);
        }
        rlimits = Collections.unmodifiableSortedMap(new TreeMap<>(rlimits));
        rlimits.forEach((name, value) -> {
            if (!Rlimit.NAMES.contains(name) || !RLIMIT.matcher(value).matches()) {
                throw new IllegalArgumentException("a limit of processes is a number or unlimited, for one of "
                        + Rlimit.NAMES + "; not " + name + ": " + value);
            }
        });
        if (!ROOT.matcher(root).matches()) {
            throw new IllegalArgumentException("the root of control groups is a relative path of letters, digits, '_',"
                    + " '-' and '.', not \"" + root + "\"");
        }
        check("processes are looked at", processesEvery);
        check("sandboxes are looked at", disksEvery);
        check("ports are looked at", ports.every());
    }

    private static void checkEffective(SortedSet<String> names, SortedSet<String> allowed) {
        var unknown = new TreeSet<>(names);
        Capabilities.NAMES.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("tasks cannot have the capabilities " + String.join(", ", unknown)
                    + " without a wish: known are " + String.join(", ", Capabilities.NAMES));
        }
        var beyond = new TreeSet<>(names);
        beyond.removeAll(allowed);
        if (!beyond.isEmpty()) {
            throw new IllegalArgumentException("tasks cannot have the capabilities " + String.join(", ", beyond)
                    + " without a wish: these are not among those that they may have, which are "
                    + (allowed.isEmpty() ? "none" : String.join(", ", allowed)));
        }
    }

    /** These settings with other isolators. */
    public IsolationSettings with(String others) {
        return new IsolationSettings(
                others,
                quota,
                exclusiveCores,
                pidsMax,
                rlimits,
                capabilities,
                effectiveCapabilities,
                root,
                processesEvery,
                disksEvery,
                ports);
    }

    List<Wish> wanted() {
        return wishes(isolators);
    }

    private static List<Wish> wishes(String isolators) {
        var wanted = new ArrayList<Wish>();
        for (var part : isolators.split(",", -1)) {
            wanted.addAll(wishesOf(part.trim()));
        }
        return List.copyOf(wanted);
    }

    private static List<Wish> wishesOf(String word) {
        return switch (word) {
            case AUTO, CGROUPS ->
                Stream.of(
                                List.of(CgroupMemory.NAME, PosixMemory.NAME),
                                List.of(CgroupCpu.NAME),
                                List.of(CgroupPids.NAME, PosixPids.NAME),
                                List.of(CgroupBlkio.NAME),
                                List.of(CgroupFreezer.NAME),
                                List.of(SandboxDisk.NAME))
                        .map(names -> new Wish(names, word.equals(CGROUPS)))
                        .toList();
            case POSIX -> each(PosixMemory.NAME, PosixPids.NAME, SandboxDisk.NAME);
            case NAMESPACES -> each(OwnNamespace.MOUNT, OwnNamespace.IPC, OwnNamespace.PID, OwnNamespace.UTS);
            case NONE -> List.of();
            default -> {
                if (!NAMES.contains(word)) {
                    throw new IllegalArgumentException("there is no isolator \"" + word
                            + "\": say auto, posix, cgroups, none, namespaces, names of "
                            + NAMES.stream().sorted().toList() + ", or several of these with commas between");
                }
                yield each(word);
            }
        };
    }

    private static List<Wish> each(String... names) {
        return Stream.of(names).map(name -> new Wish(List.of(name), true)).toList();
    }

    private static void check(String what, Duration every) {
        if (every.compareTo(Duration.ofMillis(50)) < 0 || every.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(what + " every 50 ms to 1 h, not every " + every);
        }
    }
}
