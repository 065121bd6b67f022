package io.boreas.testcluster.sim.cell;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.group.GroupPost;
import io.boreas.actors.job.JobGroupMessage;
import io.boreas.actors.planner.PlannerKeeper;
import io.boreas.actors.planner.PlannerSettings;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.testcluster.sim.Address;
import io.boreas.testcluster.sim.CellMessage;
import io.boreas.testcluster.sim.Life;
import io.boreas.testcluster.sim.Sabotage;
import io.boreas.testcluster.sim.World;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The cell's own {@link PlannerKeeper}, as it is in {@code PlannerActor}. */
final class SimPlanner implements PlannerKeeper.Outside {
    private static final int TURN_MILLIS_MAX = 2;
    private static final int LOOK_MILLIS = 1_000;

    private final World world;
    private final Life life = new Life();
    private final Duration forgetAfter;
    private final PlannerKeeper keeper;

    SimPlanner(World world) {
        this.world = world;
        this.forgetAfter = world.settings().forgetAfter();
        this.keeper = new PlannerKeeper(
                post(world),
                new PlannerSettings(
                        world.settings().decisionsMax(),
                        forgetAfter,
                        world.settings().ranking(),
                        new TreeMap<>(),
                        Optional.empty()),
                Optional::empty,
                world.clocks(),
                this);
    }

    private static GroupPost post(World world) {
        var post = new SimPost(world, Address.PLANNER);
        return world.isSabotaged(Sabotage.PLANNER_DOES_NOT_ASK)
                ? post.without(Set.of(AgentGroupMessage.ReportToPlanner.class, JobGroupMessage.ReportToPlanner.class))
                : post;
    }

    void start() {
        keeper.start();
        tickLater();
        lookLater();
    }

    private void lookLater() {
        world.timeline().after(LOOK_MILLIS, life, () -> {
            keeper.look();
            lookLater();
        });
    }

    private void tickLater() {
        world.timeline().after(forgetAfter.toMillis() / 4, life, () -> {
            keeper.tick();
            tickLater();
        });
    }

    void crash() {
        life.end();
    }

    /** Choices of which nothing was heard yet. */
    int inFlight() {
        return keeper.inFlight();
    }

    /** Whether it knows that a task waits. */
    boolean knowsOf(JobKey job, TaskId task) {
        return keeper.why(job, task).isPresent();
    }

    void receive(CellMessage message) {
        if (life.isOver()) {
            return;
        }
        switch (message) {
            case CellMessage.ToPlanner(var report) -> keeper.hear(report);
            case CellMessage.RegistryIs(var registry) -> keeper.registryChanged(registry);
            default -> throw new IllegalStateException("the planner does not take " + message);
        }
    }

    @Override
    public void planSoon() {
        world.timeline().after(world.chance().between(0, TURN_MILLIS_MAX), life, keeper::plan);
    }

    @Override
    public void askRegistry() {
        world.network().send(Address.PLANNER, Address.REGISTRY, new CellMessage.AskRegistry(Address.PLANNER));
    }

    @Override
    public void choicesLost(JobKey job) {
        world.trace().note(Address.PLANNER, "choices for " + job + " got lost");
    }
}
