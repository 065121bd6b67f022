package io.boreas.core.framework;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import java.util.Comparator;

/** A task, by its name in the cell, on an agent. */
public record Claim(AgentId agent, TaskId key) implements Comparable<Claim> {
    private static final Comparator<Claim> ORDER =
            Comparator.comparing(Claim::agent).thenComparing(Claim::key);

    static Claim of(TaskRun run) {
        return new Claim(run.agent(), run.key());
    }

    @Override
    public int compareTo(Claim other) {
        return ORDER.compare(this, other);
    }
}
