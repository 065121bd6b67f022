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
        if (limits.memBytes() == 0) {
            return;
        }
        if (hierarchy.unified()) {
            hierarchy.write(task, "memory.max", limits.memBytes());
            if (has(task, "memory.swap.max")) {
                hierarchy.write(task, "memory.swap.max", 0);
            }
            if (has(task, "memory.oom.group")) {
                hierarchy.write(task, "memory.oom.group", 1);
            }
            return;
        }
        boolean raised = hierarchy.number(task, "memory.limit_in_bytes") < limits.memBytes();
        var swap = "memory.memsw.limit_in_bytes"; // memory and swap together: never less than memory
        if (raised && has(task, swap)) {
            hierarchy.write(task, swap, limits.memBytes());
        }
        hierarchy.write(task, "memory.limit_in_bytes", limits.memBytes());
        if (!raised && has(task, swap)) {
            hierarchy.write(task, swap, limits.memBytes());
        }
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

    /** What a task is told that had more memory than it may. */
    static Limitation exceeded(Limits limits, long most) {
        return new Limitation(
                TaskReason.CONTAINER_LIMITATION_MEMORY,
                "Memory limit exceeded: Requested: " + Limits.text(limits.memBytes()) + " Maximum Used: "
                        + Limits.text(most));
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
