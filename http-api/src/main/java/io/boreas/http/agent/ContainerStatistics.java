package io.boreas.http.agent;

import io.boreas.agent.gateway.AgentGateway;
import io.boreas.agent.gateway.BlockIo;
import io.boreas.agent.gateway.SandboxUse;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.TaskSight;
import io.boreas.core.resource.Resources;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.proto.Statistics;
import io.boreas.http.mesos.state.ShownLimits;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an executor may use with all that is in it, and used. Source: Mesos, {@code ResourceStatistics}. */
final class ContainerStatistics {
    private static final double NANOS_PER_SECOND = 1e9;

    private ContainerStatistics() {}

    /** What it used when it was last looked at, or only what it may use if it was not yet. */
    static Statistics.ResourceStatistics of(AgentGateway gateway, AgentExecutor executor, Instant now) {
        var held = held(executor);
        var machine = gateway.info().resources();
        var out = Statistics.ResourceStatistics.newBuilder()
                .setCpusSoftLimit(held.cpusMilli() / 1_000.0)
                .setCpusLimit(most(executor, "cpus", machine) / 1_000.0)
                .setMemSoftLimitBytes(bytes(held.memMilli()))
                .setMemLimitBytes(bytes(most(executor, "mem", machine)));
        used(gateway, executor).ifPresent(bytes -> out.setDiskUsedBytes(bytes)
                .setDiskLimitBytes(
                        bytes(held.diskMilli() - held.persistentVolumes().diskMilli())));
        var points = processes(executor)
                .flatMap(process -> gateway.usage(process).stream())
                .toList();
        if (points.isEmpty()) {
            return out.setTimestamp(seconds(now)).build();
        }
        processes(executor)
                .flatMap(process -> gateway.blockIo(process).stream())
                .reduce(BlockIo::plus)
                .ifPresent(io -> out.setBlkioStatistics(throttling(io)));
        return out.setTimestamp(seconds(points.getLast().at()))
                .setCpusUserTimeSecs(sum(points, TaskSight.Point::userMillis) / 1_000.0)
                .setCpusSystemTimeSecs(sum(points, TaskSight.Point::systemMillis) / 1_000.0)
                .setMemRssBytes(sum(points, TaskSight.Point::rssBytes))
                .setMemTotalBytes(sum(points, TaskSight.Point::memBytes))
                .setProcesses((int) sum(points, TaskSight.Point::processes))
                .setThreads((int) sum(points, TaskSight.Point::threads))
                .build();
    }

    private static Resources held(AgentExecutor executor) {
        var held = executor.resources();
        for (var row : executor.launched()) {
            held = held.plus(row.resources());
        }
        return held;
    }

    /** What it took on disk when that was last looked at; what its tasks share counts once. Source: Mesos, {@code disk/du}. */
    private static Optional<Long> used(AgentGateway gateway, AgentExecutor executor) {
        var seen = processes(executor)
                .flatMap(process -> gateway.disk(process).stream())
                .toList();
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        long own = seen.stream().mapToLong(SandboxUse::bytes).sum();
        var shared = seen.stream()
                .flatMap(use -> use.shared().stream())
                .collect(Collectors.toMap(SandboxUse.Shared::folder, SandboxUse.Shared::bytes, Math::max));
        return Optional.of(
                own + shared.values().stream().mapToLong(bytes -> bytes).sum());
    }

    /** An entry for each device, and at the end one without that has what is over all. Source: Mesos, {@code BlkioSubsystemProcess::usage}. */
    private static Mesos.CgroupInfo.Blkio.Statistics throttling(BlockIo io) {
        var out = Mesos.CgroupInfo.Blkio.Statistics.newBuilder();
        for (var device : io.devices()) {
            var entry = out.addThrottlingBuilder()
                    .setDevice(Mesos.Device.Number.newBuilder()
                            .setMajorNumber(device.major())
                            .setMinorNumber(device.minor()));
            device.operations().forEach((kind, amount) -> entry.addIoServiced(value(kind, amount)));
            device.bytes().forEach((kind, amount) -> entry.addIoServiceBytes(value(kind, amount)));
        }
        out.addThrottlingBuilder()
                .addIoServiced(value(BlockIo.Kind.TOTAL, io.operations()))
                .addIoServiceBytes(value(BlockIo.Kind.TOTAL, io.bytes()));
        return out.build();
    }

    private static Mesos.CgroupInfo.Blkio.Value value(BlockIo.Kind kind, long amount) {
        var operation =
                switch (kind) {
                    case READ -> Mesos.CgroupInfo.Blkio.Operation.READ;
                    case WRITE -> Mesos.CgroupInfo.Blkio.Operation.WRITE;
                    case SYNC -> Mesos.CgroupInfo.Blkio.Operation.SYNC;
                    case ASYNC -> Mesos.CgroupInfo.Blkio.Operation.ASYNC;
                    case DISCARD -> Mesos.CgroupInfo.Blkio.Operation.DISCARD;
                    case TOTAL -> Mesos.CgroupInfo.Blkio.Operation.TOTAL;
                };
        return Mesos.CgroupInfo.Blkio.Value.newBuilder()
                .setOp(operation)
                .setValue(amount)
                .build();
    }

    /** What it may use at most, in thousandths: all that the agent has if nothing limits it. Executors of frameworks have no limits. */
    private static long most(AgentExecutor executor, String name, Resources machine) {
        boolean kept = executor.isCommand() || executor.isBuiltIn();
        long most = executor.resources().scalarMilli(name);
        for (var row : executor.launched()) {
            long held = row.resources().scalarMilli(name);
            double limit = Optional.ofNullable(ShownLimits.of(row).get(name))
                    .filter(said -> kept)
                    .map(said -> 1_000 * said.getValue())
                    .orElse((double) held);
            if (Double.isInfinite(limit)) {
                return machine.scalarMilli(name);
            }
            most += Math.max(held, Math.round(limit));
        }
        return most;
    }

    private static long bytes(long milliMegabytes) {
        return (milliMegabytes / 1_000 << 20) + (milliMegabytes % 1_000 << 20) / 1_000;
    }

    /** A built-in executor is the processes of its tasks. */
    private static Stream<TaskId> processes(AgentExecutor executor) {
        return executor.isBuiltIn()
                ? executor.tasks().stream()
                        .filter(task -> !task.queued() && !task.terminated())
                        .map(AgentExecutor.AgentTask::key)
                : Stream.of(executor.process());
    }

    private static long sum(List<TaskSight.Point> points, ToLongFunction<TaskSight.Point> amount) {
        return points.stream().mapToLong(amount).sum();
    }

    private static double seconds(Instant at) {
        return at.getEpochSecond() + at.getNano() / NANOS_PER_SECOND;
    }
}
