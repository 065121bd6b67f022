package io.boreas.testcluster.sim.cell;

import io.boreas.core.agent.Agent;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.Job;
import io.boreas.core.link.LinkCodec;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.GroupSnapshot;
import io.boreas.persistence.codec.ProtobufLinkCodec;
import io.boreas.testcluster.sim.Address;
import io.boreas.testcluster.sim.CellMessage;
import io.boreas.testcluster.sim.Life;
import io.boreas.testcluster.sim.Wire;
import io.boreas.testcluster.sim.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The masters of a cell as one: its groups, its planner and allocator, the links that agents dialled, and the streams of schedulers. */
public final class SimMaster {
    private final World world;
    private final LinkCodec codec = new ProtobufLinkCodec();
    private final List<SimAgentGroup> agentGroups = new ArrayList<>();
    private final List<SimJobGroup> jobGroups = new ArrayList<>();
    private final List<SimLink> links = new ArrayList<>();
    private final List<SimFrameworkGroup> frameworkGroups = new ArrayList<>();
    private final List<SimPlanner> planners = new ArrayList<>();
    private final List<SimAllocator> allocators = new ArrayList<>();
    private final List<SimStream> streams = new ArrayList<>();
    private Life life = new Life();
    private boolean up;
    private long lastLink;
    private long lastStream;

    public SimMaster(World world) {
        this.world = world;
    }

    public boolean isUp() {
        return up;
    }

    /** Starts all groups, which replay their journals, and a planner. */
    public void start() {
        up = true;
        life = new Life();
        for (int number = 0; number < world.settings().groups(); number++) {
            agentGroups.add(new SimAgentGroup(world, life, number));
            jobGroups.add(new SimJobGroup(world, life, number));
            frameworkGroups.add(new SimFrameworkGroup(world, life, number));
        }
        agentGroups.forEach(SimGroup::start);
        jobGroups.forEach(SimGroup::start);
        frameworkGroups.forEach(SimGroup::start);
        world.network().attach(Address.REGISTRY, this::tellOfRoles);
        startPlanner();
        startAllocator();
    }

    /** All is gone but what is durable. */
    public void crash() {
        up = false;
        life.end();
        planners.forEach(SimPlanner::crash);
        planners.clear();
        allocators.forEach(SimAllocator::crash);
        allocators.clear();
        streams.forEach(SimStream::crash);
        streams.clear();
        links.forEach(SimLink::crash);
        links.clear();
        world.journal().crash();
        world.network().crash();
        agentGroups.clear();
        jobGroups.clear();
        frameworkGroups.clear();
    }

    /** What operators have said does not change in a run: the registry is only asked. */
    private void tellOfRoles(CellMessage message) {
        if (message instanceof CellMessage.AskRegistry(var from)) {
            world.network()
                    .send(
                            Address.REGISTRY,
                            from,
                            new CellMessage.RegistryIs(world.settings().registry()));
        }
    }

    /** The oldest allocator alone is gone. */
    public void crashAllocator() {
        if (!allocators.isEmpty()) {
            allocators.removeFirst().crash();
        }
    }

    /** Starts an allocator beside those there are, if the masters are there. */
    public void startAllocator() {
        if (up) {
            var made = new SimAllocator(world);
            allocators.add(made);
            world.network().attach(Address.ALLOCATOR, message -> List.copyOf(allocators)
                    .forEach(each -> each.receive(message)));
            made.start();
        }
    }

    /** Allocators there are: one, unless something goes wrong. */
    public int allocators() {
        return allocators.size();
    }

    /** A scheduler subscribes: a stream, if anybody is there to answer. */
    public Optional<SimStream> subscribe(
            FrameworkId framework, FrameworkCommand.Subscribe subscribe, SimStream.Ear ear) {
        if (!up) {
            return Optional.empty();
        }
        var stream = new SimStream(world, ++lastStream, framework, subscribe.streamId(), ear);
        streams.removeIf(SimStream::isOver);
        streams.add(stream);
        stream.start(subscribe);
        return Optional.of(stream);
    }

    /** The oldest planner alone is gone. */
    public void crashPlanner() {
        if (!planners.isEmpty()) {
            planners.removeFirst().crash();
        }
    }

    /** Starts a planner beside those there are, if the masters are there. */
    public void startPlanner() {
        if (up) {
            var made = new SimPlanner(world);
            planners.add(made);
            world.network()
                    .attach(Address.PLANNER, message -> List.copyOf(planners).forEach(each -> each.receive(message)));
            made.start();
        }
    }

    /** Planners there are: one, unless something goes wrong. */
    public int planners() {
        return planners.size();
    }

    /** An agent dials: a connection, if anybody is there to answer. */
    public Optional<Wire> dial(Wire.End agent) {
        if (!up) {
            return Optional.empty();
        }
        var wire = new Wire(world.timeline(), world.chance(), world.weather());
        var link = new SimLink(world, codec, wire, ++lastLink);
        wire.connect(agent, link);
        links.add(link);
        link.start();
        return Optional.of(wire);
    }

    /** Whether all groups have replayed their journals and write nothing now. */
    public boolean isIdle() {
        return up
                && agentGroups.stream().allMatch(SimGroup::isIdle)
                && jobGroups.stream().allMatch(SimGroup::isIdle)
                && frameworkGroups.stream().allMatch(SimGroup::isIdle);
    }

    /** The states served now, by address, of groups that write nothing now. */
    public Map<String, GroupSnapshot<?>> served() {
        var states = new TreeMap<String, GroupSnapshot<?>>();
        for (int number = 0; number < agentGroups.size(); number++) {
            if (agentGroups.get(number).isIdle()) {
                states.put(
                        GroupKind.AGENT.persistenceId(number),
                        agentGroups.get(number).snapshot());
            }
            if (jobGroups.get(number).isIdle()) {
                states.put(
                        GroupKind.JOB.persistenceId(number),
                        jobGroups.get(number).snapshot());
            }
            if (frameworkGroups.get(number).isIdle()) {
                states.put(
                        GroupKind.FRAMEWORK.persistenceId(number),
                        frameworkGroups.get(number).snapshot());
            }
        }
        return states;
    }

    /** What an agent's group serves of it. */
    public Optional<Agent> agent(AgentId id) {
        return agentGroups
                .get(GroupKind.groupOf(id.value(), world.settings().groups()))
                .group()
                .find(id);
    }

    /** What a job's group serves of it. */
    public Optional<Job> job(JobKey key) {
        return jobGroups
                .get(GroupKind.groupOf(key.toString(), world.settings().groups()))
                .group()
                .find(key);
    }

    /** Choices of the planner of which nothing was heard; 0 without a planner. */
    public int choicesInFlight() {
        return planners.stream().mapToInt(SimPlanner::inFlight).sum();
    }

    /** Whether the planner knows that a task waits. */
    public boolean plannerKnowsOf(JobKey job, TaskId task) {
        return planners.stream().anyMatch(there -> there.knowsOf(job, task));
    }

    /** The longest backlog of a group. */
    public int backlogMax() {
        int most = 0;
        for (var group : agentGroups) {
            most = Math.max(most, group.backlog());
        }
        for (var group : jobGroups) {
            most = Math.max(most, group.backlog());
        }
        for (var group : frameworkGroups) {
            most = Math.max(most, group.backlog());
        }
        return most;
    }

    /** Tasks that are owed something, over all groups. */
    public int owing() {
        return agentGroups.stream().mapToInt(SimAgentGroup::owing).sum();
    }
}
