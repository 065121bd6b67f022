package io.boreas.agent.checkpoint;

import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.process.Outcome;
import io.boreas.core.resource.ResourceJson;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.Artifact;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Entries as bytes: a version, a kind, then the fields in the order of the records. Only this agent, and later versions
 * of it, read them.
 */
final class EntryCodec {
    /**
     * With 2 came what a task has fetched, with 3 its checks and what they say, with 4 what it runs in, with 5 the volumes of that,
     * with 6 how it is asked to end, with 7 its limits, with 8 how long it may take, with 9 limits of its processes, with 10
     * their capabilities, with 11 volumes of their executor. An entry is of the least version that can say it, from 3 on: an agent of before reads it.
     */
    private static final int VERSION = ContainerBytes.PARENTS_SINCE;

    private static final int CHECKS_SINCE = 3;
    private static final int TAKEN = 1;
    private static final int KILL_ORDERED = 2;
    private static final int OBSERVED = 3;
    private static final int ACKNOWLEDGED = 4;
    private static final int ABORTED = 5;
    private static final int JOB_INSTANCE = 1;
    private static final int FRAMEWORK = 2;
    private static final int COUNT_MAX = 1 << 20;

    private EntryCodec() {}

    static void write(DataOutputStream out, Entry entry) throws IOException {
        out.writeByte(
                entry instanceof Entry.Taken(var taken, var when) ? version(taken.spec()) : ContainerBytes.SINCE - 1);
        switch (entry) {
            case Entry.Taken(var launch, var at) -> {
                out.writeByte(TAKEN);
                writeLaunch(out, launch);
                writeInstant(out, at);
            }
            case Entry.KillOrdered(var order, var at) -> {
                out.writeByte(KILL_ORDERED);
                writeText(out, order.task().value());
                writeDuration(out, order.grace());
                writeText(out, order.message());
                writeInstant(out, at);
            }
            case Entry.Aborted(var task, var outcome, var grace, var at) -> {
                out.writeByte(ABORTED);
                writeText(out, task.value());
                out.writeInt(outcome.state().code());
                out.writeInt(outcome.reason().code());
                writeText(out, outcome.message());
                writeDuration(out, grace);
                writeInstant(out, at);
            }
            case Entry.Observed(var update) -> {
                out.writeByte(OBSERVED);
                writeUpdate(out, update);
            }
            case Entry.Acknowledged(var ack) -> {
                out.writeByte(ACKNOWLEDGED);
                writeText(out, ack.task().value());
                out.writeLong(ack.sequence());
            }
        }
    }

    static Entry read(DataInputStream in) throws IOException {
        int version = in.readUnsignedByte();
        if (version < 1 || version > VERSION) {
            throw new IOException("an entry of version " + version + " was written by a later version of this program");
        }
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case TAKEN -> new Entry.Taken(readLaunch(in, version), readInstant(in));
            case KILL_ORDERED ->
                new Entry.KillOrdered(
                        new KillOrder(new TaskId(readText(in)), readDuration(in), readText(in)), readInstant(in));
            case ABORTED ->
                new Entry.Aborted(
                        new TaskId(readText(in)),
                        new Outcome(TaskState.ofCode(in.readInt()), TaskReason.ofCode(in.readInt()), readText(in)),
                        readDuration(in),
                        readInstant(in));
            case OBSERVED -> new Entry.Observed(readUpdate(in, version));
            case ACKNOWLEDGED -> new Entry.Acknowledged(new StatusAck(new TaskId(readText(in)), in.readLong()));
            default -> throw new IOException("no entry has the kind " + kind);
        };
    }

    private static void writeUpdate(DataOutputStream out, StatusUpdate update) throws IOException {
        var status = update.status();
        writeText(out, update.task().value());
        out.writeLong(update.sequence());
        out.writeInt(status.state().code());
        out.writeInt(status.reason().code());
        out.writeInt(status.source().code());
        writeText(out, status.message());
        writeInstant(out, status.at());
        CheckBytes.write(out, status.healthy(), status.checked());
    }

    private static StatusUpdate readUpdate(DataInputStream in, int version) throws IOException {
        var task = new TaskId(readText(in));
        long sequence = in.readLong();
        var status = new TaskStatus(
                TaskState.ofCode(in.readInt()),
                TaskReason.ofCode(in.readInt()),
                StatusSource.ofCode(in.readInt()),
                readText(in),
                readInstant(in));
        return new StatusUpdate(
                task,
                sequence,
                version < CHECKS_SINCE
                        ? status
                        : status.checked(CheckBytes.readHealthy(in), CheckBytes.readStatus(in)));
    }

    private static void writeLaunch(DataOutputStream out, TaskLaunch launch) throws IOException {
        writeText(out, launch.task().value());
        switch (launch.owner()) {
            case Owner.JobInstance(var job, var instance) -> {
                out.writeByte(JOB_INSTANCE);
                writeText(out, job.toString());
                out.writeInt(instance);
            }
            case Owner.Framework(var framework) -> {
                out.writeByte(FRAMEWORK);
                writeText(out, framework.value());
            }
        }
        writeSpec(out, launch.spec());
        writeResources(out, launch.resources());
        out.writeInt(launch.ports().size());
        for (var port : launch.ports().entrySet()) {
            writeText(out, port.getKey());
            out.writeInt(port.getValue());
        }
    }

    private static TaskLaunch readLaunch(DataInputStream in, int version) throws IOException {
        var task = new TaskId(readText(in));
        int kind = in.readUnsignedByte();
        Owner owner =
                switch (kind) {
                    case JOB_INSTANCE -> new Owner.JobInstance(JobKey.parse(readText(in)), in.readInt());
                    case FRAMEWORK -> new Owner.Framework(new FrameworkId(readText(in)));
                    default -> throw new IOException("no owner has the kind " + kind);
                };
        var spec = readSpec(in, version);
        var resources = readResources(in);
        SortedMap<String, Integer> ports = new TreeMap<>();
        for (int left = readCount(in); left > 0; left--) {
            ports.put(readText(in), in.readInt());
        }
        return new TaskLaunch(task, owner, spec, resources, ports);
    }

    private static void writeSpec(DataOutputStream out, TaskSpec spec) throws IOException {
        writeText(out, spec.name());
        out.writeInt(spec.processes().size());
        for (var process : spec.processes()) {
            writeText(out, process.name());
            writeText(out, process.cmdline());
            out.writeInt(process.maxFailures());
            out.writeBoolean(process.daemon());
            out.writeBoolean(process.ephemeral());
            writeDuration(out, process.minDuration());
            out.writeBoolean(process.isFinal());
        }
        out.writeInt(spec.order().size());
        for (var order : spec.order()) {
            writeText(out, order.first());
            writeText(out, order.then());
        }
        writeResources(out, spec.resources());
        out.writeInt(spec.ports().size());
        for (var port : spec.ports()) {
            writeText(out, port);
        }
        out.writeInt(spec.maxFailures());
        out.writeInt(spec.maxConcurrency());
        writeDuration(out, spec.finalizationWait());
        writeText(out, spec.user());
        out.writeInt(spec.environment().size());
        for (var variable : spec.environment().entrySet()) {
            writeText(out, variable.getKey());
            writeText(out, variable.getValue());
        }
        out.writeLong(spec.logs().fileBytesMax());
        out.writeInt(spec.logs().backups());
        out.writeInt(spec.fetch().size());
        for (var artifact : spec.fetch()) {
            writeText(out, artifact.uri());
            out.writeBoolean(artifact.executable());
            out.writeBoolean(artifact.extract());
            out.writeBoolean(artifact.cache());
            writeText(out, artifact.outputFile());
            writeText(out, artifact.sha256());
        }
        CheckBytes.write(out, spec);
        int version = version(spec);
        ContainerBytes.write(out, spec, version);
        LifecycleBytes.write(out, spec, version);
        LimitBytes.write(out, spec, version);
        CompletionBytes.write(out, spec, version);
        RlimitBytes.write(out, spec, version);
        CapabilityBytes.write(out, spec, version);
    }

    /** The least version of an entry that can say this. */
    private static int version(TaskSpec spec) {
        if (ContainerBytes.hasParents(spec)) {
            return ContainerBytes.PARENTS_SINCE;
        }
        if (spec.capabilities().isPresent()) {
            return CapabilityBytes.SINCE;
        }
        if (!spec.rlimits().isEmpty()) {
            return RlimitBytes.SINCE;
        }
        if (spec.maxCompletionTime().isPresent()) {
            return CompletionBytes.SINCE;
        }
        if (spec.limits().isPresent()) {
            return LimitBytes.SINCE;
        }
        return spec.lifecycle().isPresent() ? LifecycleBytes.SINCE : ContainerBytes.version(spec);
    }

    private static TaskSpec readSpec(DataInputStream in, int version) throws IOException {
        var name = readText(in);
        var processes = new ArrayList<ProcessSpec>();
        for (int left = readCount(in); left > 0; left--) {
            processes.add(new ProcessSpec(
                    readText(in),
                    readText(in),
                    in.readInt(),
                    in.readBoolean(),
                    in.readBoolean(),
                    readDuration(in),
                    in.readBoolean()));
        }
        List<TaskSpec.Order> order = new ArrayList<>();
        for (int left = readCount(in); left > 0; left--) {
            order.add(new TaskSpec.Order(readText(in), readText(in)));
        }
        var resources = readResources(in);
        var ports = new TreeSet<String>();
        for (int left = readCount(in); left > 0; left--) {
            ports.add(readText(in));
        }
        int maxFailures = in.readInt();
        int maxConcurrency = in.readInt();
        var finalizationWait = readDuration(in);
        var user = readText(in);
        SortedMap<String, String> environment = new TreeMap<>();
        for (int left = readCount(in); left > 0; left--) {
            environment.put(readText(in), readText(in));
        }
        var logs = new LogPolicy(in.readLong(), in.readInt());
        var fetch = new ArrayList<Artifact>();
        for (int left = version < 2 ? 0 : readCount(in); left > 0; left--) {
            fetch.add(new Artifact(
                    readText(in), in.readBoolean(), in.readBoolean(), in.readBoolean(), readText(in), readText(in)));
        }
        return new TaskSpec(
                name,
                processes,
                order,
                resources,
                ports,
                maxFailures,
                maxConcurrency,
                finalizationWait,
                user,
                environment,
                logs,
                fetch,
                version < CHECKS_SINCE ? Optional.empty() : CheckBytes.readHealth(in),
                version < CHECKS_SINCE ? Optional.empty() : CheckBytes.readCheck(in),
                ContainerBytes.read(in, version),
                LifecycleBytes.read(in, version),
                LimitBytes.read(in, version),
                CompletionBytes.read(in, version),
                RlimitBytes.read(in, version),
                CapabilityBytes.read(in, version));
    }

    private static void writeResources(DataOutputStream out, Resources resources) throws IOException {
        TreeBytes.write(out, ResourceJson.write(resources, ResourceJson.Format.STACK));
    }

    private static Resources readResources(DataInputStream in) throws IOException {
        return ResourceJson.read(TreeBytes.read(in));
    }

    static void writeText(DataOutputStream out, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String readText(DataInputStream in) throws IOException {
        int length = readCount(in);
        var bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("a text ends too early");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static int readCount(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > COUNT_MAX) {
            throw new IOException("a count of " + count + " is out of bounds");
        }
        return count;
    }

    private static void writeInstant(DataOutputStream out, Instant instant) throws IOException {
        out.writeLong(instant.getEpochSecond());
        out.writeInt(instant.getNano());
    }

    private static Instant readInstant(DataInputStream in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }

    static void writeDuration(DataOutputStream out, Duration duration) throws IOException {
        out.writeLong(duration.getSeconds());
        out.writeInt(duration.getNano());
    }

    static Duration readDuration(DataInputStream in) throws IOException {
        return Duration.ofSeconds(in.readLong(), in.readInt());
    }
}
