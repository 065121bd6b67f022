package io.boreas.agent.task;

import io.boreas.agent.isolation.Isolation;
import io.boreas.agent.process.Entrance;
import io.boreas.agent.process.ForeignRoot;
import io.boreas.agent.process.Household;
import io.boreas.agent.process.Machine;
import io.boreas.agent.process.Marks;
import io.boreas.agent.process.Namespace;
import io.boreas.agent.process.RunFiles;
import io.boreas.agent.process.RunFiles.Start;
import io.boreas.agent.process.RunName;
import io.boreas.agent.volume.UnmountableException;
import io.boreas.core.process.Outcome;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a task which is to have namespaces of its own has a process that keeps them, before and while its own run. Used by the
 * loop's thread.
 */
final class TaskKeepers {
    private static final Logger LOG = LoggerFactory.getLogger(TaskKeepers.class);
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final int HOSTNAME_MAX = 63;
    private static final int COMPLAINT_MAX = 500;

    private final RunFiles files;
    private final Starts starts;
    private final Isolation isolation;
    private final TaskFolders folders;
    private final TaskImages images;
    private final TaskVolumes volumes;
    private final InstantSource clock;
    private final String bootId;

    TaskKeepers(
            RunFiles files,
            Starts starts,
            Isolation isolation,
            TaskFolders folders,
            TaskImages images,
            TaskVolumes volumes,
            InstantSource clock)
            throws IOException {
        this.files = files;
        this.starts = starts;
        this.isolation = isolation;
        this.folders = folders;
        this.images = images;
        this.volumes = volumes;
        this.clock = clock;
        this.bootId = Machine.bootId();
    }

    /** A task that has not been here before. */
    void welcome(LiveTask task) {
        var spec = task.prepared().launch().spec();
        var wanted = EnumSet.noneOf(Namespace.class);
        wanted.addAll(isolation.namespaces());
        if (spec.image().isPresent()) {
            wanted.addAll(EnumSet.allOf(Namespace.class));
        } else if (!spec.volumes().isEmpty()) {
            wanted.add(Namespace.MOUNT);
        }
        task.keeper().want(wanted);
    }

    /**
     * A task that was here before keeps the namespaces that were made for it; one that runs without gets none.
     *
     * @param untouched whether nothing of it has run
     */
    void adopt(LiveTask task, boolean untouched) throws IOException {
        var run = files.keeper(task.folder());
        if (run.isPresent()) {
            task.keeper().named(run.get());
        }
        if (run.isPresent() || untouched) {
            welcome(task);
        }
    }

    /** Whether what the task is to have is there, so that its processes can start. */
    boolean isReady(LiveTask task) {
        var keeper = task.keeper();
        if (keeper.wanted().isEmpty() && keeper.name().isEmpty()) {
            return true;
        }
        if (keeper.entrance().isPresent()
                && keeper.id().filter(RunFiles::isAlive).isEmpty()) {
            LOG.warn("what kept the namespaces of a task is gone; they are made anew taskId={}", task.id());
            keeper.gone();
        }
        return keeper.entrance().isPresent();
    }

    /** Has one started. */
    void begin(LiveTask task) throws IOException {
        var wanted = task.keeper().wanted();
        var hostname = hostname(task.id().value());
        var marks = new TreeMap<>(task.prepared().environment());
        marks.keySet().removeIf(name -> !name.equals(Marks.TASK) && !name.equals(Marks.AGENT));
        int number = files.keeper(task.folder()).map(last -> last.run() + 1).orElse(0);
        var root = task.image().isPresent()
                ? Optional.of(images.root(task, task.image().get(), number, hostname))
                : Optional.<ForeignRoot>empty();
        var household = new Household(
                wanted,
                hostname,
                wanted.contains(Namespace.UTS) && root.isEmpty()
                        ? folders.hosts(task.prepared(), hostname)
                        : Optional.empty(),
                task.limits().memBytes(),
                root,
                volumes.of(task.prepared(), root),
                task.prepared().account(),
                isolation.doors(task.folder()),
                marks);
        var run = files.prepareKeeper(task.folder(), household);
        task.keeper().named(run);
        starts.add(run);
    }

    /** How a task ends that cannot be prepared. */
    static Outcome unprepared(IOException e) {
        return switch (e) {
            case UnmountableException volume -> failed("Failed to mount its volumes: " + volume.getMessage());
            case UnlimitableException limit -> failed(String.valueOf(limit.getMessage()));
            default -> new Outcome(TaskState.ERROR, "the agent cannot prepare it: " + e);
        };
    }

    private static Outcome failed(String why) {
        return new Outcome(TaskState.FAILED, TaskReason.CONTAINER_LAUNCH_FAILED, why);
    }

    /** Starts one that was prepared by an agent of before, if nobody has. */
    void resume(LiveTask task) {
        task.keeper().name().filter(run -> task.keeper().id().isEmpty()).ifPresent(starts::add);
    }

    /**
     * Reads what became of a task's keeper.
     *
     * @return whether that is anything new
     * @throws IOException if it cannot be had; the message says why
     */
    boolean look(LiveTask task) throws IOException {
        var keeper = task.keeper();
        if (keeper.name().isEmpty() || keeper.entrance().isPresent() || task.isFurnishing()) {
            return false;
        }
        var run = keeper.name().get();
        return switch (files.start(run)) {
            case Start.Unknown() -> false;
            case Start.CalledOff() -> false;
            case Start.Claimed(var at) -> {
                if (clock.instant().isAfter(at.plus(START_MAX))) {
                    throw new IOException("nothing was heard of what was to make them");
                }
                yield false;
            }
            case Start.Started started
            when !started.bootId().equals(bootId) -> {
                keeper.gone();
                yield true;
            }
            case Start.Started started -> look(task, run, started);
        };
    }

    private boolean look(LiveTask task, RunName run, Start.Started started) throws IOException {
        var keeper = task.keeper();
        boolean news = keeper.id().isEmpty();
        if (news) {
            starts.done(run);
            keeper.started(started.id());
            task.kept(started.id());
        }
        boolean alive = RunFiles.isAlive(started.id());
        var namespaces = files.kept(run);
        if (alive && !namespaces.isEmpty()) {
            keeper.ready(new Entrance(
                    started.id(),
                    namespaces,
                    task.prepared().folder(),
                    task.image().isPresent()));
            return true;
        }
        if (!alive && namespaces.isEmpty()) {
            var complaint = files.complaint(run);
            throw new IOException(
                    complaint.length() > COMPLAINT_MAX ? complaint.substring(0, COMPLAINT_MAX) + "…" : complaint);
        }
        if (!alive) {
            keeper.gone();
            return true;
        }
        return news;
    }

    /** One that has not started yet is not wanted any more. */
    void callOff(LiveTask task) {
        var keeper = task.keeper();
        if (keeper.name().isPresent() && keeper.id().isEmpty()) {
            try {
                if (files.callOff(keeper.name().get())) {
                    starts.done(keeper.name().get());
                }
            } catch (IOException e) {
                LOG.warn("cannot call off what keeps the namespaces of a task taskId={}", task.id(), e);
            }
        }
    }

    /** The task is over: whatever is left in its namespaces ends with them. */
    void end(LiveTask task) {
        task.keeper().name().ifPresent(starts::done);
        task.keeper()
                .id()
                .filter(RunFiles::isAlive)
                .flatMap(id -> ProcessHandle.of(id.pid()))
                .ifPresent(handle -> {
                    handle.children().forEach(ProcessHandle::destroyForcibly);
                    handle.destroyForcibly();
                });
    }

    private static String hostname(String task) {
        var name = task.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        var cut = name.length() > HOSTNAME_MAX ? name.substring(name.length() - HOSTNAME_MAX) : name;
        return cut.isEmpty() ? "task" : cut.replaceAll("^-|-$", "");
    }
}
