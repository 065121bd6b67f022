package io.boreas.testcluster.sim.cell;

import io.boreas.core.agent.AgentEvent;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.JobEvent;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.GroupKind;
import io.boreas.persistence.codec.GroupCodec;
import io.boreas.testcluster.sim.Chance;
import io.boreas.testcluster.sim.Fault;
import io.boreas.testcluster.sim.Life;
import io.boreas.testcluster.sim.Timeline;
import io.boreas.testcluster.sim.Trace;
import io.boreas.testcluster.sim.Watch;
import io.boreas.testcluster.sim.Weather;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Journals and snapshots as bytes on a disk that takes its time. A record is durable some time after it was handed over, and its
 * writer hears of it some time after that; a crash in between leaves a record that nobody was told of.
 */
public final class SimJournal {
    private static final int FAILURE_ONE_IN = 60;
    private static final int SLOW_ONE_IN = 30;

    private final Timeline timeline;
    private final Chance chance;
    private final Weather weather;
    private final Trace trace;
    private final Watch watch;
    private final Consumer<Batch<?, ?>> records;
    private final GroupCodec codec = new GroupCodec();
    private final Map<String, Log> logs = new TreeMap<>();
    private final Map<String, Write> writes = new TreeMap<>();

    /** What is durable of one group. */
    public static final class Log {
        private final List<byte[]> records = new ArrayList<>();
        private final TreeMap<Integer, byte[]> snapshots = new TreeMap<>();

        /** Records, oldest first. */
        public List<byte[]> records() {
            return Collections.unmodifiableList(records);
        }

        /** Snapshots, by the number of records they stand for. */
        public NavigableMap<Integer, byte[]> snapshots() {
            return Collections.unmodifiableNavigableMap(snapshots);
        }
    }

    private record Write(GroupKind kind, int group, byte[] record, Life life) {}

    public SimJournal(
            Timeline timeline,
            Chance chance,
            Weather weather,
            Trace trace,
            Watch watch,
            Consumer<Batch<?, ?>> records) {
        this.timeline = timeline;
        this.chance = chance;
        this.weather = weather;
        this.trace = trace;
        this.watch = watch;
        this.records = records;
    }

    /** What is durable of a group. */
    public Log log(GroupKind kind, int group) {
        return logs.computeIfAbsent(kind.persistenceId(group), id -> new Log());
    }

    /**
     * Writes a record.
     *
     * @param life the writer's; an answer to one that is gone is lost
     * @param done hears whether it is durable; if not, it may be all the same
     */
    void append(GroupKind kind, int group, byte[] record, Life life, Consumer<Boolean> done) {
        var id = kind.persistenceId(group);
        var write = new Write(kind, group, record, life);
        if (writes.put(id, write) != null) {
            throw new IllegalStateException(id + " writes a record while another is being written");
        }
        timeline.after(latency(), new Life(), () -> {
            if (writes.remove(id, write)) {
                boolean fails = weather.has(Fault.JOURNAL_FAILURE) && chance.oneIn(FAILURE_ONE_IN);
                if (!fails || chance.oneIn(2)) {
                    store(write);
                }
                if (fails) {
                    trace.note(id, "write failed");
                }
                timeline.after(chance.between(0, 2), life, () -> done.accept(!fails));
            }
        });
    }

    private int latency() {
        boolean slow = weather.has(Fault.DELAY) && chance.oneIn(SLOW_ONE_IN);
        return slow ? chance.between(100, 2_000) : chance.between(1, 6);
    }

    /** Stores a snapshot after a while, if its writer still lives then. */
    void snapshot(GroupKind kind, int group, int position, byte[] snapshot, Life life) {
        timeline.after(
                chance.between(1, 50), life, () -> log(kind, group).snapshots.put(position, snapshot));
    }

    /** All writers are gone; what they were writing is on the disk or not. */
    void crash() {
        writes.values().forEach(write -> {
            if (chance.oneIn(2)) {
                store(write);
            }
        });
        writes.clear();
    }

    @SuppressWarnings("unchecked") // a record of a kind has that kind's ids and events
    private void store(Write write) {
        log(write.kind, write.group).records.add(write.record);
        var batch = codec.decodeBatch(write.record);
        trace.note(write.kind.persistenceId(write.group) + " durable", batch.events());
        records.accept(batch);
        switch (write.kind) {
            case AGENT -> watch.agentsDurable(write.group, (Batch<AgentId, AgentEvent>) batch);
            case JOB -> watch.jobsDurable(write.group, (Batch<JobKey, JobEvent>) batch);
            case FRAMEWORK -> watch.frameworksDurable(write.group, (Batch<FrameworkId, FrameworkEvent>) batch);
            case REGISTRY -> throw new IllegalStateException("the simulated cell has no registry");
        }
    }
}
