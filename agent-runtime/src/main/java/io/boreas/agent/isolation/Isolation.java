package io.boreas.agent.isolation;

import io.boreas.agent.process.Enclosure;
import io.boreas.agent.process.Namespace;
import io.boreas.agent.process.Privileges;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The isolators of one agent.
 *
 * <p>The groups of its tasks are found again by an agent that is started again: their place follows from the agent's nonce
 * and the task's folder. Safe for use by any thread.
 */
public final class Isolation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Isolation.class);

    private static final Duration SWEEP_MAX = Duration.ofSeconds(2);
    private static final Duration SWEEP_PAUSE = Duration.ofMillis(5);

    private final IsolationSettings settings;
    private final List<Isolator> isolators;
    private final List<Hierarchy> hierarchies;
    private final List<String> missing;

    private Isolation(IsolationSettings settings, List<Isolator> isolators, List<String> missing) {
        this.settings = settings;
        this.isolators = List.copyOf(isolators);
        var trees = new LinkedHashSet<Path>();
        this.hierarchies = isolators.stream()
                .flatMap(isolator -> isolator.hierarchies().stream())
                .filter(hierarchy -> trees.add(hierarchy.home()))
                .toList();
        this.missing = List.copyOf(missing);
    }

    /**
     * What the settings want and the machine has. What is wanted and not there is told in the log, and by {@link #missing}.
     *
     * @param agent tells this agent's groups from those of others
     */
    public static Isolation open(IsolationSettings settings, String agent) {
        var found = new LinkedHashMap<String, Isolator>();
        var missing = new ArrayList<String>();
        for (var wish : settings.wanted()) {
            for (var name : wish.names()) {
                try {
                    if (!found.containsKey(name)) {
                        found.put(name, isolator(name, settings, settings.root() + "/" + agent));
                    }
                    break;
                } catch (IOException e) {
                    var reason = name + ": " + e.getMessage();
                    missing.add(reason);
                    if (wish.explicit()) {
                        LOG.warn("an isolator that was asked for is not to be had here: {}", reason);
                    } else {
                        LOG.info("an isolator is not to be had here: {}", reason);
                    }
                }
            }
        }
        var isolation = new Isolation(settings, List.copyOf(found.values()), missing);
        LOG.info("tasks are kept within limits isolation={} by={}", settings.isolators(), isolation.names());
        return isolation;
    }

    private static Isolator isolator(String name, IsolationSettings settings, String place) throws IOException {
        var mounted = Hierarchies.mounted();
        return switch (name) {
            case CgroupMemory.NAME -> new CgroupMemory(mounted.with("memory", place));
            case CgroupCpu.NAME -> {
                var cpu = mounted.with("cpu", place);
                yield new CgroupCpu(cpu, accounting(cpu, mounted, place), settings.quota())
                        .weighted(Runtime.getRuntime().availableProcessors());
            }
            case CgroupCpuset.NAME -> CgroupCpuset.opened(mounted.with("cpuset", place), settings.exclusiveCores());
            case CgroupPids.NAME -> new CgroupPids(mounted.with("pids", place));
            case CgroupBlkio.NAME ->
                CgroupBlkio.opened(
                        mounted.disks(place),
                        Disks.OF_THIS_MACHINE,
                        Runtime.getRuntime().availableProcessors());
            case CgroupFreezer.NAME -> new CgroupFreezer(mounted.freezing(place));
            case PosixMemory.NAME -> new PosixMemory();
            case PosixPids.NAME -> new PosixPids();
            case TaskPorts.NAME -> TaskPorts.tried(settings.ports());
            case SandboxDisk.NAME -> {
                if (DiskUse.program().isEmpty()) {
                    throw new IOException("no du in /usr/bin or /bin: install coreutils");
                }
                yield new SandboxDisk();
            }
            case OwnNamespace.MOUNT -> OwnNamespace.tried(Namespace.MOUNT);
            case OwnNamespace.IPC -> OwnNamespace.tried(Namespace.IPC);
            case OwnNamespace.UTS -> OwnNamespace.tried(Namespace.UTS);
            case OwnNamespace.PID -> OwnNamespace.tried(Namespace.PID);
            case FewerPrivileges.GAIN_NONE -> FewerPrivileges.tried(name, new Privileges(true, Optional.empty()));
            case FewerPrivileges.CAPABILITIES ->
                FewerPrivileges.tried(
                        name,
                        new Privileges(false, Optional.of(settings.capabilities()), settings.effectiveCapabilities()));
            default -> throw new IllegalArgumentException("there is no isolator " + name);
        };
    }

    private static Optional<Hierarchy> accounting(Hierarchy cpu, Hierarchies mounted, String place) {
        if (cpu.unified()) {
            return Optional.empty();
        }
        try {
            return Optional.of(mounted.with("cpuacct", place));
        } catch (IOException e) {
            LOG.info("nobody counts what tasks use of cores: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** The isolators at work, in order. */
    public List<String> names() {
        return isolators.stream().map(Isolator::name).toList();
    }

    /** What is wanted and not there, each with its reason. */
    public List<String> missing() {
        return missing;
    }

    /** The same for operators, under the names of flags. Source: Mesos, {@code --isolation} and others. */
    public SortedMap<String, String> flags() {
        var flags = new TreeMap<String, String>();
        privileges().capabilities().ifPresent(names -> flags.put("bounding_capabilities", capabilityInfo(names)));
        privileges().granted().ifPresent(names -> flags.put("effective_capabilities", capabilityInfo(names)));
        flags.put("cgroups_enable_cfs", Boolean.toString(settings.quota()));
        flags.put("cgroups_root", settings.root());
        flags.put("container_ports_isolated_range", settings.ports().among().toString());
        flags.put("enforce_container_ports", Boolean.toString(settings.ports().enforced()));
        flags.put("isolation", String.join(",", names()));
        flags.put("isolation_asked", settings.isolators());
        flags.put("isolation_missing", String.join("; ", missing));
        return flags;
    }

    /** As Mesos writes them. */
    private static String capabilityInfo(SortedSet<String> names) {
        return names.stream()
                .map(name -> '"' + name.toUpperCase(Locale.ROOT) + '"')
                .collect(Collectors.joining(",", "{\"capabilities\":[", "]}"));
    }

    public IsolationSettings settings() {
        return settings;
    }

    /** Makes the groups of a task and sets its limits, before it starts or while it runs. */
    public void limit(String task, Limits limits) throws IOException {
        for (var hierarchy : hierarchies) {
            hierarchy.make(task);
        }
        for (var isolator : isolators) {
            isolator.limit(task, limits);
        }
    }

    /** Into each of these the task's processes write 0 before they do anything else. */
    public List<Path> doors(String task) {
        return hierarchies.stream().map(hierarchy -> hierarchy.door(task)).toList();
    }

    /** The namespaces that each task has of its own; {@link Namespace#MOUNT} is among them if any is. */
    public Set<Namespace> namespaces() {
        var own = EnumSet.noneOf(Namespace.class);
        for (var isolator : isolators) {
            if (isolator instanceof OwnNamespace(var namespace)) {
                own.add(namespace);
            }
        }
        return own;
    }

    /** What processes of tasks may never come to, and what those have that say nothing of it. */
    public Privileges privileges() {
        boolean gainsNone = false;
        Optional<SortedSet<String>> capabilities = Optional.empty();
        Optional<SortedSet<String>> granted = Optional.empty();
        for (var isolator : isolators) {
            if (isolator instanceof FewerPrivileges(var name, var left)) {
                gainsNone |= left.gainsNone();
                capabilities = capabilities.or(left::capabilities);
                granted = granted.or(left::granted);
            }
        }
        return new Privileges(gainsNone, capabilities, granted);
    }

    /** Whether it counts what tasks wish of capabilities: somebody asked for the isolator, though it need not be to be had. */
    public boolean heedsCapabilities() {
        return settings.wanted().stream().anyMatch(wish -> wish.names().contains(FewerPrivileges.CAPABILITIES));
    }

    /** Limits of each single process, by the names of {@code prlimit}. */
    public SortedMap<String, String> rlimits() {
        return settings.rlimits();
    }

    /** Who belongs to the task, as the kernel knows. */
    public Enclosure enclosure(String task) {
        for (var isolator : isolators) {
            if (isolator instanceof CgroupFreezer freezer) {
                return freezer.enclosure(task);
            }
        }
        return Enclosure.NONE;
    }

    /** The first limit that the task has come up against, if it has. */
    public Optional<Limitation> judge(String task, Limits limits, Sample sample) {
        for (var isolator : isolators) {
            try {
                var limitation = isolator.judge(task, limits, sample);
                if (limitation.isPresent()) {
                    return limitation;
                }
            } catch (IOException e) {
                LOG.debug("nothing is known of a task isolator={} task={}", isolator.name(), task, e);
            }
        }
        return Optional.empty();
    }

    /** What the task has used and uses. */
    public Usage usage(String task) {
        var usage = Usage.NONE;
        for (var isolator : isolators) {
            try {
                usage = isolator.measure(task, usage);
            } catch (IOException e) {
                LOG.debug("nothing is known of a task isolator={} task={}", isolator.name(), task, e);
            }
        }
        return usage;
    }

    /** Whether some isolator relies on looks at processes. */
    public boolean countsProcesses() {
        return isolators.stream().anyMatch(Isolator::countsProcesses);
    }

    /** Whether some isolator relies on looks at the ports on which tasks listen. */
    public boolean countsPorts() {
        return isolators.stream().anyMatch(Isolator::countsPorts);
    }

    /** Whether some isolator relies on looks at sandboxes. */
    public boolean countsDisk() {
        return isolators.stream().anyMatch(Isolator::countsDisk);
    }

    /** Removes the groups of a task that is over; whether none is left. While a process is in them they stay. */
    public boolean release(String task) {
        isolators.forEach(isolator -> isolator.release(task));
        boolean gone = true;
        for (var hierarchy : hierarchies) {
            try {
                hierarchy.remove(task);
            } catch (IOException e) {
                LOG.debug("a group cannot be removed yet group={}", hierarchy.group(task), e);
                gone = false;
            }
        }
        return gone;
    }

    /** Ends what is in groups of tasks that nobody holds, and removes them. */
    public void sweep(Set<String> held) throws IOException {
        var stale = new LinkedHashSet<String>();
        for (var hierarchy : hierarchies) {
            stale.addAll(hierarchy.others(held));
        }
        for (var task : stale) {
            LOG.info("sweeping groups of a task that is not held task={}", task);
            for (var hierarchy : hierarchies) {
                hierarchy.members(task).forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            }
            enclosure(task).kill();
        }
        long deadline = System.nanoTime() + SWEEP_MAX.toNanos();
        while (!stale.isEmpty() && System.nanoTime() < deadline) {
            stale.removeIf(this::release);
            LockSupport.parkNanos(SWEEP_PAUSE.toNanos());
        }
        if (!stale.isEmpty()) {
            LOG.warn("groups of tasks that are not held cannot be removed; they stay until the next start: {}", stale);
        }
    }

    /** Removes the agent's own groups if no task is in them. */
    @Override
    public void close() {
        for (var hierarchy : hierarchies) {
            try {
                Files.deleteIfExists(hierarchy.home());
            } catch (DirectoryNotEmptyException tasksRun) {
                LOG.debug("tasks run on in {}", hierarchy.home());
            } catch (FileSystemException tasksRun) {
                LOG.debug("tasks run on in {}: {}", hierarchy.home(), tasksRun.getReason());
            } catch (IOException e) {
                LOG.warn("cannot remove the group {}", hierarchy.home(), e);
            }
        }
    }
}
