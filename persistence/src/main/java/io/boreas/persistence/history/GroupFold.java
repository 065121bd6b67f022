package io.boreas.persistence.history;

import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkMachine;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobMachine;
import io.boreas.core.job.JobSettings;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Group;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.GroupSnapshot;
import io.boreas.core.machine.Machine;
import io.boreas.core.registry.Registry;
import io.boreas.core.registry.RegistryId;
import io.boreas.core.registry.RegistryMachine;
import io.boreas.persistence.codec.StateHash;
import java.util.List;
import java.util.function.Function;

/**
 * The state of one group as its records give it, by the same functions as in a master. Not thread-safe.
 *
 * <p>Records are folded by {@code evolve} alone, which asks for no settings: those decide what is written, not what it means.
 */
final class GroupFold {
    private final GroupKind kind;
    private final Typed<?, ?, ?> group;

    private GroupFold(GroupKind kind, Typed<?, ?, ?> group) {
        this.kind = kind;
        this.group = group;
    }

    /**
     * A group of which nothing is known.
     *
     * @param commandsMax how many ids of accepted commands it remembers, {@code boreas.groups.commands-max}
     */
    static GroupFold of(GroupKind kind, int commandsMax) {
        return new GroupFold(
                kind,
                switch (kind) {
                    case AGENT -> typed(kind, new AgentMachine(), commandsMax, Agent::id);
                    case JOB -> typed(kind, new JobMachine(JobSettings.DEFAULT), commandsMax, Job::key);
                    case FRAMEWORK -> typed(kind, new FrameworkMachine(), commandsMax, Framework::id);
                    case REGISTRY ->
                        typed(kind, new RegistryMachine(), commandsMax, (Registry registry) -> RegistryId.CELL);
                });
    }

    /** Takes over a snapshot, in a fold that is fresh. */
    void restore(GroupSnapshot<?> snapshot) {
        requireKind(snapshot.kind());
        group.restore(snapshot);
    }

    /**
     * Applies the next record.
     *
     * @throws RuntimeException if an event does not fit the state; the fold is useless then
     */
    void apply(Batch<?, ?> batch) {
        requireKind(batch.kind());
        group.apply(batch);
    }

    GroupSnapshot<?> state() {
        return group.state();
    }

    /** Whether a snapshot has the same state. */
    boolean agreesWith(GroupSnapshot<?> stored) {
        var mine = state();
        return hash(mine).equals(hash(stored)) && tailsAgree(mine.commands(), stored.commands());
    }

    private static StateHash hash(GroupSnapshot<?> state) {
        return StateHash.of(new GroupSnapshot<>(state.kind(), state.aggregates(), List.of()));
    }

    /** A cell may have remembered more commands, or fewer, before its settings were changed. */
    private static boolean tailsAgree(List<String> one, List<String> other) {
        int length = Math.min(one.size(), other.size());
        return one.subList(one.size() - length, one.size()).equals(other.subList(other.size() - length, other.size()));
    }

    private void requireKind(GroupKind other) {
        if (other != kind) {
            throw new IllegalStateException("it is of the kind " + other + ", in a group of the kind " + kind);
        }
    }

    private static <K extends Comparable<? super K>, S, C, E, R, F> Typed<K, S, E> typed(
            GroupKind kind, Machine<K, S, C, E, R, F> machine, int commandsMax, Function<S, K> idOf) {
        return new Typed<>(new Group<>(kind, machine, commandsMax), idOf);
    }

    private record Typed<K extends Comparable<? super K>, S, E>(Group<K, S, ?, E, ?, ?> group, Function<S, K> idOf) {
        @SuppressWarnings("unchecked") // the codec makes a batch's events of its kind, which was checked
        void apply(Batch<?, ?> batch) {
            group.replay((Batch<K, E>) batch);
        }

        @SuppressWarnings("unchecked") // as above
        void restore(GroupSnapshot<?> snapshot) {
            group.restore((GroupSnapshot<S>) snapshot, idOf);
        }

        GroupSnapshot<?> state() {
            return group.snapshot();
        }
    }
}
