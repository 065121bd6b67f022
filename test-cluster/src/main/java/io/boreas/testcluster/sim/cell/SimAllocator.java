package io.boreas.testcluster.sim.cell;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.allocator.AllocatorActorSettings;
import io.boreas.actors.allocator.AllocatorKeeper;
import io.boreas.actors.group.GroupPost;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.core.allocator.AllocatorSettings;
import io.boreas.core.registry.Registry;
import io.boreas.testcluster.sim.Address;
import io.boreas.testcluster.sim.CellMessage;
import io.boreas.testcluster.sim.Life;
import io.boreas.testcluster.sim.Sabotage;
import io.boreas.testcluster.sim.World;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The cell's own {@link AllocatorKeeper}, as it is in {@code AllocatorActor}. */
final class SimAllocator implements AllocatorKeeper.Outside {
    private static final int TURN_MILLIS_MAX = 2;
    private static final int LOOK_MILLIS = 1_000;

    private final World world;
    private final Life life = new Life();
    private final Duration forgetAfter;
    private final AllocatorKeeper keeper;
    private Life pause = new Life();

    SimAllocator(World world) {
        this.world = world;
        this.forgetAfter = world.settings().forgetAfter();
        this.keeper = new AllocatorKeeper(
                post(world),
                new AllocatorActorSettings(
                        AllocatorSettings.DEFAULT,
                        forgetAfter,
                        world.settings().offerTimeout(),
                        new TreeMap<>(),
                        Optional.empty()),
                Optional::empty,
                world.clocks(),
                this);
    }

    private static GroupPost post(World world) {
        var post = new SimPost(world, Address.ALLOCATOR);
        return world.isSabotaged(Sabotage.ALLOCATOR_DOES_NOT_ASK)
                ? post.without(Set.of(AgentGroupMessage.ReportToAllocator.class))
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
        pause.end();
    }

    void receive(CellMessage message) {
        if (life.isOver()) {
            return;
        }
        switch (message) {
            case CellMessage.ToAllocator(var report) -> keeper.hear(report);
            case CellMessage.RegistryIs(var registry) ->
                keeper.registryChanged(
                        world.isSabotaged(Sabotage.ALLOCATOR_KNOWS_NO_LIMITS) ? Registry.EMPTY : registry);
            default -> throw new IllegalStateException("the allocator does not take " + message);
        }
    }

    @Override
    public void tell(PlannerMessage message) {
        var report = new CellMessage.ToPlanner((PlannerMessage.Report) message);
        world.network().send(Address.ALLOCATOR, Address.PLANNER, report);
    }

    @Override
    public void allocateSoon() {
        world.timeline().after(world.chance().between(0, TURN_MILLIS_MAX), life, keeper::allocate);
    }

    @Override
    public void allocateAfter(Duration after) {
        pause.end();
        pause = new Life();
        world.timeline().after(after.toMillis(), pause, () -> {
            if (!life.isOver()) {
                keeper.allocate();
            }
        });
    }
}
