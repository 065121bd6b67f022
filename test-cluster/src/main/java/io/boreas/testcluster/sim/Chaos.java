package io.boreas.testcluster.sim;

import io.boreas.core.agent.AgentCommand;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.GroupKind;
import io.boreas.testcluster.sim.agent.SimAgent;
import io.boreas.testcluster.sim.cell.SimMaster;
import io.boreas.testcluster.sim.client.SimScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes things go wrong: each fault that is on strikes again and again, until the weather is calm. */
final class Chaos {
    private final World world;
    private final SimMaster master;
    private final List<SimAgent> agents;
    private final List<SimScheduler> schedulers;
    private final Life life = new Life();

    Chaos(World world, SimMaster master, List<SimAgent> agents, List<SimScheduler> schedulers) {
        this.world = world;
        this.master = master;
        this.agents = agents;
        this.schedulers = schedulers;
    }

    /** Plans the first strike of each fault. */
    void start() {
        strikes(Fault.MASTER_CRASH, 40_000, this::crashMaster);
        strikes(Fault.PLANNER_CRASH, 15_000, this::crashPlanner);
        strikes(Fault.ALLOCATOR_CRASH, 15_000, this::crashAllocator);
        strikes(Fault.SCHEDULER_LOSS, 15_000, () -> scheduler(SimScheduler::loseConnection));
        strikes(Fault.SCHEDULER_CRASH, 30_000, () -> scheduler(SimScheduler::crash));
        strikes(Fault.AGENT_CRASH, 8_000, this::crashAgent);
        strikes(Fault.MACHINE_REBOOT, 30_000, this::rebootMachine);
        strikes(Fault.AGENT_DEATH, 60_000, this::dieOnce);
        strikes(Fault.LINK_LOSS, 4_000, () -> agent().loseLink());
        strikes(Fault.AGENT_AWAY, 15_000, this::sendAway);
        strikes(Fault.STALE_CONNECTION, 6_000, () -> agent().stallLink());
        strikes(Fault.SWIZZLE_CLOG, 12_000, () -> world.network()
                .swizzle(world.chance().between(200, 4_000)));
        if (world.weather().has(Fault.OPERATOR)) {
            operate();
        }
    }

    private void operate() {
        world.timeline().after(world.chance().between(1_000, 10_000), life, () -> {
            if (world.weather().has(Fault.OPERATOR)) {
                var grace = Duration.ofMillis(world.chance().between(0, 3_000));
                say(
                        agent(),
                        world.chance()
                                .pick(List.of(
                                        new AgentCommand.Drain(Optional.of(grace), false),
                                        new AgentCommand.Drain(Optional.empty(), false),
                                        new AgentCommand.Deactivate(),
                                        new AgentCommand.Reactivate())));
            } else {
                agents.forEach(agent -> say(agent, new AgentCommand.Reactivate()));
            }
            operate();
        });
    }

    private void say(SimAgent agent, AgentCommand command) {
        world.trace().note("operator", command);
        int group = GroupKind.groupOf(agent.id().value(), world.settings().groups());
        var asked = Asked.<AgentId, AgentCommand>byNobody(new Envelope<>(agent.id(), command, Cause.SYSTEM));
        world.network().send(Address.CLIENT, Address.agentGroup(group), new CellMessage.ToAgents(List.of(asked)));
    }

    private void strikes(Fault fault, int meanMillis, Runnable strike) {
        world.timeline().after(world.chance().between(meanMillis / 4, 2 * meanMillis), life, () -> {
            if (world.weather().has(fault)) {
                world.trace().note("fault", fault);
                strike.run();
                strikes(fault, meanMillis, strike);
            }
        });
    }

    private SimAgent agent() {
        return world.chance().pick(agents);
    }

    private void crashMaster() {
        if (master.isUp()) {
            master.crash();
            world.timeline().after(world.chance().between(50, 6_000), life, master::start);
        }
    }

    private void crashPlanner() {
        if (master.planners() != 1) {
            return;
        }
        if (world.chance().oneIn(2)) {
            master.crashPlanner();
            world.timeline().after(world.chance().between(0, 2_000), life, () -> replacePlanner(false));
        } else {
            // Two at once for a while, as after a network that fell apart.
            master.startPlanner();
            world.timeline().after(world.chance().between(100, 6_000), life, () -> replacePlanner(true));
        }
    }

    private void replacePlanner(boolean two) {
        if (two && master.planners() == 2) {
            master.crashPlanner();
        } else if (!two && master.planners() == 0) {
            master.startPlanner();
        }
    }

    private void crashAllocator() {
        if (master.allocators() != 1) {
            return;
        }
        if (world.chance().oneIn(2)) {
            master.crashAllocator();
            world.timeline().after(world.chance().between(0, 2_000), life, () -> {
                if (master.allocators() == 0) {
                    master.startAllocator();
                }
            });
        } else {
            // Two at once for a while, as after a network that fell apart.
            master.startAllocator();
            world.timeline().after(world.chance().between(100, 6_000), life, () -> {
                if (master.allocators() == 2) {
                    master.crashAllocator();
                }
            });
        }
    }

    private void scheduler(Consumer<SimScheduler> strike) {
        if (!schedulers.isEmpty()) {
            strike.accept(world.chance().pick(schedulers));
        }
    }

    private void crashAgent() {
        var agent = agent();
        if (agent.isUp()) {
            agent.crash();
            restart(agent);
        }
    }

    private void rebootMachine() {
        var agent = agent();
        if (agent.isUp()) {
            agent.reboot();
            restart(agent);
        }
    }

    private void dieOnce() {
        if (agents.stream().noneMatch(SimAgent::isDead)) {
            agent().die();
        }
    }

    private void restart(SimAgent agent) {
        boolean late = world.chance().oneIn(4);
        world.timeline()
                .after(
                        late
                                ? world.chance().between(10_000, 25_000)
                                : world.chance().between(20, 4_000),
                        life,
                        () -> {
                            if (!agent.isUp()) {
                                agent.start();
                            }
                        });
    }

    private void sendAway() {
        var agent = agent();
        agent.goAway();
        world.timeline().after(world.chance().between(2_000, 30_000), life, agent::comeBack);
    }
}
