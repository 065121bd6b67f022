package io.boreas.http.mesos.scheduler;

import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.core.framework.Capability;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.resource.ResourceJson.Format;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskReason;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.proto.Scheduler.Event;
import io.boreas.http.mesos.translate.AgentMessages;
import io.boreas.http.mesos.translate.FrameworkMessages;
import io.boreas.http.mesos.translate.OfferMessages;
import io.boreas.http.mesos.translate.Payloads;
import io.boreas.http.mesos.translate.ResourceForm;
import io.boreas.http.mesos.translate.StatusMessages;
import io.boreas.http.mesos.translate.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Events as schedulers are told them. */
final class Events {
    static final Event HEARTBEAT =
            Event.newBuilder().setType(Event.Type.HEARTBEAT).build();

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private Events() {}

    static Event subscribed(FrameworkId framework, Duration heartbeat, Mesos.MasterInfo master) {
        var out = Event.newBuilder().setType(Event.Type.SUBSCRIBED);
        out.getSubscribedBuilder()
                .setFrameworkId(FrameworkMessages.id(framework))
                .setHeartbeatIntervalSeconds(heartbeat.toNanos() / NANOS_PER_SECOND)
                .setMasterInfo(master);
        return out.build();
    }

    static Event error(String message) {
        var out = Event.newBuilder().setType(Event.Type.ERROR);
        out.getErrorBuilder().setMessage(message);
        return out.build();
    }

    static Event offers(FrameworkPush.Offers push, Set<Capability> capabilities) {
        var out = Event.newBuilder().setType(Event.Type.OFFERS);
        for (var offer : push.offers()) {
            out.getOffersBuilder().addOffers(OfferMessages.offer(offer, capabilities));
        }
        return out.build();
    }

    static Event rescind(FrameworkPush.Rescind push) {
        var out = Event.newBuilder().setType(Event.Type.RESCIND);
        out.getRescindBuilder().setOfferId(OfferMessages.id(push.offer()));
        return out.build();
    }

    static Event inverseOffers(FrameworkPush.InverseOffers push) {
        var out = Event.newBuilder().setType(Event.Type.INVERSE_OFFERS);
        for (var offer : push.offers()) {
            out.getInverseOffersBuilder().addInverseOffers(OfferMessages.inverse(offer));
        }
        return out.build();
    }

    static Event rescind(FrameworkPush.RescindInverse push) {
        var out = Event.newBuilder().setType(Event.Type.RESCIND_INVERSE_OFFER);
        out.getRescindInverseOfferBuilder().setInverseOfferId(OfferMessages.id(push.offer()));
        return out.build();
    }

    static Event update(Mesos.TaskStatus status) {
        var out = Event.newBuilder().setType(Event.Type.UPDATE);
        out.getUpdateBuilder().setStatus(status);
        return out.build();
    }

    static Event update(FrameworkPush.Update push) {
        return update(StatusMessages.update(push));
    }

    static Event undone(FrameworkPush.Undone push) {
        return update(StatusMessages.status(push.task(), push.status())
                .setAgentId(AgentMessages.id(push.agent()))
                .build());
    }

    /** What is said of a task whose id can be no task's. Source: Mesos, {@code Master::reconcileTasks}. */
    static Event unknownTask(Mesos.TaskID task, Optional<Mesos.AgentID> agent, boolean partitionAware, Instant now) {
        var status = Mesos.TaskStatus.newBuilder()
                .setTaskId(task)
                .setState(partitionAware ? Mesos.TaskState.TASK_UNKNOWN : Mesos.TaskState.TASK_LOST)
                .setMessage("Reconciliation: Task is unknown")
                .setSource(StatusMessages.source(StatusSource.MASTER))
                .setTimestamp(Times.seconds(now));
        StatusMessages.reason(TaskReason.RECONCILIATION).ifPresent(status::setReason);
        agent.ifPresent(status::setAgentId);
        return update(status.build());
    }

    /** A task was never launched, for its principal may not. */
    static Event unauthorized(Mesos.TaskInfo task, String message, Mesos.TaskStatus.Reason reason, Instant now) {
        return update(Mesos.TaskStatus.newBuilder()
                .setTaskId(task.getTaskId())
                .setAgentId(task.getAgentId())
                .setState(Mesos.TaskState.TASK_ERROR)
                .setReason(reason)
                .setMessage(message)
                .setSource(StatusMessages.source(StatusSource.MASTER))
                .setTimestamp(Times.seconds(now))
                .build());
    }

    static Event operation(Mesos.OperationStatus status) {
        var out = Event.newBuilder().setType(Event.Type.UPDATE_OPERATION_STATUS);
        out.getUpdateOperationStatusBuilder().setStatus(status);
        return out.build();
    }

    static Event operation(FrameworkPush.OperationUpdate push, Set<Capability> capabilities) {
        // Whose allocation it was is over: what became of it is offered anew.
        var form = capabilities.contains(Capability.RESERVATION_REFINEMENT)
                ? ResourceForm.STACK
                : new ResourceForm(Format.LEGACY, Optional.empty());
        return operation(OfferMessages.status(push.agent(), push.outcome(), form));
    }

    static Event agentLost(FrameworkPush.AgentLost push) {
        var out = Event.newBuilder().setType(Event.Type.FAILURE);
        out.getFailureBuilder().setAgentId(AgentMessages.id(push.agent()));
        return out.build();
    }

    static Event executorEnded(FrameworkPush.ExecutorEnded push) {
        var out = Event.newBuilder().setType(Event.Type.FAILURE);
        out.getFailureBuilder()
                .setAgentId(AgentMessages.id(push.agent()))
                .setExecutorId(executor(push.executor()))
                .setStatus(push.status());
        return out.build();
    }

    static Event message(FrameworkPush.Message push) {
        var out = Event.newBuilder().setType(Event.Type.MESSAGE);
        out.getMessageBuilder()
                .setAgentId(AgentMessages.id(push.agent()))
                .setExecutorId(executor(push.executor()))
                .setData(Payloads.bytes(push.data()));
        return out.build();
    }

    private static Mesos.ExecutorID executor(String id) {
        return Mesos.ExecutorID.newBuilder().setValue(id).build();
    }
}
