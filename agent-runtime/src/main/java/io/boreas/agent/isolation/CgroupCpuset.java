package io.boreas.agent.isolation;

import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Ranges.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cores on which tasks run, by control groups. If that is wanted, one whose cpus are a whole number has as many for itself, and all
 * others run on what is left. Who has which is in the files of their groups, where the next agent reads it. Source: Mesos,
 * {@code cgroups/cpuset}, which has groups and no policy; who may be alone: Kubernetes, the static policy of its CPU manager.
 */
final class CgroupCpuset implements Isolator {
    static final String NAME = "cgroups/cpuset";

    private static final Logger LOG = LoggerFactory.getLogger(CgroupCpuset.class);
    private static final String CPUS = "cpuset.cpus";
    private static final String MEMS = "cpuset.mems";
    private static final long MILLI = 1_000;
    private static final Pattern SPAN = Pattern.compile("(\\d{1,6})(?:-(\\d{1,6}))?");

    private final Hierarchy hierarchy;
    private final boolean exclusive;
    private final ReentrantLock changing = new ReentrantLock();
    private CoreMap cores;

    private CgroupCpuset(Hierarchy hierarchy, boolean exclusive, CoreMap cores) {
        this.hierarchy = hierarchy;
        this.exclusive = exclusive;
        this.cores = cores;
    }

    /**
     * One that knows what earlier agents gave.
     *
     * @param exclusive whether tasks that come may have cores for themselves
     */
    static CgroupCpuset opened(Hierarchy hierarchy, boolean exclusive) throws IOException {
        fill(hierarchy);
        var all = list(read(hierarchy.home(), hierarchy.unified() ? "cpuset.cpus.effective" : CPUS));
        if (all.isEmpty()) {
            throw new IOException("the group " + hierarchy.home() + " has no cores");
        }
        var seen = new TreeMap<String, Ranges>();
        for (var task : hierarchy.others(Set.of())) {
            var given = list(read(hierarchy.group(task), CPUS));
            seen.put(task, given.isEmpty() ? all : given); // of which the agent died before it was given any
        }
        return new CgroupCpuset(hierarchy, exclusive, CoreMap.found(all, seen));
    }

    /** In version 1 a new group has neither cores nor memory, and nothing can be in it; in version 2 it has those of the one above. */
    private static void fill(Hierarchy hierarchy) throws IOException {
        if (hierarchy.unified()) {
            return;
        }
        Path above = hierarchy.mount();
        for (var group : hierarchy.above()) {
            for (var file : List.of(CPUS, MEMS)) {
                if (read(group, file).isEmpty()) {
                    Hierarchy.write(group.resolve(file), read(above, file));
                }
            }
            above = group;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Hierarchy> hierarchies() {
        return List.of(hierarchy);
    }

    @Override
    public void limit(String task, Limits limits) throws IOException {
        changing.lock();
        try {
            fill(hierarchy);
            if (!hierarchy.unified()) {
                hierarchy.write(task, MEMS, read(hierarchy.home(), MEMS));
            }
            long wanted = wanted(limits);
            boolean isNew = !cores.knows(task);
            change(cores.placed(task, wanted), task);
            hierarchy.write(task, CPUS, text(cores.of(task)));
            if (isNew && cores.isAlone(task)) {
                LOG.info("a task has cores for itself task={} cores={}", task, text(cores.of(task)));
            } else if (isNew && wanted > 0) {
                LOG.info(
                        "a task that wants cores for itself shares those of others, for not enough are left task={}"
                                + " wanted={} shared={}",
                        task,
                        wanted,
                        text(cores.of(task)));
            }
        } finally {
            changing.unlock();
        }
    }

    /** One that says how much more it may use than it is promised would have nothing of that on cores of its own. */
    private long wanted(Limits limits) {
        long milli = limits.cpusMilli();
        boolean keepsToThem = limits.cpusMax()
                .map(most -> !most.isUnlimited() && most.milli() == milli)
                .orElse(true);
        return exclusive && keepsToThem && !limits.revocable() && milli % MILLI == 0 ? milli / MILLI : 0;
    }

    /** Whoever shares leaves cores that are taken before the one comes that has them. */
    private void change(CoreMap after, String but) {
        boolean other = !after.shared().equals(cores.shared());
        cores = after;
        if (!other) {
            return;
        }
        var shared = text(after.shared());
        for (var task : after.sharing()) {
            if (!task.equals(but) && Files.exists(hierarchy.group(task))) {
                try {
                    hierarchy.write(task, CPUS, shared);
                } catch (IOException e) {
                    LOG.warn("a task stays on the cores that it had task={}", task, e);
                }
            }
        }
    }

    /** While something of it runs it keeps what it has. */
    @Override
    public void release(String task) {
        changing.lock();
        try {
            if (cores.knows(task) && hierarchy.members(task).isEmpty()) {
                change(cores.without(task), task);
            }
        } catch (IOException e) {
            LOG.debug("it is not known whether something of a task runs task={}", task, e);
        } finally {
            changing.unlock();
        }
    }

    private static String read(Path group, String file) throws IOException {
        return Files.readString(group.resolve(file)).trim();
    }

    /** Reads numbers such as {@code 0-1,4}. Source: cpuset(7), List Format. */
    static Ranges list(String text) throws IOException {
        var spans = new ArrayList<Span>();
        for (var part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            var span = SPAN.matcher(part);
            if (!span.matches()) {
                throw new IOException("not a list of cores: " + text);
            }
            long begin = Long.parseLong(span.group(1));
            spans.add(new Span(begin, Math.max(begin, span.group(2) == null ? begin : Long.parseLong(span.group(2)))));
        }
        return Ranges.of(spans);
    }

    static String text(Ranges cores) {
        return cores.spans().stream()
                .map(span -> span.begin() == span.end() ? "" + span.begin() : span.begin() + "-" + span.end())
                .collect(Collectors.joining(","));
    }
}
