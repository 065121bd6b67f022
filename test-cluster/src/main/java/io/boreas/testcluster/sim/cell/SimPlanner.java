package io.boreas.testcluster.sim.cell;

import io.boreas.actors.planner.PlannerMessage;
import io.boreas.core.id.Cause;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobSpec;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.scheduler.ActiveTask;
import io.boreas.core.scheduler.Amounts;
import io.boreas.core.scheduler.PendingJob;
import io.boreas.core.scheduler.Plan;
import io.boreas.core.scheduler.Planner;
import io.boreas.core.task.TaskSpec;
import io.boreas.testcluster.sim.Address;
import io.boreas.testcluster.sim.Asked;
import io.boreas.testcluster.sim.Asked.Asker;
import io.boreas.testcluster.sim.CellMessage;
import io.boreas.testcluster.sim.Life;
import io.boreas.testcluster.sim.Sabotage;
import io.boreas.testcluster.sim.World;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@code PlannerActor} does around the core's planner. */
final class SimPlanner {
    private final World world;
    private final Life life = new Life();
    private final Planner planner;
    private final Map<TaskId, Long> chosenIn = new HashMap<>();
    private final Deque<RoundTime> rounds = new ArrayDeque<>();
    private boolean planComes;
    private int asked;

    private record RoundTime(long round, Instant at) {}

    SimPlanner(World world) {
        this.world = world;
        this.planner = new Planner(world.settings().ranking());
    }

    void start() {
        tickLater();
        if (world.isSabotaged(Sabotage.PLANNER_DOES_NOT_ASK)) {
            return;
        }
        for (int number = 0; number < world.settings().groups(); number++) {
            tell(Address.agentGroup(number), new CellMessage.ReportToPlanner());
            tell(Address.jobGroup(number), new CellMessage.ReportToPlanner());
        }
    }

    void crash() {
        life.end();
    }

    /** Choices of which nothing was heard yet. */
    int inFlight() {
        return planner.inFlight();
    }

    /** Whether it knows that a task waits. */
    boolean knowsOf(JobKey job, TaskId task) {
        return planner.why(job, task).isPresent();
    }

    private void tell(Address to, CellMessage message) {
        world.network().send(Address.PLANNER, to, message);
    }

    void receive(CellMessage message) {
        if (!(message instanceof CellMessage.ToPlanner(var report))) {
            throw new IllegalStateException("the planner does not take " + message);
        }
        switch (report) {
            case PlannerMessage.AgentChanged changed -> agentChanged(changed);
            case PlannerMessage.AgentRestated restated -> agentRestated(restated);
            case PlannerMessage.JobChanged changed -> jobChanged(changed);
            default -> throw new IllegalStateException("the planner does not take " + report);
        }
    }

    private void agentRestated(PlannerMessage.AgentRestated restated) {
        var agent = restated.agent();
        var active = new TreeMap<JobKey, List<ActiveTask>>();
        for (var task : restated.tasks()) {
            chosenIn.remove(task.task());
            active.computeIfAbsent(task.job(), key -> new ArrayList<>())
                    .add(new ActiveTask(task.task(), agent.id(), task.needs()));
        }
        planner.resetAgent(agent, active);
        planSoon();
    }

    private void agentChanged(PlannerMessage.AgentChanged changed) {
        var agent = changed.agent();
        changed.admitted().forEach(task -> chosenIn.remove(task.task()));
        planner.upsertAgent(
                agent,
                changed.admitted().stream().map(PlannerMessage.OnAgent::task).toList());
        for (var task : changed.admitted()) {
            planner.activate(task.job(), new ActiveTask(task.task(), agent.id(), task.needs()));
        }
        for (var task : changed.ended()) {
            planner.ended(task.job(), task.task());
        }
        planSoon();
    }

    private void jobChanged(PlannerMessage.JobChanged changed) {
        if (changed.spec().isEmpty()) {
            planner.upsertPending(new PendingJob(changed.job(), 0, Instant.EPOCH, new TreeMap<>(), List.of()));
            return;
        }
        for (var waiting : changed.waiting()) {
            var round = chosenIn.get(waiting.task());
            if (round != null && round <= changed.round()) {
                chosenIn.remove(waiting.task());
                planner.refused(waiting.task());
            }
        }
        planner.upsertPending(pending(changed, changed.spec().get()));
        planSoon();
    }

    private static PendingJob pending(PlannerMessage.JobChanged changed, JobSpec spec) {
        var bySpec = new LinkedHashMap<TaskSpec, List<PendingJob.PendingTask>>();
        for (var waiting : changed.waiting()) {
            bySpec.computeIfAbsent(waiting.spec(), any -> new ArrayList<>())
                    .add(new PendingJob.PendingTask(waiting.instance(), waiting.task()));
        }
        var groups = new ArrayList<PendingJob.PendingGroup>(bySpec.size());
        bySpec.forEach((task, waiting) -> groups.add(new PendingJob.PendingGroup(Amounts.of(task), waiting)));
        return new PendingJob(changed.job(), spec.priority(), changed.createdAt(), spec.constraints(), groups);
    }

    private void planSoon() {
        if (!planComes) {
            planComes = true;
            world.timeline().after(world.chance().between(0, 2), life, this::plan);
        }
    }

    private void plan() {
        planComes = false;
        var plan = planner.plan(world.settings().decisionsMax());
        if (!plan.choices().isEmpty()) {
            rounds.add(new RoundTime(plan.round(), world.timeline().instant()));
            propose(plan);
        }
        if (plan.more()) {
            planSoon();
        }
    }

    private void propose(Plan plan) {
        var byJob = new LinkedHashMap<JobKey, List<JobCommand.Choice>>();
        for (var choice : plan.choices()) {
            chosenIn.put(choice.task(), plan.round());
            byJob.computeIfAbsent(choice.job(), key -> new ArrayList<>())
                    .add(new JobCommand.Choice(choice.instance(), choice.task(), choice.agent(), choice.host()));
        }
        byJob.forEach((job, choices) -> tell(
                groupOf(job),
                new CellMessage.ToJobs(List.of(new Asked<>(
                        new Envelope<>(job, new JobCommand.Choose(choices), Cause.SYSTEM),
                        new Asker.OfPlanner(plan.round()))))));
    }

    private Address groupOf(JobKey job) {
        return Address.jobGroup(
                GroupKind.groupOf(job.toString(), world.settings().groups()));
    }

    private void tickLater() {
        world.timeline().after(world.settings().forgetAfter().toMillis() / 4, life, () -> {
            tick();
            tickLater();
        });
    }

    private void tick() {
        var longAgo = world.timeline().instant().minus(world.settings().forgetAfter());
        long lost = 0;
        while (!rounds.isEmpty() && rounds.getFirst().at().isBefore(longAgo)) {
            lost = rounds.removeFirst().round();
        }
        if (lost > 0) {
            long last = lost;
            for (var job : planner.releaseChosenUpTo(last)) {
                tell(groupOf(job), new CellMessage.ReportJob(job));
            }
            chosenIn.values().removeIf(round -> round <= last);
        }
        if (!world.isSabotaged(Sabotage.PLANNER_DOES_NOT_ASK)) {
            askNextGroup();
        }
    }

    private void askNextGroup() {
        int number = asked / 2 % world.settings().groups();
        tell(asked % 2 == 0 ? Address.agentGroup(number) : Address.jobGroup(number), new CellMessage.ReportToPlanner());
        asked = (asked + 1) % (2 * world.settings().groups());
    }
}
