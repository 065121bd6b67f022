package io.boreas.agent.isolation;

import io.boreas.agent.process.Enclosure;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Knows all that belongs to a task, wherever it went, and ends it in one go: in version 2 by {@code cgroup.kill}, in version 1
 * by stopping the whole group first, so that nothing can fork away from its end.
 */
record CgroupFreezer(Hierarchy hierarchy) implements Isolator {
    static final String NAME = "cgroups/freezer";

    private static final Duration FREEZE_MAX = Duration.ofMillis(200);
    private static final Duration LOOK_EVERY = Duration.ofMillis(2);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Hierarchy> hierarchies() {
        return List.of(hierarchy);
    }

    /** An agent may have died with the task frozen. */
    @Override
    public void limit(String task, Limits limits) throws IOException {
        if (!hierarchy.unified()) {
            hierarchy.write(task, "freezer.state", "THAWED");
        }
    }

    /** All that is in the task's group. */
    Enclosure enclosure(String task) {
        return new Enclosure() {
            @Override
            public List<Long> members() throws IOException {
                return hierarchy.members(task);
            }

            @Override
            public void kill() throws IOException {
                CgroupFreezer.this.kill(task);
            }
        };
    }

    private void kill(String task) throws IOException {
        if (hierarchy.members(task).isEmpty()) {
            return;
        }
        var killFile = hierarchy.group(task).resolve("cgroup.kill");
        if (hierarchy.unified() && Files.exists(killFile)) {
            hierarchy.write(task, "cgroup.kill", 1);
            return;
        }
        if (hierarchy.unified()) { // before Linux 5.14
            killEach(task);
            return;
        }
        hierarchy.write(task, "freezer.state", "FROZEN");
        try {
            long deadline = System.nanoTime() + FREEZE_MAX.toNanos();
            while (!hierarchy.read(task, "freezer.state").equals("FROZEN") && System.nanoTime() < deadline) {
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
            }
            killEach(task);
        } finally {
            hierarchy.write(task, "freezer.state", "THAWED");
        }
    }

    private void killEach(String task) throws IOException {
        hierarchy.members(task).forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }
}
