package io.boreas.persistence.codec;

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
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.GroupSnapshot;
import io.boreas.core.machine.Recorded;
import io.boreas.core.registry.Registry;
import io.boreas.core.registry.RegistryEvent;
import io.boreas.core.registry.RegistryId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What groups store, as bytes: {@code boreas/journal/v1/group.proto}. Thread-safe.
 *
 * <p>Moments are stored to the millisecond; what is finer is dropped. Decoded values are shared: within a batch or snapshot
 * by its dictionary; beyond it specifications, resources, job keys, agent ids, attributes and the strings that recur, as far as
 * a bounded cache of this codec remembers them.
 */
public final class GroupCodec {
    private static final int BYTES_PER_EVENT = 40;
    private static final int BYTES_PER_AGGREGATE = 1_024;
    private static final int DICTIONARY = 4;

    private final SharedValues shared = new SharedValues();

    /**
     * A batch as bytes.
     *
     * @throws ClassCastException if its ids or events are not those of its kind
     */
    public byte[] encode(Batch<?, ?> batch) {
        var out = new Encoder(64 + BYTES_PER_EVENT * batch.events().size(), batch.at());
        for (var recorded : batch.events()) {
            switch (batch.kind()) {
                case AGENT ->
                    AgentEvents.write(
                            out, 5, (AgentId) recorded.aggregate(), recorded.cause(), (AgentEvent) recorded.event());
                case JOB ->
                    JobEvents.write(
                            out, 6, (JobKey) recorded.aggregate(), recorded.cause(), (JobEvent) recorded.event());
                case FRAMEWORK ->
                    FrameworkEvents.write(out, 7, (FrameworkId) recorded.aggregate(), recorded.cause(), (FrameworkEvent)
                            recorded.event());
                case REGISTRY -> RegistryValues.write(out, 8, recorded.cause(), (RegistryEvent) recorded.event());
            }
        }
        return out.toBytes(head(batch.kind(), out.baseMillis()), DICTIONARY);
    }

    /**
     * The batch of these bytes.
     *
     * @throws MalformedException if they are none, or of a later version
     */
    public Batch<?, ?> decodeBatch(byte[] stored) {
        var in = new Decoder(Upcaster.batch(stored), shared, Decoder.Unknown.REFUSED, Integer.MAX_VALUE);
        try {
            return batch(in);
        } catch (MalformedException e) {
            throw e;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw in.malformed("a batch has an impossible value: " + e.getMessage(), e);
        }
    }

    private static Batch<?, ?> batch(Decoder in) {
        int kind = 0;
        long at = 0;
        var agents = new ArrayList<Recorded<AgentId, AgentEvent>>();
        var jobs = new ArrayList<Recorded<JobKey, JobEvent>>();
        var frameworks = new ArrayList<Recorded<FrameworkId, FrameworkEvent>>();
        var registry = new ArrayList<Recorded<RegistryId, RegistryEvent>>();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> in.skip();
                case 2 -> kind = in.int32();
                case 3 -> {
                    at = in.int64();
                    in.base(at);
                }
                case DICTIONARY -> in.dictionary();
                case 5 -> agents.add(AgentEvents.read(in));
                case 6 -> jobs.add(JobEvents.read(in));
                case 7 -> frameworks.add(FrameworkEvents.read(in));
                case 8 -> registry.add(RegistryValues.event(in));
                default -> in.unknown("Batch");
            }
        }
        return switch (GroupKind.ofCode(kind)) {
            case AGENT -> {
                checkEmpty(in, jobs, frameworks, registry);
                yield new Batch<>(GroupKind.AGENT, Instant.ofEpochMilli(at), agents);
            }
            case JOB -> {
                checkEmpty(in, agents, frameworks, registry);
                yield new Batch<>(GroupKind.JOB, Instant.ofEpochMilli(at), jobs);
            }
            case FRAMEWORK -> {
                checkEmpty(in, agents, jobs, registry);
                yield new Batch<>(GroupKind.FRAMEWORK, Instant.ofEpochMilli(at), frameworks);
            }
            case REGISTRY -> {
                checkEmpty(in, agents, jobs, frameworks);
                yield new Batch<>(GroupKind.REGISTRY, Instant.ofEpochMilli(at), registry);
            }
        };
    }

    /**
     * A snapshot as bytes; equal ones give equal bytes.
     *
     * @throws ClassCastException if its aggregates are not those of its kind
     */
    public byte[] encode(GroupSnapshot<?> snapshot) {
        var out = new Encoder(64 + BYTES_PER_AGGREGATE * snapshot.aggregates().size());
        for (var aggregate : snapshot.aggregates()) {
            switch (snapshot.kind()) {
                case AGENT -> AgentStates.write(out, 5, (Agent) aggregate);
                case JOB -> JobStates.write(out, 6, (Job) aggregate);
                case FRAMEWORK -> FrameworkStates.write(out, 8, (Framework) aggregate);
                case REGISTRY -> RegistryValues.write(out, 9, (Registry) aggregate);
            }
        }
        snapshot.commands().forEach(command -> out.string(7, command));
        return out.toBytes(head(snapshot.kind(), out.baseMillis()), DICTIONARY);
    }

    /**
     * The snapshot of these bytes.
     *
     * @throws MalformedException if they are none, or of a later version
     */
    public GroupSnapshot<?> decodeSnapshot(byte[] stored) {
        var in = new Decoder(Upcaster.snapshot(stored), shared, Decoder.Unknown.REFUSED, Integer.MAX_VALUE);
        try {
            return snapshot(in);
        } catch (MalformedException e) {
            throw e;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw in.malformed("a snapshot has an impossible value: " + e.getMessage(), e);
        }
    }

    private static GroupSnapshot<?> snapshot(Decoder in) {
        int kind = 0;
        var agents = new ArrayList<Agent>();
        var jobs = new ArrayList<Job>();
        var frameworks = new ArrayList<Framework>();
        var registries = new ArrayList<Registry>();
        var commands = new ArrayList<String>();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> in.skip();
                case 2 -> kind = in.int32();
                case 3 -> in.base(in.int64());
                case DICTIONARY -> in.dictionary();
                case 5 -> agents.add(AgentStates.read(in));
                case 6 -> jobs.add(JobStates.read(in));
                case 7 -> commands.add(in.string());
                case 8 -> frameworks.add(FrameworkStates.read(in));
                case 9 -> registries.add(RegistryValues.registry(in));
                default -> in.unknown("Snapshot");
            }
        }
        return switch (GroupKind.ofCode(kind)) {
            case AGENT -> {
                checkEmpty(in, jobs, frameworks, registries);
                yield new GroupSnapshot<>(GroupKind.AGENT, agents, commands);
            }
            case JOB -> {
                checkEmpty(in, agents, frameworks, registries);
                yield new GroupSnapshot<>(GroupKind.JOB, jobs, commands);
            }
            case FRAMEWORK -> {
                checkEmpty(in, agents, jobs, registries);
                yield new GroupSnapshot<>(GroupKind.FRAMEWORK, frameworks, commands);
            }
            case REGISTRY -> {
                checkEmpty(in, agents, jobs, frameworks);
                yield new GroupSnapshot<>(GroupKind.REGISTRY, registries, commands);
            }
        };
    }

    private static ProtoWriter head(GroupKind kind, long baseMillis) {
        var head = new ProtoWriter(32);
        head.number(1, Upcaster.CURRENT);
        head.number(2, kind.code());
        head.number(3, baseMillis);
        return head;
    }

    private static void checkEmpty(Decoder in, List<?>... others) {
        for (var other : others) {
            if (!other.isEmpty()) {
                throw in.malformed("a group of one kind holds something of another");
            }
        }
    }
}
