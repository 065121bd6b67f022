package io.boreas.agent.isolation;

import java.io.IOException;
import java.util.List;

/** Processes and threads by control groups: past its limit a task can start no more, and nobody else notices. */
record CgroupPids(Hierarchy hierarchy) implements Isolator {
    static final String NAME = "cgroups/pids";

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
        hierarchy.write(task, "pids.max", limits.pidsMax() == 0 ? "max" : Integer.toString(limits.pidsMax()));
    }

    @Override
    public Usage measure(String task, Usage usage) throws IOException {
        return usage.withPids(hierarchy.number(task, "pids.current"));
    }
}
