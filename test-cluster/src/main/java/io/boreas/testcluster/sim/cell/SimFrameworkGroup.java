package io.boreas.testcluster.sim.cell;

import io.boreas.actors.allocator.AllocatorMessage;
import io.boreas.actors.framework.AgentStandings;
import io.boreas.actors.framework.FrameworkGroupMessage;
import io.boreas.actors.framework.FrameworkKeeper;
import io.boreas.actors.gateway.AgentView;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkEffect;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.framework.Reconciliation;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.GroupKind;
import io.boreas.testcluster.sim.Address;
import io.boreas.testcluster.sim.Asked;
import io.boreas.testcluster.sim.CellMessage;
import io.boreas.testcluster.sim.Life;
import io.boreas.testcluster.sim.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The cell's own {@link FrameworkKeeper} on the simulated shell, as it is on {@code FrameworkGroup}. */
final class SimFrameworkGroup
        extends SimGroup<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect>
        implements FrameworkKeeper.Outside {
    private static final int STANDINGS_MILLIS = 10_000;

    private final int number;
    private final FrameworkKeeper keeper;
    private final Map<Long, Standings> asked = new TreeMap<>();
    private long lastQuestion;

    /** What groups of agents have answered so far. */
    private record Standings(
            FrameworkId framework,
            String streamId,
            List<Reconciliation.Question> questions,
            TreeSet<Integer> missing,
            List<AgentView> found) {}

    SimFrameworkGroup(World world, Life life, int number) {
        super(
                world,
                life,
                GroupKind.FRAMEWORK,
                number,
                Address.frameworkGroup(number),
                world.rules().frameworks());
        this.number = number;
        this.keeper = new FrameworkKeeper(
                number,
                world.settings().ofGroups(),
                world.settings().frameworkSettings(),
                new SimPost(world, address()),
                world.clocks(),
                this);
    }

    @Override
    FrameworkId idOf(Framework framework) {
        return framework.id();
    }

    @Override
    void recovered() {
        asked.clear();
        keeper.recovered(group());
    }

    @Override
    void committed(Batch<FrameworkId, FrameworkEvent> batch) {
        keeper.committed(group(), batch);
    }

    @Override
    void watched(List<Asked<FrameworkId, FrameworkCommand>> commands, List<FrameworkReply> replies, boolean changed) {
        world().watch().frameworksAnswer(number, commands, replies, changed);
    }

    @Override
    void answer(Asked<FrameworkId, FrameworkCommand> asked, FrameworkReply reply) {
        keeper.answer(group(), asked.envelope().aggregate(), asked.envelope().command(), reply);
    }

    @Override
    void answerTo(Address asker, Asked<FrameworkId, FrameworkCommand> asked, FrameworkReply reply) {
        throw new IllegalStateException("a group of frameworks answers through its keeper, and not " + asker);
    }

    @Override
    void receive(CellMessage message) {
        switch (message) {
            case CellMessage.ToFrameworks(var commands) -> commands.forEach(this::enqueue);
            case CellMessage.ToGroup(FrameworkGroupMessage.News news) -> keeper.hear(group(), news);
            case CellMessage.ToGroup(FrameworkGroupMessage.ReportToAllocator report) -> keeper.report(group());
            case CellMessage.Connect(var id, var subscribe, var stream) ->
                keeper.connect(id, subscribe, Cause.SYSTEM, stream.line(), stream::answer);
            case CellMessage.StreamHolds(var id, var streamId, var stream) ->
                keeper.holds(group(), id, streamId, stream.line());
            case CellMessage.StreamEnded(var id, var streamId) -> keeper.ended(id, streamId);
            case CellMessage.Call(var id, var streamId, var call, long callNumber, var from) ->
                keeper.call(
                        group(),
                        id,
                        streamId,
                        call,
                        new Cause(id + "-" + callNumber, id.value()),
                        reply -> world().network()
                                .send(address(), from, new CellMessage.CallAnswered(callNumber, streamId, reply)));
            case CellMessage.StandingsAre(long question, int group, var agents) -> stand(question, group, agents);
            default -> throw new IllegalStateException("a group of frameworks does not take " + message);
        }
    }

    @Override
    void tick() {
        keeper.tick(group());
    }

    @Override
    public void enqueue(FrameworkId framework, FrameworkCommand command, Cause cause) {
        enqueue(Asked.byNobody(new Envelope<>(framework, command, cause)));
    }

    @Override
    public void tell(AllocatorMessage report) {
        world().network()
                .send(address(), Address.ALLOCATOR, new CellMessage.ToAllocator((AllocatorMessage.Report) report));
    }

    @Override
    public void pushSoon() {
        toSelf(keeper::pushOffers);
    }

    /** As {@code AgentStandings} asks; without an answer of each group there is none. */
    @Override
    public void askStandings(FrameworkId framework, String streamId, List<Reconciliation.Question> questions) {
        boolean all = questions.stream().anyMatch(question -> question.agent().isEmpty());
        var byGroup = new TreeMap<Integer, TreeSet<AgentId>>();
        int groups = world().settings().groups();
        for (int one = 0; all && one < groups; one++) {
            byGroup.put(one, new TreeSet<>());
        }
        if (!all) {
            questions.forEach(question -> question.agent().ifPresent(agent -> byGroup.computeIfAbsent(
                            GroupKind.groupOf(agent.value(), groups), any -> new TreeSet<>())
                    .add(agent)));
        }
        long question = ++lastQuestion;
        asked.put(
                question,
                new Standings(framework, streamId, questions, new TreeSet<>(byGroup.keySet()), new ArrayList<>()));
        byGroup.forEach((to, agents) -> world().network()
                .send(
                        address(),
                        Address.agentGroup(to),
                        new CellMessage.AskStandings(question, List.copyOf(agents), address())));
        world().timeline().after(STANDINGS_MILLIS, life(), () -> asked.remove(question));
    }

    private void stand(long question, int group, List<AgentView> agents) {
        var waiting = asked.get(question);
        if (waiting == null) {
            return;
        }
        waiting.found.addAll(agents);
        waiting.missing.remove(group);
        if (waiting.missing.isEmpty()) {
            asked.remove(question);
            keeper.hear(
                    group(),
                    AgentStandings.answer(waiting.framework, waiting.streamId, waiting.questions, waiting.found));
        }
    }
}
