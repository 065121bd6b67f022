package io.boreas.persistence.codec;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.TaskSpec;
import org.jspecify.annotations.Nullable;

/**
 * What decoded messages share beyond one message, so that a hundred thousand replayed tasks hold one copy of their job's
 * specification and of their hosts' names. Bounded: about 0.4 MB of references, and what they refer to. Thread-safe.
 */
final class SharedValues {
    final Interner<String> strings = new Interner<>(16_384);
    final Interner<Resources> resources = new Interner<>(4_096);
    final Interner<TaskSpec> specs = new Interner<>(4_096);
    final Interner<Attributes> attributes = new Interner<>(1_024);

    // Ids are looked up before they are made, for making one checks each character.
    private final @Nullable JobKey[] jobs = new JobKey[16_384];
    private final @Nullable AgentId[] agents = new AgentId[16_384];
    private final @Nullable TaskId[] tasks = new TaskId[16_384];

    AgentId agent(String value) {
        int slot = IndexTable.spread(value.hashCode()) & agents.length - 1;
        var known = agents[slot];
        if (known != null && known.value().equals(value)) {
            return known;
        }
        var agent = new AgentId(value);
        agents[slot] = agent;
        return agent;
    }

    /** The id of a task, of which the messages about one group say the same again and again. */
    TaskId task(String value) {
        int slot = IndexTable.spread(value.hashCode()) & tasks.length - 1;
        var known = tasks[slot];
        if (known != null && known.value().equals(value)) {
            return known;
        }
        var task = new TaskId(value);
        tasks[slot] = task;
        return task;
    }

    /** The key of these parts. */
    JobKey job(String role, String environment, String name) {
        int hash = 31 * (31 * role.hashCode() + environment.hashCode()) + name.hashCode();
        int slot = IndexTable.spread(hash) & jobs.length - 1;
        var known = jobs[slot];
        if (known != null
                && known.name().equals(name)
                && known.environment().equals(environment)
                && known.role().equals(role)) {
            return known;
        }
        var key = new JobKey(strings.of(role), strings.of(environment), strings.of(name));
        jobs[slot] = key;
        return key;
    }
}
