package io.boreas.testcluster.sim.cell;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.agent.AgentGroupSettings;
import io.boreas.actors.agent.AgentKeeper;
import io.boreas.actors.agent.AgentLine;
import io.boreas.actors.allocator.AllocatorMessage;
import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.group.Backoff;
import io.boreas.actors.group.GroupPost;
import io.boreas.actors.link.ToLink;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentEffect;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.GroupKind;
import io.boreas.testcluster.sim.Address;
import io.boreas.testcluster.sim.Asked;
import io.boreas.testcluster.sim.CellMessage;
import io.boreas.testcluster.sim.Life;
import io.boreas.testcluster.sim.Sabotage;
import io.boreas.testcluster.sim.World;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The cell's own {@link AgentKeeper} on the simulated shell, as it is on {@code AgentGroup}. */
final class SimAgentGroup extends SimGroup<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect>
        implements AgentKeeper.Outside {
    private final int number;
    private final AgentKeeper keeper;
    private final Set<Life> supervisors = new HashSet<>();
    private final LateKills late = new LateKills();

    SimAgentGroup(World world, Life life, int number) {
        super(
                world,
                life,
                GroupKind.AGENT,
                number,
                Address.agentGroup(number),
                world.rules().agents());
        this.number = number;
        GroupPost post = new SimPost(world, address());
        this.keeper = new AgentKeeper(
                number,
                world.settings().ofGroups(),
                new AgentGroupSettings(
                        world.settings().unreachableAfter(), world.settings().offerTimeout(), false, Optional.empty()),
                world.isSabotaged(Sabotage.SKIP_NOTICES) ? new LatestNoticesOnly(post) : post,
                world.clocks(),
                this);
    }

    @Override
    AgentId idOf(Agent agent) {
        return agent.id();
    }

    /** Tasks that are owed something. */
    int owing() {
        return keeper.owing();
    }

    @Override
    void recovered() {
        supervisors.forEach(Life::end);
        supervisors.clear();
        keeper.recovered(group());
    }

    @Override
    void committed(Batch<AgentId, AgentEvent> batch) {
        keeper.committed(group(), batch);
    }

    @Override
    void watched(List<Asked<AgentId, AgentCommand>> asked, List<AgentReply> replies, boolean changed) {
        world().watch().agentsAnswer(number, asked, replies, changed);
    }

    @Override
    void answerTo(Address asker, Asked<AgentId, AgentCommand> asked, AgentReply reply) {
        world().network().send(address(), asker, new CellMessage.LinkAnswered(reply));
    }

    @Override
    void answer(Asked<AgentId, AgentCommand> asked, AgentReply reply) {
        var envelope = asked.envelope();
        keeper.answer(group(), envelope.aggregate(), envelope.command(), SimPost.replyTo(asked.asker()), reply);
    }

    @Override
    void receive(CellMessage message) {
        switch (message) {
            case CellMessage.ToAgents(var asked) -> asked.forEach(this::enqueue);
            case CellMessage.Dialled(var hello, var link) -> keeper.dialled(group(), hello, line(link), welcomed(link));
            case CellMessage.LinkClosed(var agent, var link) -> keeper.closed(group(), agent, line(link));
            case CellMessage.LinkHolds(var agent, long incarnation, var link) ->
                keeper.holds(group(), agent, incarnation, line(link), answered(link));
            case CellMessage.ToGroup(AgentGroupMessage.Said said) -> keeper.hear(group(), said);
            case CellMessage.AskStandings(long question, var agents, var from) ->
                world().network().send(address(), from, new CellMessage.StandingsAre(question, number, views(agents)));
            default -> throw new IllegalStateException("a group of agents does not take " + message);
        }
    }

    /** These agents as they are now, or all if none is named. */
    private List<AgentView> views(List<AgentId> asked) {
        return group().all().values().stream()
                .filter(agent -> asked.isEmpty() || asked.contains(agent.id()))
                .map(keeper::view)
                .toList();
    }

    @Override
    void tick() {
        keeper.tick(group());
    }

    @Override
    public void tell(PlannerMessage report) {
        world().network().send(address(), Address.PLANNER, new CellMessage.ToPlanner((PlannerMessage.Report) report));
    }

    @Override
    public void tell(AllocatorMessage report) {
        world().network()
                .send(address(), Address.ALLOCATOR, new CellMessage.ToAllocator((AllocatorMessage.Report) report));
    }

    /** As {@code TaskSupervisor} insists. */
    @Override
    public Runnable supervise(AgentId agent, TaskId task) {
        var supervisor = new Life();
        supervisors.add(supervisor);
        insistLater(supervisor, agent, task, Duration.ZERO, world().settings().retryMin());
        return () -> {
            supervisor.end();
            supervisors.remove(supervisor);
        };
    }

    private void insistLater(Life supervisor, AgentId agent, TaskId task, Duration least, Duration pause) {
        int spread = Math.toIntExact(Math.max(1, pause.toMillis() / 4));
        world().timeline().after(least.toMillis() + world().chance().between(0, spread - 1), supervisor, () -> {
            if (!life().isOver()) {
                toSelf(() -> keeper.insist(group(), agent, task));
                var next = Backoff.next(pause, world().settings().retryMax());
                insistLater(supervisor, agent, task, next, next);
            }
        });
    }

    private AgentLine line(Address link) {
        var line = new OnLink(world(), address(), link);
        return world().isSabotaged(Sabotage.KILL_LATER) ? late.over(line) : line;
    }

    private Consumer<AgentReply> answered(Address link) {
        return reply -> world().network().send(address(), link, new CellMessage.LinkAnswered(reply));
    }

    private Consumer<AgentReply> welcomed(Address link) {
        var answered = answered(link);
        return world().isSabotaged(Sabotage.KILL_LATER)
                ? reply -> answered.accept(LateKills.withoutKills(reply))
                : answered;
    }

    /** A link, from its agent's group. */
    private record OnLink(World world, Address from, Address link) implements AgentLine {
        @Override
        public void tell(ToLink message) {
            world.network().send(from, link, new CellMessage.OnLink(message));
        }
    }
}
