package io.boreas.testcluster.sim.cell;

import io.boreas.actors.job.JobGroupMessage;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.core.agent.Admission;
import io.boreas.core.agent.AgentCommand;
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
import io.boreas.core.machine.GroupKind;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import io.boreas.testcluster.sim.Address;
import io.boreas.testcluster.sim.Asked;
import io.boreas.testcluster.sim.Asked.Asker;
import io.boreas.testcluster.sim.CellMessage;
import io.boreas.testcluster.sim.Life;
import io.boreas.testcluster.sim.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What {@code JobGroup} adds to the shell: what is owed to agents' groups, and what waits for the planner. */
final class SimJobGroup extends SimGroup<JobKey, Job, JobCommand, JobEvent, JobReply, JobEffect> {
    private final int number;
    private final JobMachine time;
    private final TreeMap<JobKey, Map<Owed, Sent>> owed = new TreeMap<>();
    private final Map<JobKey, Long> rounds = new HashMap<>();
    private final LinkedHashSet<JobKey> waitingKnown = new LinkedHashSet<>();
    private final TreeMap<JobKey, Instant> ticks = new TreeMap<>();

    private record Owed(TaskId task, boolean kill) {}

    private record Sent(Duration pause, Instant again) {}

    SimJobGroup(World world, Life life, int number) {
        super(
                world,
                life,
                GroupKind.JOB,
                number,
                Address.jobGroup(number),
                world.rules().jobs());
        this.number = number;
        this.time = new JobMachine(world.settings().jobs());
    }

    @Override
    JobKey idOf(Job job) {
        return job.key();
    }

    @Override
    void recovered() {
        owed.clear();
        ticks.clear();
        waitingKnown.clear();
        var outbox = new Outbox();
        for (var job : group().all().values()) {
            supply(job, outbox);
            planTick(job);
            report(job);
        }
        outbox.send();
    }

    @Override
    void committed(Batch<JobKey, JobEvent> batch) {
        var touched = new LinkedHashSet<JobKey>();
        batch.events().forEach(recorded -> touched.add(recorded.aggregate()));
        var outbox = new Outbox();
        for (var key : touched) {
            group().find(key)
                    .ifPresentOrElse(
                            job -> {
                                supply(job, outbox);
                                planTick(job);
                                report(job);
                            },
                            () -> forget(key));
        }
        outbox.send();
    }

    private void forget(JobKey key) {
        owed.remove(key);
        ticks.remove(key);
        rounds.remove(key);
        if (waitingKnown.remove(key)) {
            tellPlanner(new PlannerMessage.JobChanged(key, Optional.empty(), Instant.EPOCH, List.of(), 0));
        }
    }

    private void tellPlanner(PlannerMessage.Report message) {
        world().network().send(address(), Address.PLANNER, new CellMessage.ToPlanner(message));
    }

    private void supply(Job job, Outbox outbox) {
        var effects = world().rules().jobs().outstanding(job);
        if (effects.isEmpty()) {
            owed.remove(job.key());
            return;
        }
        var now = now();
        var before = owed.getOrDefault(job.key(), Map.of());
        var after = new HashMap<Owed, Sent>();
        var admitting = new HashSet<AgentId>();
        var underWay = new ArrayList<JobEffect.KillOn>();
        for (var effect : effects) {
            var what = owedBy(effect);
            var sent = before.get(what);
            if (sent != null && sent.again().isAfter(now)) {
                after.put(what, sent);
                if (effect instanceof JobEffect.KillOn kill) {
                    underWay.add(kill);
                }
                continue;
            }
            var pause = sent == null ? world().settings().retryMin() : doubled(sent.pause());
            after.put(what, new Sent(pause, now.plus(pause)));
            outbox.add(job.key(), effect);
            if (effect instanceof JobEffect.AdmitOn) {
                admitting.add(effect.agent());
            }
        }
        underWay.stream().filter(kill -> admitting.contains(kill.agent())).forEach(kill -> outbox.add(job.key(), kill));
        owed.put(job.key(), after);
    }

    private static Owed owedBy(JobEffect effect) {
        return switch (effect) {
            case JobEffect.AdmitOn admit -> new Owed(admit.admission().task(), false);
            case JobEffect.KillOn kill -> new Owed(kill.order().task(), true);
        };
    }

    private Duration doubled(Duration pause) {
        var twice = pause.multipliedBy(2);
        var most = world().settings().retryMax();
        return twice.compareTo(most) > 0 ? most : twice;
    }

    /** What goes to the same group of agents travels together. */
    private final class Outbox {
        private final Map<Integer, Map<To, Load>> loads = new TreeMap<>();

        void add(JobKey job, JobEffect effect) {
            var load = loads.computeIfAbsent(groupOf(effect.agent()), any -> new LinkedHashMap<>())
                    .computeIfAbsent(new To(job, effect.agent()), any -> new Load());
            switch (effect) {
                case JobEffect.AdmitOn admit -> load.admissions.add(admit.admission());
                case JobEffect.KillOn kill -> load.orders.add(kill.order());
            }
        }

        void send() {
            loads.forEach((to, addressed) -> {
                var commands = new ArrayList<Asked<AgentId, AgentCommand>>();
                addressed.forEach((whom, load) -> {
                    if (!load.orders.isEmpty()) {
                        commands.add(command(whom, new AgentCommand.Kill(load.orders)));
                    }
                    if (!load.admissions.isEmpty()) {
                        commands.add(command(whom, new AgentCommand.Admit(load.admissions)));
                    }
                });
                world().network().send(address(), Address.agentGroup(to), new CellMessage.ToAgents(commands));
            });
        }

        private Asked<AgentId, AgentCommand> command(To whom, AgentCommand command) {
            return new Asked<>(new Envelope<>(whom.agent(), command, Cause.SYSTEM), new Asker.OfJob(whom.job()));
        }
    }

    private record To(JobKey job, AgentId agent) {}

    private static final class Load {
        final List<Admission> admissions = new ArrayList<>();
        final List<KillOrder> orders = new ArrayList<>();
    }

    private int groupOf(AgentId agent) {
        return GroupKind.groupOf(agent.value(), world().settings().groups());
    }

    @Override
    void watched(List<Asked<JobKey, JobCommand>> asked, List<JobReply> replies, boolean changed) {
        world().watch().jobsAnswer(number, asked, replies, changed);
    }

    @Override
    void answerTo(Address asker, Asked<JobKey, JobCommand> asked, JobReply reply) {
        world().network()
                .send(
                        address(),
                        asker,
                        new CellMessage.ToClient(asked.envelope().cause().command(), reply));
    }

    @Override
    void answer(Asked<JobKey, JobCommand> asked, JobReply reply) {
        var key = asked.envelope().aggregate();
        if (asked.asker() instanceof Asker.OfPlanner(var round)) {
            rounds.merge(key, round, Math::max);
            waitingKnown.add(key);
            group().find(key).ifPresentOrElse(this::report, () -> forget(key));
        }
        if (asked.envelope().command() instanceof JobCommand.Hear(var told)
                && reply instanceof JobReply.Heard(var acks)) {
            acknowledge(told, acks);
        }
    }

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
        var byGroup = new TreeMap<Integer, List<Asked<AgentId, AgentCommand>>>();
        byAgent.forEach((agent, its) -> byGroup.computeIfAbsent(groupOf(agent), any -> new ArrayList<>())
                .add(Asked.byNobody(new Envelope<>(agent, new AgentCommand.AcknowledgeNotices(its), Cause.SYSTEM))));
        byGroup.forEach((to, asked) ->
                world().network().send(address(), Address.agentGroup(to), new CellMessage.ToAgents(asked)));
    }

    @Override
    void receive(CellMessage message) {
        switch (message) {
            case CellMessage.ToJobs(var asked) -> asked.forEach(this::enqueue);
            case CellMessage.ToGroup(JobGroupMessage.ReportJob(var key)) -> {
                waitingKnown.add(key);
                group().find(key).ifPresentOrElse(this::report, () -> forget(key));
            }
            case CellMessage.ToGroup(JobGroupMessage.ReportToPlanner report) -> {
                rounds.clear();
                group().all().values().forEach(job -> {
                    waitingKnown.add(job.key());
                    report(job);
                });
            }
            default -> throw new IllegalStateException("a group of jobs does not take " + message);
        }
    }

    @Override
    void tick() {
        var now = now();
        ticks.entrySet().removeIf(entry -> {
            if (entry.getValue().isAfter(now)) {
                return false;
            }
            enqueue(entry.getKey(), new JobCommand.Tick());
            return true;
        });
        var outbox = new Outbox();
        for (var key : List.copyOf(owed.keySet())) {
            group().find(key).ifPresent(job -> supply(job, outbox));
        }
        outbox.send();
    }

    private void planTick(Job job) {
        time.nextTick(job).ifPresentOrElse(at -> ticks.put(job.key(), at), () -> ticks.remove(job.key()));
    }

    private void report(Job job) {
        var waiting = new ArrayList<PlannerMessage.Waiting>();
        for (var task : JobMachine.pending(job)) {
            waiting.add(new PlannerMessage.Waiting(task.instance(), task.id(), task.spec()));
        }
        boolean known = waiting.isEmpty() ? waitingKnown.remove(job.key()) : !waitingKnown.add(job.key());
        if (waiting.isEmpty() && !known) {
            return;
        }
        tellPlanner(new PlannerMessage.JobChanged(
                job.key(), job.spec(), job.createdAt(), waiting, rounds.getOrDefault(job.key(), 0L)));
    }
}
