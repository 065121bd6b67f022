package io.boreas.actors.agent;

import io.boreas.actors.allocator.AllocatorMessage;
import io.boreas.actors.gateway.AgentCounts;
import io.boreas.actors.group.Authority;
import io.boreas.actors.group.GroupEntity;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupSettings;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.Part;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.link.FromExecutor;
import io.boreas.actors.link.ToLink;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.actors.supervisor.TaskSupervisor;
import io.boreas.actors.time.Clocks;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentEffect;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.Group;
import io.boreas.core.machine.GroupKind;
import java.util.function.LongUnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A group of agents: the single writer of their ledgers and of the tasks on them. What it adds to the shell is in {@link AgentKeeper}, which it lends
 * what actors have.
 */
public final class AgentGroup extends GroupEntity<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> {
    private final AgentKeeper keeper;

    private AgentGroup(
            int number,
            GroupSettings settings,
            AgentGroupSettings agentSettings,
            Groups groups,
            ActorRef<PlannerMessage> planner,
            ActorRef<AllocatorMessage> allocator,
            Clocks clocks,
            Authority authority,
            LongUnaryOperator jitter,
            ActorContext<GroupMessage> context,
            TimerScheduler<GroupMessage> timers) {
        super(GroupKind.AGENT, number, new AgentMachine(), settings, groups, clocks, authority, context, timers);
        this.keeper = new AgentKeeper(
                number, settings, agentSettings, groups, clocks, new OfActor(planner, allocator, jitter));
    }

    public static Behavior<GroupMessage> create(
            int number,
            GroupSettings settings,
            AgentGroupSettings agentSettings,
            Groups groups,
            ActorRef<PlannerMessage> planner,
            ActorRef<AllocatorMessage> allocator,
            Clocks clocks,
            Authority authority,
            LongUnaryOperator jitter) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new AgentGroup(
                number,
                settings,
                agentSettings,
                groups,
                planner,
                allocator,
                clocks,
                authority,
                jitter,
                context,
                timers)));
    }

    /** What the keeper reaches through this actor. */
    private final class OfActor implements AgentKeeper.Outside {
        private final ActorRef<PlannerMessage> planner;
        private final ActorRef<AllocatorMessage> allocator;
        private final LongUnaryOperator jitter;

        OfActor(ActorRef<PlannerMessage> planner, ActorRef<AllocatorMessage> allocator, LongUnaryOperator jitter) {
            this.planner = planner;
            this.allocator = allocator;
            this.jitter = jitter;
        }

        @Override
        public void enqueue(AgentId agent, AgentCommand command) {
            AgentGroup.this.enqueue(new GroupMessage.Command<AgentId, AgentCommand, AgentReply>(
                    new Envelope<>(agent, command, Cause.SYSTEM), new ReplyTo.Nobody<>()));
        }

        @Override
        public void tell(PlannerMessage report) {
            planner.tell(report);
        }

        @Override
        public void tell(AllocatorMessage report) {
            allocator.tell(report);
        }

        /** A child insists, and ends with this actor. */
        @Override
        public Runnable supervise(AgentId agent, TaskId task) {
            var supervisor = context()
                    .spawnAnonymous(TaskSupervisor.create(
                            agent,
                            task,
                            context().getSelf(),
                            settings().retryMin(),
                            settings().retryMax(),
                            jitter));
            return () -> supervisor.tell(TaskSupervisor.Message.SETTLED);
        }
    }

    /** A connection as its actor. */
    private record LinkActor(ActorRef<ToLink> link) implements AgentLine {
        @Override
        public void tell(ToLink message) {
            link.tell(message);
        }
    }

    @Override
    protected AgentId idOf(Agent agent) {
        return agent.id();
    }

    @Override
    protected void recovered(Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group) {
        keeper.recovered(group);
    }

    @Override
    protected void committed(
            Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group,
            Batch<AgentId, AgentEvent> batch) {
        keeper.committed(group, batch);
    }

    @Override
    protected void answer(
            Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group,
            GroupMessage.Command<AgentId, AgentCommand, AgentReply> command,
            AgentReply reply) {
        var envelope = command.envelope();
        keeper.answer(group, envelope.aggregate(), envelope.command(), command.replyTo(), reply);
    }

    @Override
    protected void receive(
            Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group, GroupMessage message) {
        switch (message) {
            case AgentGroupMessage own -> receiveOwn(group, own);
            case TaskSupervisor.Insist(var agent, var task) -> keeper.insist(group, agent, task);
            case FromExecutor said -> keeper.hear(group, said);
            default -> context().getLog().error("a group of agents does not take {}", message.getClass());
        }
    }

    private void receiveOwn(
            Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group, AgentGroupMessage message) {
        switch (message) {
            case AgentGroupMessage.Dialled(var hello, var link, var replyTo) ->
                keeper.dialled(group, hello, new LinkActor(link), replyTo::tell);
            case AgentGroupMessage.LinkClosed(var agent, var link) -> keeper.closed(group, agent, new LinkActor(link));
            case AgentGroupMessage.LinkHolds(var agent, long incarnation, var link, var replyTo) ->
                keeper.holds(group, agent, incarnation, new LinkActor(link), replyTo::tell);
            case AgentGroupMessage.Find(var agent, var replyTo) ->
                replyTo.tell(new AgentGroupMessage.Found(group.find(agent).map(keeper::view)));
            case AgentGroupMessage.FindSome(var after, var replyTo) -> {
                var rest = after.map(last -> group.all().tailMap(last, false)).orElse(group.all());
                var part = Part.cut(rest.values().iterator(), AgentGroup::weight);
                replyTo.tell(new AgentGroupMessage.Agents(
                        part.list().stream().map(keeper::view).toList(), part.more()));
            }
            case AgentGroupMessage.Count(var replyTo) ->
                replyTo.tell(AgentCounts.of(
                        group.all().values().stream().map(keeper::view).toList()));
            case AgentGroupMessage.AskSandbox(var agent, var task, var query, var replyTo) ->
                keeper.line(agent)
                        .ifPresentOrElse(
                                line -> line.tell(new ToLink.AskSandbox(task, query, replyTo)),
                                () -> replyTo.tell(new SandboxAnswer.Failed(
                                        SandboxAnswer.Why.UNREADABLE,
                                        "agent " + agent + " is not connected now; try again later")));
            case AgentGroupMessage.Said said -> keeper.hear(group, said);
        }
    }

    private static int weight(Agent agent) {
        return 2 + agent.tasks().size() + agent.leases().size();
    }

    @Override
    protected void tick(Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group) {
        keeper.tick(group);
    }
}
