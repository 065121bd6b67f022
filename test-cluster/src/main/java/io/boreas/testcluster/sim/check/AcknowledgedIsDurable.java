package io.boreas.testcluster.sim.check;

import io.boreas.actors.framework.FrameworkGroupMessage;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.Notice;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.framework.FrameworkMachine;
import io.boreas.core.framework.TaskUpdate;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.JobReply;
import io.boreas.core.job.ScheduleStatus;
import io.boreas.core.link.FromMaster;
import io.boreas.core.machine.Batch;
import io.boreas.core.task.StatusAck;
import io.boreas.testcluster.sim.Address;
import io.boreas.testcluster.sim.Asked;
import io.boreas.testcluster.sim.CellMessage;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * I3: nothing that was decided leaves its group before the record is durable: no answer to a client, no acknowledgement, no launch,
 * no welcome, no notice, no offer, no update, no wish of a job.
 */
public final class AcknowledgedIsDurable implements Checker {
    private final DurableCell cell;
    private final Set<String> durableCommands = new HashSet<>();
    private final Map<String, JobReply> answered = new HashMap<>();
    private final Set<TaskId> launched = new HashSet<>();
    private final Set<OfferId> leased = new HashSet<>();
    private final Set<UUID> deliverable = new HashSet<>();
    private final Map<TaskId, Set<AgentId>> chosen = new HashMap<>();
    private Instant lastBatchAt = Instant.EPOCH;

    public AcknowledgedIsDurable(DurableCell cell) {
        this.cell = cell;
    }

    @Override
    public String property() {
        return "I3 acknowledged means durable";
    }

    @Override
    public void agentsDurable(int group, Batch<AgentId, AgentEvent> batch) {
        for (var recorded : batch.events()) {
            if (recorded.event() instanceof AgentEvent.TaskLaunched event) {
                launched.add(event.task());
            } else if (recorded.event() instanceof AgentEvent.WorkLaunched event) {
                launched.add(event.work().key());
            } else if (recorded.event() instanceof AgentEvent.Leased(var lease)) {
                leased.add(lease.offer());
            }
        }
    }

    @Override
    public void jobsDurable(int group, Batch<JobKey, JobEvent> batch) {
        lastBatchAt = batch.at();
        for (var recorded : batch.events()) {
            durableCommands.add(recorded.cause().command());
            if (recorded.event() instanceof JobEvent.PlacesChosen(var choices, var at)) {
                choices.forEach(choice -> chosen.computeIfAbsent(choice.task(), any -> new HashSet<>())
                        .add(choice.agent()));
            }
        }
    }

    @Override
    public void jobsAnswer(
            int group, List<Asked<JobKey, JobCommand>> commands, List<JobReply> replies, boolean changed) {
        for (int i = 0; i < commands.size(); i++) {
            var envelope = commands.get(i).envelope();
            if (envelope.cause().isRepeatable()) {
                checkAnswer(envelope.aggregate(), envelope.cause().command(), envelope.command(), replies.get(i));
            }
        }
    }

    private void checkAnswer(JobKey job, String id, JobCommand command, JobReply reply) {
        // What changed nothing is answered to a late copy as it was at first, whatever has happened since.
        if (durableCommands.contains(id) || reply.equals(answered.put(id, reply))) {
            return;
        }
        switch (reply) {
            case JobReply.Done done -> throw violation(id + " is answered as done, and no record of it is durable");
            case JobReply.Affected(var key, var instances) -> {
                require(
                        !(command instanceof JobCommand.AddInstances),
                        "%s is told that %s were added, and no record of it is durable",
                        id,
                        instances);
                instances.forEach(instance -> checkNothingToDo(job, id, instance, command));
            }
            case JobReply.Heard heard -> {}
            case JobReply.JobExists refusal -> {}
            case JobReply.UnknownJob refusal -> {}
            case JobReply.InactiveInstances refusal -> {}
            case JobReply.TooManyInstances refusal -> {}
        }
    }

    /** A command without a record of its own found the instance so already. */
    private void checkNothingToDo(JobKey job, String id, int instance, JobCommand command) {
        // What the same record did after this command, such as placing an instance that was to start afresh, does not
        // count.
        var status = cell.job(job)
                .flatMap(known -> known.active().get(instance))
                .filter(run -> run.since().isBefore(lastBatchAt))
                .map(run -> run.status());
        boolean afreshAnyway = command instanceof JobCommand.RestartInstances
                && status.filter(now -> now == ScheduleStatus.PENDING || now == ScheduleStatus.THROTTLED)
                        .isPresent();
        require(
                status.isEmpty() || status.get().isStopping() || afreshAnyway,
                "%s is told that instance %d of %s is stopped, it is %s, and no record of it is durable",
                id,
                instance,
                job,
                status);
    }

    @Override
    public void said(AgentId agent, FromMaster message) {
        switch (message) {
            case FromMaster.Welcome(long incarnation, var interval) ->
                require(
                        cell.agent(agent)
                                .filter(known -> known.incarnation() >= incarnation)
                                .isPresent(),
                        "agent %s is welcomed as %d, and that is not durable",
                        agent,
                        incarnation);
            case FromMaster.Launch(var tasks) ->
                tasks.forEach(launch -> require(
                        launched.contains(launch.task()),
                        "%s is sent to %s, and its launch is not durable",
                        launch.task(),
                        agent));
            case FromMaster.Acknowledge(var acks) -> acks.forEach(ack -> checkAck(agent, ack));
            case FromMaster.Refused refused -> {}
            case FromMaster.Kill kill -> {}
            case FromMaster.Ping ping -> {}
            case FromMaster.SandboxQuestion question -> {}
            case FromMaster.LaunchWorks works -> {}
            case FromMaster.StopExecutor stop -> {}
            case FromMaster.ForgetExecutor forget -> {}
            case FromMaster.TellExecutor said -> {}
            case FromMaster.DeleteVolumes delete -> {}
        }
    }

    private void checkAck(AgentId agent, StatusAck ack) {
        long taken = cell.agent(agent)
                .flatMap(known -> known.tasks().get(ack.task()))
                .filter(task -> task.isLive())
                .map(task -> task.agentSequence())
                .orElse(Long.MAX_VALUE);
        require(
                taken >= ack.sequence(),
                "agent %s may forget status %d of %s, and durable are %d",
                agent,
                ack.sequence(),
                ack.task(),
                taken);
    }

    @Override
    public void sent(Address from, Address to, CellMessage message) {
        switch (message) {
            case CellMessage.ToAgents(var asked)
            when from.kind() == Address.Kind.JOB_GROUP ->
                asked.forEach(one ->
                        checkWish(one.envelope().aggregate(), one.envelope().command()));
            case CellMessage.ToGroup(FrameworkGroupMessage.Offered(var framework, var offers)) ->
                offers.forEach(offer -> require(
                        leased.contains(offer.id()),
                        "%s is offered %s, and its lease is not durable",
                        framework,
                        offer.id()));
            case CellMessage.ToFrameworks(var asked)
            when from.kind() == Address.Kind.AGENT_GROUP ->
                asked.forEach(one -> {
                    if (one.envelope().command() instanceof FrameworkCommand.Hear(var told)) {
                        told.forEach(notices -> checkNotices(
                                notices.run().agent(), notices.run().key(), notices.notices()));
                    }
                });
            case CellMessage.Push(FrameworkPush.Update push) -> checkUpdate(push.update());
            case CellMessage.ToJobs(var asked)
            when from.kind() == Address.Kind.AGENT_GROUP ->
                asked.forEach(one -> checkNotices(one.envelope().command()));
            default -> {}
        }
    }

    private void checkWish(AgentId agent, AgentCommand command) {
        if (command instanceof AgentCommand.Admit(var admissions)) {
            for (var admission : admissions) {
                require(
                        chosen.getOrDefault(admission.task(), Set.of()).contains(agent),
                        "%s is to be admitted on %s, and that choice is not durable",
                        admission.task(),
                        agent);
            }
        }
    }

    private void checkNotices(JobCommand command) {
        if (!(command instanceof JobCommand.Hear(var told))) {
            return;
        }
        told.forEach(notices -> checkNotices(notices.agent(), notices.task(), notices.notices()));
    }

    private void checkNotices(AgentId agent, TaskId task, List<Notice> notices) {
        long durable = cell.agent(agent)
                .flatMap(known -> known.tasks().get(task))
                .map(known -> known.noticeSequence())
                .orElse(launched.contains(task) ? Long.MAX_VALUE : 0);
        require(
                notices.getLast().sequence() <= durable,
                "notice %d of %s is told, and durable are %d",
                notices.getLast().sequence(),
                task,
                durable);
    }

    /** What a scheduler may acknowledge was the oldest that it had not acknowledged, at one time (I4), by what was durable then. */
    private void checkUpdate(TaskUpdate update) {
        update.uuid()
                .ifPresent(uuid -> require(
                        deliverable.contains(uuid),
                        "a scheduler is told %s, which is not the next for it that is durable",
                        update));
    }

    @Override
    public void frameworksDurable(int group, Batch<FrameworkId, FrameworkEvent> batch) {
        for (var recorded : batch.events()) {
            cell.framework(recorded.aggregate())
                    .ifPresent(framework -> framework.tasks().forEachValue(task -> FrameworkMachine.delivery(
                                    framework, task.run().task())
                            .flatMap(delivery -> delivery.update().uuid())
                            .ifPresent(deliverable::add)));
        }
    }
}
