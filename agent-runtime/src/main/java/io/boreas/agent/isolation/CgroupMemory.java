package io.boreas.agent.isolation;

import io.boreas.core.task.TaskReason;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/**
 * Memory by control groups: past its limit the kernel kills one of the task's processes, and the task is ended for it. Memory
 * is memory here: a task has no swap beside it. Source: Mesos, {@code cgroups/mem}, whose message this is.
 */
record CgroupMemory(Hierarchy hierarchy) implements Isolator {
    static final String NAME = "cgroups/mem";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Hierarchy> hierarchies() {
        return List.of(hierarchy);
    }

    /** The limit is only ever raised: what is in use cannot be taken back. */
    @Override
    public void limit(String task, Limits limits) throws IOException {
        var soft = hierarchy.unified() ? "memory.low" : "memory.soft_limit_in_bytes";
        if (limits.mayExceedMemory() && has(task, soft)) {
            hierarchy.write(task, soft, limits.memBytes()); // what it has beyond that is taken back first
        }
        if (hierarchy.unified()) {
            hierarchy.write(task, "memory.max", hard(limits, "max"));
            if (has(task, "memory.swap.max")) {
                hierarchy.write(task, "memory.swap.max", 0);
            }
            if (has(task, "memory.oom.group")) {
                hierarchy.write(task, "memory.oom.group", 1);
            }
            return;
        }
        boolean raised =
                limits.memMaxBytes() == 0 || hierarchy.number(task, "memory.limit_in_bytes") < limits.memMaxBytes();
        var swap = "memory.memsw.limit_in_bytes"; // memory and swap together: never less than memory
        if (raised && has(task, swap)) {
            hierarchy.write(task, swap, hard(limits, "-1"));
        }
        hierarchy.write(task, "memory.limit_in_bytes", hard(limits, "-1"));
        if (!raised && has(task, swap)) {
            hierarchy.write(task, swap, hard(limits, "-1"));
        }
    }

    private static String hard(Limits limits, String none) {
        return limits.memMaxBytes() == 0 ? none : Long.toString(limits.memMaxBytes());
    }

    private boolean has(String task, String file) {
        return Files.exists(hierarchy.group(task).resolve(file));
    }

    @Override
    public Optional<Limitation> judge(String task, Limits limits, Sample sample) throws IOException {
        long kills = hierarchy.number(task, hierarchy.unified() ? "memory.events" : "memory.oom_control", "oom_kill");
        if (kills == 0) {
            return Optional.empty();
        }
        return Optional.of(exceeded(limits, most(task)));
    }

    /** What a task is told that had more memory than it may, or than there was. */
    static Limitation exceeded(Limits limits, long most) {
        return new Limitation(
                TaskReason.CONTAINER_LIMITATION_MEMORY,
                (limits.memMaxBytes() == 0 ? "Out of memory on its machine" : "Memory limit exceeded")
                        + ": Requested: " + Limits.text(limits.memBytes())
                        + (limits.mayExceedMemory() && limits.memMaxBytes() > 0
                                ? " Limit: " + Limits.text(limits.memMaxBytes())
                                : "")
                        + " Maximum Used: " + Limits.text(most));
    }

    @Override
    public Usage measure(String task, Usage usage) throws IOException {
        long now = hierarchy.number(task, hierarchy.unified() ? "memory.current" : "memory.usage_in_bytes");
        return usage.withMemory(now, most(task));
    }

    private long most(String task) throws IOException {
        if (hierarchy.unified()) {
            // kernels before 5.19 do not say
            return hierarchy.number(task, has(task, "memory.peak") ? "memory.peak" : "memory.current");
        }
        return hierarchy.number(task, "memory.max_usage_in_bytes");
    }
}
