package io.boreas.http.agent;

import com.google.protobuf.InvalidProtocolBufferException;
import io.boreas.agent.gateway.ExecutorEvent;
import io.boreas.agent.gateway.ExecutorUpdate;
import io.boreas.agent.gateway.Subscription;
import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.agent.Work;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.Payload;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import io.boreas.http.mesos.proto.Executor.Call;
import io.boreas.http.mesos.proto.Executor.Event;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.translate.AgentMessages;
import io.boreas.http.mesos.translate.FrameworkMessages;
import io.boreas.http.mesos.translate.Payloads;
import io.boreas.http.mesos.translate.ResourceForm;
import io.boreas.http.mesos.translate.StatusMessages;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.TreeSet;

/** The messages of the executor API. */
final class ExecutorMessages {
    /** That the agent is there. */
    static final Event HEARTBEAT = event(Event.Type.HEARTBEAT).build();

    private ExecutorMessages() {}

    /**
     * Who calls.
     *
     * @throws IllegalArgumentException if no executor could be called so
     */
    static ExecutorKey caller(Call call) {
        return new ExecutorKey(
                new FrameworkId(call.getFrameworkId().getValue()),
                call.getExecutorId().getValue());
    }

    /**
     * What a subscription says.
     *
     * @throws IllegalArgumentException if it says what cannot be
     */
    static Subscription subscription(Call.Subscribe subscribe, Instant now) {
        var tasks = new TreeSet<TaskId>();
        subscribe
                .getUnacknowledgedTasksList()
                .forEach(task -> tasks.add(new TaskId(task.getTaskId().getValue())));
        var updates = new ArrayList<ExecutorUpdate>();
        subscribe.getUnacknowledgedUpdatesList().forEach(update -> updates.add(update(update.getStatus(), now)));
        return new Subscription(tasks, updates);
    }

    /**
     * A status an executor reports.
     *
     * @throws IllegalArgumentException if it reports what cannot be, or too much
     */
    static ExecutorUpdate update(Mesos.TaskStatus status, Instant now) {
        var said = Payloads.of(status);
        if (said.size() > TaskStatus.SAID_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "The status has " + said.size() + " bytes, and at most " + TaskStatus.SAID_BYTES_MAX + " are kept");
        }
        return new ExecutorUpdate(
                new TaskId(status.getTaskId().getValue()),
                Payloads.of(status.getUuid()),
                new TaskStatus(
                        TaskState.ofCode(status.getState().getNumber()),
                        reason(status),
                        StatusSource.EXECUTOR,
                        status.getMessage(),
                        now.truncatedTo(ChronoUnit.MILLIS),
                        said));
    }

    private static TaskReason reason(Mesos.TaskStatus status) {
        if (!status.hasReason()) {
            return TaskReason.NONE;
        }
        for (var reason : TaskReason.values()) {
            if (reason.code() == status.getReason().getNumber()) {
                return reason;
            }
        }
        return TaskReason.NONE; // what was said is kept beside it
    }

    static Event event(ExecutorEvent event) {
        return switch (event) {
            case ExecutorEvent.Subscribed subscribed -> subscribed(subscribed);
            case ExecutorEvent.Launch(var work) ->
                event(Event.Type.LAUNCH)
                        .setLaunch(Event.Launch.newBuilder().setTask(task(work)))
                        .build();
            case ExecutorEvent.LaunchGroup(var works) -> {
                var group = Mesos.TaskGroupInfo.newBuilder();
                works.forEach(work -> group.addTasks(task(work)));
                yield event(Event.Type.LAUNCH_GROUP)
                        .setLaunchGroup(Event.LaunchGroup.newBuilder().setTaskGroup(group))
                        .build();
            }
            case ExecutorEvent.Kill(var task, var grace) ->
                event(Event.Type.KILL)
                        .setKill(Event.Kill.newBuilder()
                                .setTaskId(StatusMessages.id(task))
                                .setKillPolicy(Mesos.KillPolicy.newBuilder().setGracePeriod(duration(grace))))
                        .build();
            case ExecutorEvent.Acknowledged(var task, var uuid) ->
                event(Event.Type.ACKNOWLEDGED)
                        .setAcknowledged(Event.Acknowledged.newBuilder()
                                .setTaskId(StatusMessages.id(task))
                                .setUuid(Payloads.bytes(uuid)))
                        .build();
            case ExecutorEvent.Message(var data) ->
                event(Event.Type.MESSAGE)
                        .setMessage(Event.Message.newBuilder().setData(Payloads.bytes(data)))
                        .build();
            case ExecutorEvent.Shutdown shutdown -> event(Event.Type.SHUTDOWN).build();
            case ExecutorEvent.Failed(var message) ->
                event(Event.Type.ERROR)
                        .setError(Event.Error.newBuilder().setMessage(message))
                        .build();
        };
    }

    private static Event subscribed(ExecutorEvent.Subscribed subscribed) {
        var key = subscribed.executor().key();
        var out = Event.Subscribed.newBuilder()
                .setExecutorInfo(executor(key, subscribed.executor().executor().info()))
                .setFrameworkInfo(framework(key.framework(), subscribed.framework()))
                .setAgentInfo(AgentMessages.info(subscribed.agent(), subscribed.info(), ResourceForm.ENDPOINT))
                .setContainerId(Mesos.ContainerID.newBuilder().setValue(subscribed.container()));
        return event(Event.Type.SUBSCRIBED).setSubscribed(out).build();
    }

    static Mesos.ExecutorInfo executor(ExecutorKey key, Payload info) {
        return parsed("executor " + key.executor(), () -> Mesos.ExecutorInfo.parseFrom(info.bytes())).toBuilder()
                .setFrameworkId(FrameworkMessages.id(key.framework()))
                .build();
    }

    /** What a framework said of itself; of one that is not known, what must be said. */
    static Mesos.FrameworkInfo framework(FrameworkId id, Payload info) {
        if (info.size() == 0) {
            return Mesos.FrameworkInfo.newBuilder()
                    .setUser("")
                    .setName("")
                    .setId(FrameworkMessages.id(id))
                    .build();
        }
        return parsed("framework " + id, () -> Mesos.FrameworkInfo.parseFrom(info.bytes())).toBuilder()
                .setId(FrameworkMessages.id(id))
                .build();
    }

    static Mesos.TaskInfo task(Work work) {
        return parsed(
                "task " + work.id(), () -> Mesos.TaskInfo.parseFrom(work.info().bytes()));
    }

    private interface Parser<M> {
        M parse() throws InvalidProtocolBufferException;
    }

    private static <M> M parsed(String what, Parser<M> parser) {
        try {
            return parser.parse();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("what was said of " + what + " is not readable", e);
        }
    }

    private static Mesos.DurationInfo duration(Duration duration) {
        return Mesos.DurationInfo.newBuilder()
                .setNanoseconds(duration.toNanos())
                .build();
    }

    private static Event.Builder event(Event.Type type) {
        return Event.newBuilder().setType(type);
    }
}
