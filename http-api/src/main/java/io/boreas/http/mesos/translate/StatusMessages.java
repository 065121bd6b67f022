package io.boreas.http.mesos.translate;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.core.agent.TaskHost;
import io.boreas.core.check.CheckStatus;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.Payload;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import io.boreas.http.mesos.proto.Mesos;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Statuses of tasks. The numbers of states, reasons and sources are the same on both sides. */
public final class StatusMessages {
    private static final int UUID_BYTES = 16;

    private StatusMessages() {}

    public static Mesos.TaskID id(TaskId id) {
        return Mesos.TaskID.newBuilder().setValue(id.value()).build();
    }

    /**
     * A status on its way to a framework. Of a task on an unreachable agent it is said since when it is that; an update that tells it for the first time
     * was made then. Mesos says nothing else of those that are asked after.
     */
    public static Mesos.TaskStatus update(FrameworkPush.Update push) {
        var update = push.update();
        var unreachableSince = push.unreachableSince();
        var host = push.host().filter(some -> unreachableSince.isEmpty());
        var out = status(update.task().value(), update.status(), host);
        push.repeated().ifPresent(said -> repeat(said, host, out));
        update.agent().ifPresent(agent -> out.setAgentId(AgentMessages.id(agent)));
        update.uuid().ifPresent(uuid -> out.setUuid(bytes(uuid)));
        unreachableSince
                .or(() -> Optional.of(update.status())
                        .filter(status -> status.state() == TaskState.UNREACHABLE)
                        .map(TaskStatus::at))
                .ifPresent(since -> out.setUnreachableTime(Times.instant(since)));
        return out.build();
    }

    /**
     * A status with all that an executor said in it, to which whoever knows adds the agent and more.
     *
     * @param task as its framework names it, which may be no possible id
     */
    public static Mesos.TaskStatus.Builder status(String task, TaskStatus status) {
        var out = said(status.said())
                .setTaskId(Mesos.TaskID.newBuilder().setValue(task))
                .setState(state(status.state()))
                .setSource(source(status.source()))
                .setTimestamp(Times.seconds(status.at()));
        if (!status.message().isEmpty()) {
            out.setMessage(status.message());
        }
        reason(status.reason()).ifPresent(out::setReason);
        status.healthy().ifPresent(out::setHealthy);
        status.checked().ifPresent(checked -> out.setCheckStatus(check(checked)));
        return out;
    }

    /** The same, with what Mesos's agent adds to it, and its master keeps. */
    public static Mesos.TaskStatus.Builder status(String task, TaskStatus status, Optional<TaskHost> host) {
        var out = status(task, status);
        host.ifPresent(where -> add(where, status.source(), out));
        return out;
    }

    /**
     * An agent names the executor in all it tells, and a command task's has the task's name; a master knows of none for those. Only of what an executor
     * tells is the container known: when its agent speaks, that is over or never was. Source: Mesos, {@code Slave::statusUpdate}.
     */
    private static void add(TaskHost host, StatusSource source, Mesos.TaskStatus.Builder out) {
        host.executor()
                .or(() -> source == StatusSource.MASTER
                        ? Optional.empty()
                        : Optional.of(out.getTaskId().getValue()))
                .ifPresent(executor -> out.getExecutorIdBuilder().setValue(executor));
        if (source == StatusSource.EXECUTOR) {
            addContainer(host, out);
        }
    }

    private static void addContainer(TaskHost host, Mesos.TaskStatus.Builder out) {
        host.container()
                .ifPresent(name -> ContainerMessages.complete(out.getContainerStatusBuilder(), name, host.address()));
    }

    /** What a task's executor said last of its container. */
    private static void repeat(Payload said, Optional<TaskHost> host, Mesos.TaskStatus.Builder out) {
        var last = said(said);
        if (last.hasContainerStatus()) {
            out.setContainerStatus(last.getContainerStatus());
        }
        host.ifPresent(where -> addContainer(where, out));
    }

    private static Mesos.CheckStatusInfo.Builder check(CheckStatus status) {
        var out = Mesos.CheckStatusInfo.newBuilder();
        switch (status.kind()) {
            case COMMAND -> {
                out.setType(Mesos.CheckInfo.Type.COMMAND);
                status.value().ifPresent(out.getCommandBuilder()::setExitCode);
            }
            case HTTP -> {
                out.setType(Mesos.CheckInfo.Type.HTTP);
                status.value().ifPresent(out.getHttpBuilder()::setStatusCode);
            }
            case TCP -> {
                out.setType(Mesos.CheckInfo.Type.TCP);
                var tcp = out.getTcpBuilder();
                status.value().ifPresent(value -> tcp.setSucceeded(value != 0));
            }
        }
        return out;
    }

    /** What an executor said, but for the name it gave its update: to schedulers it has another. */
    private static Mesos.TaskStatus.Builder said(Payload said) {
        if (said.size() == 0) {
            return Mesos.TaskStatus.newBuilder();
        }
        try {
            return Mesos.TaskStatus.parseFrom(said.bytes()).toBuilder().clearUuid();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("what an executor said is not readable", e);
        }
    }

    public static Mesos.TaskState state(TaskState state) {
        return known(Mesos.TaskState.forNumber(state.code()), state);
    }

    /** Empty for {@link TaskReason#NONE}. */
    public static Optional<Mesos.TaskStatus.Reason> reason(TaskReason reason) {
        return reason == TaskReason.NONE
                ? Optional.empty()
                : Optional.of(known(Mesos.TaskStatus.Reason.forNumber(reason.code()), reason));
    }

    public static Mesos.TaskStatus.Source source(StatusSource source) {
        return known(Mesos.TaskStatus.Source.forNumber(source.code()), source);
    }

    /** The 16 bytes of a uuid, the most significant first. */
    public static ByteString bytes(UUID uuid) {
        var bytes = ByteBuffer.allocate(UUID_BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits());
        return ByteString.copyFrom(bytes.flip());
    }

    /**
     * The uuid of 16 bytes.
     *
     * @throws IllegalArgumentException if they are not 16
     */
    public static UUID uuid(ByteString bytes) {
        if (bytes.size() != UUID_BYTES) {
            throw new IllegalArgumentException("a uuid has " + UUID_BYTES + " bytes, not " + bytes.size());
        }
        var buffer = bytes.asReadOnlyByteBuffer();
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    private static <E> E known(@Nullable E value, Enum<?> from) {
        if (value == null) {
            throw new IllegalStateException("Mesos has nothing for " + from);
        }
        return value;
    }
}
