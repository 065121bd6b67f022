package io.boreas.agent.task;

import io.boreas.agent.isolation.Isolation;
import io.boreas.agent.isolation.Limitation;
import io.boreas.agent.isolation.Limits;
import io.boreas.agent.isolation.Sample;
import io.boreas.agent.isolation.Sampler;
import io.boreas.agent.process.Confinement;
import io.boreas.agent.process.Enclosure;
import io.boreas.agent.process.Machine;
import io.boreas.agent.process.Privileges;
import io.boreas.agent.usage.UsageSampler;
import io.boreas.core.id.TaskId;
import io.boreas.core.process.Outcome;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.Capabilities;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** What tasks may use, from their start to the end of all they left. Used by the loop's thread. */
final class TaskLimits {
    private final Isolation isolation;
    private final Sampler<TaskId> sampler;
    private final UsageSampler<TaskId> usage;
    private final SharedSandboxes shared;
    private final TaskRlimits rlimits;
    private final TaskCapabilities capabilities;
    private final Set<String> leftovers = new LinkedHashSet<>();

    TaskLimits(Isolation isolation, Sampler<TaskId> sampler, UsageSampler<TaskId> usage, SharedSandboxes shared) {
        this.isolation = isolation;
        this.sampler = sampler;
        this.usage = usage;
        this.shared = shared;
        this.rlimits = new TaskRlimits(isolation.rlimits());
        this.capabilities = new TaskCapabilities(isolation);
    }

    /** What a task of these resources may use. */
    Limits of(Resources resources, TaskSpec spec) {
        return Limits.of(resources, spec.limits(), isolation.settings().pidsMax());
    }

    /** What the kernel keeps of who belongs to a task. */
    Enclosure enclosure(String folder) {
        return isolation.enclosure(folder);
    }

    /** What the task's processes are put into. */
    Confinement confinement(LiveTask task) {
        return confinement(task, capabilities.of(task.prepared().launch().spec()));
    }

    /**
     * What is beside them that wishes other capabilities.
     *
     * @throws UnlimitableException if it cannot have them
     */
    Confinement confinement(LiveTask task, Capabilities wish) throws UnlimitableException {
        var spec = task.prepared().launch().spec().capable(wish);
        capabilities.check(spec);
        return confinement(task, capabilities.of(spec));
    }

    private Confinement confinement(LiveTask task, Privileges own) {
        var privileges = own;
        boolean hasVolumes = !task.prepared().launch().spec().volumes().isEmpty();
        if (task.image().isPresent() || hasVolumes) {
            // what comes with an image is not to be root of the machine, and nobody is to undo what was mounted
            privileges = privileges.within(isolation.settings().capabilities());
        }
        if (task.image().isEmpty() && hasVolumes) {
            // programs of the machine that make others of their callers would believe what is in volumes
            privileges = privileges.gainingNone();
        }
        return new Confinement(
                rlimits.of(task.prepared().launch().spec()),
                isolation.doors(task.folder()),
                task.limits().oomScoreAdj(Machine.memoryBytes()),
                privileges,
                task.keeper().entrance());
    }

    /**
     * Makes sure that its processes can have their limits and capabilities.
     *
     * @throws UnlimitableException if they cannot
     */
    void check(LiveTask task) throws UnlimitableException {
        rlimits.check(task.prepared().launch().spec());
        capabilities.check(task.prepared().launch().spec());
    }

    /** Sets what the task may use. */
    void set(LiveTask task) throws IOException {
        isolation.limit(task.folder(), task.limits());
    }

    /** How the task ends if it came up against a limit that the kernel keeps. */
    Optional<Outcome> exceeded(LiveTask task) {
        return isolation.judge(task.folder(), task.limits(), Sample.NONE).map(TaskLimits::outcome);
    }

    static Outcome outcome(Limitation limitation) {
        return new Outcome(TaskState.FAILED, limitation.reason(), limitation.message());
    }

    /** The task is over. */
    void release(String folder) {
        if (!isolation.release(folder)) {
            leftovers.add(folder);
        }
    }

    /** Now and then: says whom to look at, and tries again to remove what could not be removed. */
    void tend(Collection<LiveTask> tasks) {
        leftovers.removeIf(isolation::release);
        usage.watch(tasks.stream()
                .filter(LiveTask::hasRun)
                .map(task -> new UsageSampler.Watched<>(task.id(), task.folder(), task.belongings()))
                .toList());
        var folders = shared.of(tasks);
        sampler.watch(tasks.stream()
                .filter(LiveTask::hasRun)
                .map(task -> new Sampler.Watched<>(
                        task.id(),
                        task.folder(),
                        task.prepared().hostSandbox(),
                        task.limits(),
                        task.belongings(),
                        Optional.ofNullable(folders.get(task.id()))))
                .toList());
    }
}
