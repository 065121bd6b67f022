package io.boreas.actors.job;

import io.boreas.actors.group.Backoff;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupPost;
import io.boreas.actors.group.GroupSettings;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.actors.time.Clocks;
import io.boreas.core.agent.Admission;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobEffect;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.JobMachine;
import io.boreas.core.job.JobReply;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.Group;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a group of jobs does beside deciding and storing: it sends what is owed to agents' groups, tells the planner what waits, acknowledges notices and
 * has the ticks made that a job needs. All that it remembers is soft (I7).
 *
 * <p>It knows no actors, so that the simulator runs it as it is. Not thread-safe: its group calls it, in the order of what happens.
 */
public final class JobKeeper {
    private final int number;
    private final JobMachine machine;
    private final GroupSettings settings;
    private final GroupPost groups;
    private final Clocks clocks;
    private final Outside outside;
    private final TreeMap<JobKey, Map<Owed, Sent>> owed = new TreeMap<>();
    private final Map<JobKey, Long> rounds = new HashMap<>();
    private final LinkedHashSet<JobKey> waitingKnown = new LinkedHashSet<>();
    private final TreeMap<JobKey, Instant> ticks = new TreeMap<>();

    /** What it reaches beside groups. */
    public interface Outside {
        /** Has the group decide this. */
        void enqueue(JobKey job, JobCommand command);

        void tell(PlannerMessage report);
    }

    /** Something owed, as its record of being sent knows it. */
    private record Owed(TaskId task, boolean kill) {}

    /** When it was sent last, and when it is to be sent again. */
    private record Sent(Duration pause, Instant again) {}

    public JobKeeper(
            int number, JobMachine machine, GroupSettings settings, GroupPost groups, Clocks clocks, Outside outside) {
        this.number = number;
        this.machine = machine;
        this.settings = settings;
        this.groups = groups;
        this.clocks = clocks;
        this.outside = outside;
    }

    /** The group's state is as the journal has it. */
    public void recovered(Group<JobKey, Job, ?, ?, ?, ?> group) {
        owed.clear();
        ticks.clear();
        waitingKnown.clear();
        var outbox = new Outbox();
        group.all().values().forEach(job -> changed(job, outbox));
        outbox.send();
    }

    /** A record is durable, and its commands are answered. */
    public void committed(Group<JobKey, Job, ?, ?, ?, ?> group, Batch<JobKey, JobEvent> batch) {
        var touched = new LinkedHashSet<JobKey>();
        batch.events().forEach(recorded -> touched.add(recorded.aggregate()));
        var outbox = new Outbox();
        touched.forEach(key -> group.find(key).ifPresentOrElse(job -> changed(job, outbox), () -> forget(key)));
        outbox.send();
    }

    private void changed(Job job, Outbox outbox) {
        supply(job, outbox);
        planTick(job);
        report(job);
    }

    private void forget(JobKey key) {
        owed.remove(key);
        ticks.remove(key);
        rounds.remove(key);
        if (waitingKnown.remove(key)) {
            outside.tell(new PlannerMessage.JobChanged(key, Optional.empty(), Instant.EPOCH, List.of(), 0));
        }
    }

    /** Puts what is owed to a job and is not on its way into the outbox, and forgets what is owed no more. */
    private void supply(Job job, Outbox outbox) {
        var effects = machine.outstanding(job);
        if (effects.isEmpty()) {
            owed.remove(job.key());
            return;
        }
        var steady = clocks.steady().instant();
        var before = owed.getOrDefault(job.key(), Map.of());
        var after = new HashMap<Owed, Sent>();
        var admitting = new HashSet<AgentId>();
        var underWay = new ArrayList<JobEffect.KillOn>();
        for (var effect : effects) {
            var what = owedBy(effect);
            var sent = before.get(what);
            if (sent != null && sent.again().isAfter(steady)) {
                after.put(what, sent);
                if (effect instanceof JobEffect.KillOn kill) {
                    underWay.add(kill);
                }
                continue;
            }
            var pause = sent == null ? settings.retryMin() : Backoff.next(sent.pause(), settings.retryMax());
            after.put(what, new Sent(pause, steady.plus(pause)));
            outbox.add(job.key(), effect);
            if (effect instanceof JobEffect.AdmitOn) {
                admitting.add(effect.agent());
            }
        }
        // A kill that may be lost on its way goes along, so that no agent takes a run beside one that it was to stop
        // (I2).
        underWay.stream().filter(kill -> admitting.contains(kill.agent())).forEach(kill -> outbox.add(job.key(), kill));
        owed.put(job.key(), after);
    }

    private static Owed owedBy(JobEffect effect) {
        return switch (effect) {
            case JobEffect.AdmitOn admit -> new Owed(admit.admission().task(), false);
            case JobEffect.KillOn kill -> new Owed(kill.order().task(), true);
        };
    }

    /** What goes to the same group of agents travels together, in the order of its jobs' effects. */
    private final class Outbox {
        private final Map<Integer, Map<Address, Parcel>> parcels = new TreeMap<>();

        void add(JobKey job, JobEffect effect) {
            var parcel = parcels.computeIfAbsent(groups.numberOf(effect.agent()), number -> new LinkedHashMap<>())
                    .computeIfAbsent(new Address(job, effect.agent()), address -> new Parcel());
            switch (effect) {
                case JobEffect.AdmitOn admit -> parcel.admissions.add(admit.admission());
                case JobEffect.KillOn kill -> parcel.orders.add(kill.order());
            }
        }

        void send() {
            parcels.forEach((number, addressed) -> {
                var commands = new ArrayList<GroupMessage.Command<AgentId, AgentCommand, AgentReply>>();
                addressed.forEach((address, parcel) -> {
                    if (!parcel.orders.isEmpty()) {
                        commands.add(command(address, new AgentCommand.Kill(parcel.orders)));
                    }
                    if (!parcel.admissions.isEmpty()) {
                        commands.add(command(address, new AgentCommand.Admit(parcel.admissions)));
                    }
                });
                groups.tell(GroupKind.AGENT, number, new GroupMessage.Commands<>(commands));
            });
        }

        private GroupMessage.Command<AgentId, AgentCommand, AgentReply> command(Address address, AgentCommand command) {
            return new GroupMessage.Command<>(
                    new Envelope<>(address.agent(), command, Cause.SYSTEM), new ReplyTo.OfJob<>(address.job()));
        }
    }

    private record Address(JobKey job, AgentId agent) {}

    private static final class Parcel {
        final List<Admission> admissions = new ArrayList<>();
        final List<KillOrder> orders = new ArrayList<>();
    }

    /** A command was decided, and if it changed anything, that is durable. */
    public void answer(
            Group<JobKey, Job, ?, ?, ?, ?> group,
            JobKey key,
            JobCommand command,
            ReplyTo<JobReply> replyTo,
            JobReply reply) {
        if (replyTo instanceof ReplyTo.OfPlanner<JobReply>(var round)) {
            rounds.merge(key, round, Math::max);
            report(group, key);
        }
        if (command instanceof JobCommand.Hear(var told) && reply instanceof JobReply.Heard(var acks)) {
            acknowledge(told, acks);
        }
    }

    /** The notices are durable here: their agents' groups may forget them. */
    private void acknowledge(List<JobCommand.TaskNotices> told, List<StatusAck> acks) {
        var agents = new HashMap<TaskId, AgentId>();
        told.forEach(notices -> agents.put(notices.task(), notices.agent()));
        var byAgent = new LinkedHashMap<AgentId, List<StatusAck>>();
        for (var ack : acks) {
            var agent = agents.get(ack.task());
            if (agent != null) {
                byAgent.computeIfAbsent(agent, id -> new ArrayList<>()).add(ack);
            }
        }
        var byGroup = new TreeMap<Integer, List<GroupMessage.Command<AgentId, AgentCommand, AgentReply>>>();
        byAgent.forEach((agent, its) -> byGroup.computeIfAbsent(groups.numberOf(agent), number -> new ArrayList<>())
                .add(new GroupMessage.Command<>(
                        new Envelope<>(agent, new AgentCommand.AcknowledgeNotices(its), Cause.SYSTEM),
                        new ReplyTo.Nobody<>())));
        byGroup.forEach(
                (number, commands) -> groups.tell(GroupKind.AGENT, number, new GroupMessage.Commands<>(commands)));
    }

    /** What the planner asks. */
    public void hear(Group<JobKey, Job, ?, ?, ?, ?> group, JobGroupMessage.Said said) {
        switch (said) {
            case JobGroupMessage.ReportJob(var key, var round) -> {
                // what was chosen up to then is decided on by now, or was lost
                round.ifPresent(last -> rounds.merge(key, last, Math::max));
                report(group, key);
            }
            case JobGroupMessage.ReportToPlanner all -> {
                rounds.clear();
                group.all().values().forEach(job -> {
                    waitingKnown.add(job.key());
                    report(job);
                });
                outside.tell(new PlannerMessage.JobsRestated(number));
            }
        }
    }

    /** Some time has passed. */
    public void tick(Group<JobKey, Job, ?, ?, ?, ?> group) {
        var now = clocks.now().truncatedTo(ChronoUnit.MILLIS);
        ticks.entrySet().removeIf(entry -> {
            if (entry.getValue().isAfter(now)) {
                return false;
            }
            outside.enqueue(entry.getKey(), new JobCommand.Tick());
            return true;
        });
        var outbox = new Outbox();
        for (var key : List.copyOf(owed.keySet())) {
            group.find(key).ifPresent(job -> supply(job, outbox));
        }
        outbox.send();
    }

    private void planTick(Job job) {
        machine.nextTick(job).ifPresentOrElse(at -> ticks.put(job.key(), at), () -> ticks.remove(job.key()));
    }

    /** The planner knows of the job, or has asked. */
    private void report(Group<JobKey, Job, ?, ?, ?, ?> group, JobKey key) {
        waitingKnown.add(key);
        group.find(key).ifPresentOrElse(this::report, () -> forget(key));
    }

    /** Tells the planner what of a job waits, if anything does or the planner still believes so. */
    private void report(Job job) {
        var waiting = new ArrayList<PlannerMessage.Waiting>();
        for (var task : JobMachine.pending(job)) {
            waiting.add(new PlannerMessage.Waiting(task.instance(), task.id(), task.spec()));
        }
        boolean known = waiting.isEmpty() ? waitingKnown.remove(job.key()) : !waitingKnown.add(job.key());
        if (waiting.isEmpty() && !known) {
            return;
        }
        outside.tell(new PlannerMessage.JobChanged(
                job.key(), job.spec(), job.createdAt(), waiting, rounds.getOrDefault(job.key(), 0L)));
    }
}
