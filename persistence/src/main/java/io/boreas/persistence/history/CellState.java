package io.boreas.persistence.history;

import io.boreas.core.agent.Agent;
import io.boreas.core.framework.Framework;
import io.boreas.core.job.Job;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.registry.Registry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A whole cell at a moment, as its journal has it. */
public final class CellState {
    private final List<Folded> groups;

    CellState(List<Folded> groups) {
        this.groups = List.copyOf(groups);
    }

    /** What it was put together from. */
    public List<Folded> groups() {
        return groups;
    }

    /** All agents, by id. */
    public List<Agent> agents() {
        return all(GroupKind.AGENT, Agent.class, Comparator.comparing(Agent::id));
    }

    /** All jobs, by key. */
    public List<Job> jobs() {
        return all(GroupKind.JOB, Job.class, Comparator.comparing(Job::key));
    }

    /** All frameworks, by id. */
    public List<Framework> frameworks() {
        return all(GroupKind.FRAMEWORK, Framework.class, Comparator.comparing(Framework::id));
    }

    /** What operators have said of roles and machines. */
    public Registry registry() {
        return all(GroupKind.REGISTRY, Registry.class, (one, other) -> 0).stream()
                .findFirst()
                .orElse(Registry.EMPTY);
    }

    /** When the newest record that is in it was decided; empty if there is none. */
    public Optional<Instant> newest() {
        return groups.stream()
                .filter(group -> group.sequence() > 0)
                .map(Folded::decidedAt)
                .max(Comparator.naturalOrder());
    }

    /** How many records were folded. */
    public long records() {
        return groups.stream().mapToLong(Folded::records).sum();
    }

    /** How many events were folded. */
    public long events() {
        return groups.stream().mapToLong(Folded::events).sum();
    }

    private <S> List<S> all(GroupKind kind, Class<S> type, Comparator<S> order) {
        var found = new ArrayList<S>();
        for (var group : groups) {
            if (group.state().kind() == kind) {
                group.state().aggregates().forEach(aggregate -> found.add(type.cast(aggregate)));
            }
        }
        found.sort(order);
        return found;
    }
}
