package io.boreas.testcluster.sim.check;

import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobEvent;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Group;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.GroupSnapshot;
import io.boreas.core.machine.Machine;
import io.boreas.persistence.codec.GroupCodec;
import io.boreas.persistence.codec.StateHash;
import io.boreas.testcluster.sim.Rules;
import io.boreas.testcluster.sim.SimSettings;
import io.boreas.testcluster.sim.cell.SimJournal;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** I6 at the end of a run: each journal gives the state that is served, from its beginning and from every snapshot. */
public final class SnapshotsAgree {
    private final Rules rules;
    private final SimSettings settings;
    private final GroupCodec codec = new GroupCodec();

    public SnapshotsAgree(Rules rules, SimSettings settings) {
        this.rules = rules;
        this.settings = settings;
    }

    /** Checks one group. */
    public void check(String name, GroupKind kind, SimJournal.Log log, Map<String, GroupSnapshot<?>> served) {
        var now = served.get(name);
        if (now == null) {
            throw new Violation("I6 replay is exact", name + " serves nothing");
        }
        var positions = new TreeMap<Integer, byte[]>(log.snapshots());
        positions.put(0, new byte[0]);
        positions.forEach((position, snapshot) -> {
            var state =
                    switch (kind) {
                        case AGENT ->
                            this.<AgentId, Agent, AgentEvent>replay(
                                    kind, rules.agents(), Agent::id, position, snapshot, log);
                        case JOB ->
                            this.<JobKey, Job, JobEvent>replay(kind, rules.jobs(), Job::key, position, snapshot, log);
                        case FRAMEWORK ->
                            this.<FrameworkId, Framework, FrameworkEvent>replay(
                                    kind, rules.frameworks(), Framework::id, position, snapshot, log);
                        case REGISTRY -> throw new IllegalStateException("the simulated cell has no registry");
                    };
            if (!StateHash.of(state).equals(StateHash.of(now))) {
                throw new Violation(
                        "I6 replay is exact",
                        name + " serves " + now + ", and its journal from record " + position + " gives " + state);
            }
        });
    }

    @SuppressWarnings("unchecked") // the bytes of a group's journal were made from its kind's batches
    private <K extends Comparable<? super K>, S, E> GroupSnapshot<S> replay(
            GroupKind kind,
            Machine<K, S, ?, E, ?, ?> machine,
            Function<S, K> idOf,
            int position,
            byte[] snapshot,
            SimJournal.Log log) {
        var group = new Group<>(kind, machine, settings.commandsMax());
        if (position > 0) {
            group.restore((GroupSnapshot<S>) codec.decodeSnapshot(snapshot), idOf);
        }
        for (var record : log.records().subList(position, log.records().size())) {
            group.replay((Batch<K, E>) codec.decodeBatch(record));
        }
        return group.snapshot();
    }
}
