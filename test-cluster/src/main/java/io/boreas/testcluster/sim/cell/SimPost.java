package io.boreas.testcluster.sim.cell;

import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupPost;
import io.boreas.actors.group.ReplyTo;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.JobCommand;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.GroupKind;
import io.boreas.testcluster.sim.Address;
import io.boreas.testcluster.sim.Asked;
import io.boreas.testcluster.sim.Asked.Asker;
import io.boreas.testcluster.sim.CellMessage;
import io.boreas.testcluster.sim.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The way to groups over the simulated network: what the cell's own classes say as messages of actors is carried as messages of this cell. */
final class SimPost implements GroupPost {
    private final World world;
    private final Address from;

    SimPost(World world, Address from) {
        this.world = world;
        this.from = from;
    }

    @Override
    public int count() {
        return world.settings().groups();
    }

    @Override
    public void tell(GroupKind kind, int number, GroupMessage message) {
        switch (kind) {
            case AGENT -> send(Address.agentGroup(number), toAgents(message));
            case FRAMEWORK -> send(Address.frameworkGroup(number), toFrameworks(message));
            case REGISTRY -> send(Address.REGISTRY, new CellMessage.AskRegistry(from));
            case JOB -> send(Address.jobGroup(number), toJobs(message));
        }
    }

    /** The same, but that messages of these types are lost. */
    GroupPost without(Set<Class<? extends GroupMessage>> types) {
        return new GroupPost() {
            @Override
            public int count() {
                return SimPost.this.count();
            }

            @Override
            public void tell(GroupKind kind, int number, GroupMessage message) {
                if (types.stream().noneMatch(type -> type.isInstance(message))) {
                    SimPost.this.tell(kind, number, message);
                }
            }
        };
    }

    private void send(Address to, CellMessage message) {
        world.network().send(from, to, message);
    }

    private static CellMessage toAgents(GroupMessage message) {
        var commands = new ArrayList<Asked<AgentId, AgentCommand>>();
        for (var command : commands(message)) {
            if (command.envelope() instanceof Envelope<?, ?>(AgentId agent, AgentCommand what, var cause)) {
                commands.add(new Asked<>(new Envelope<>(agent, what, cause), asker(command.replyTo())));
            }
        }
        return commands.isEmpty() ? new CellMessage.ToGroup(message) : new CellMessage.ToAgents(commands);
    }

    private static CellMessage toJobs(GroupMessage message) {
        var commands = new ArrayList<Asked<JobKey, JobCommand>>();
        for (var command : commands(message)) {
            if (command.envelope() instanceof Envelope<?, ?>(JobKey job, JobCommand what, var cause)) {
                commands.add(new Asked<>(new Envelope<>(job, what, cause), asker(command.replyTo())));
            }
        }
        return commands.isEmpty() ? new CellMessage.ToGroup(message) : new CellMessage.ToJobs(commands);
    }

    private static CellMessage toFrameworks(GroupMessage message) {
        var commands = new ArrayList<Asked<FrameworkId, FrameworkCommand>>();
        for (var command : commands(message)) {
            if (command.envelope() instanceof Envelope<?, ?>(FrameworkId framework, FrameworkCommand what, var cause)) {
                commands.add(new Asked<>(new Envelope<>(framework, what, cause), asker(command.replyTo())));
            }
        }
        return commands.isEmpty() ? new CellMessage.ToGroup(message) : new CellMessage.ToFrameworks(commands);
    }

    private static List<? extends GroupMessage.Command<?, ?, ?>> commands(GroupMessage message) {
        return switch (message) {
            case GroupMessage.Command<?, ?, ?> command -> List.of(command);
            case GroupMessage.Commands<?, ?, ?>(var commands) -> commands;
            default -> List.of();
        };
    }

    private static Asker asker(ReplyTo<?> replyTo) {
        return switch (replyTo) {
            case ReplyTo.Nobody<?> nobody -> new Asker.Nobody();
            case ReplyTo.OfJob<?>(var job) -> new Asker.OfJob(job);
            case ReplyTo.OfFramework<?>(var framework, long call, var refusal) ->
                new Asker.OfFramework(framework, call, refusal);
            case ReplyTo.OfAllocator<?> allocator -> new Asker.OfAllocator();
            case ReplyTo.OfPlanner<?>(long round) -> new Asker.OfPlanner(round);
            case ReplyTo.Actor<?> actor -> throw new IllegalStateException("no actor waits here for an answer");
        };
    }

    /** Who waits for an answer, as the cell's own classes know them. */
    static <R> ReplyTo<R> replyTo(Asker asker) {
        return switch (asker) {
            case Asker.Nobody nobody -> new ReplyTo.Nobody<>();
            case Asker.OfJob(var job) -> new ReplyTo.OfJob<>(job);
            case Asker.OfFramework(var framework, long call, var refusal) ->
                new ReplyTo.OfFramework<>(framework, call, refusal);
            case Asker.OfAllocator allocator -> new ReplyTo.OfAllocator<>();
            case Asker.OfPlanner(long round) -> new ReplyTo.OfPlanner<>(round);
            case Asker.At(var address) ->
                throw new IllegalStateException(address + " is answered by its group's shell");
        };
    }
}
