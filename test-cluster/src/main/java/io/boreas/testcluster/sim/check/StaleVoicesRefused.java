package io.boreas.testcluster.sim.check;

import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.machine.Batch;
import io.boreas.testcluster.sim.Asked;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * I5: what is said under a registration that is over changes nothing. It follows registrations and losses by itself, command by
 * command.
 */
public final class StaleVoicesRefused implements Checker {
    private record Standing(long incarnation, boolean registered) {}

    private static final Standing NONE = new Standing(0, false);

    private final Map<AgentId, Standing> now = new HashMap<>();
    private final Map<Integer, Map<AgentId, Standing>> before = new HashMap<>();

    @Override
    public String property() {
        return "I5 stale voices are refused";
    }

    @Override
    public void agentsDurable(int group, Batch<AgentId, AgentEvent> batch) {
        var was = new HashMap<AgentId, Standing>();
        for (var recorded : batch.events()) {
            var agent = recorded.aggregate();
            var standing = now.getOrDefault(agent, NONE);
            was.putIfAbsent(agent, standing);
            switch (recorded.event()) {
                case AgentEvent.Registered event -> {
                    require(
                            event.incarnation() == standing.incarnation + 1,
                            "agent %s registers as %d after %d",
                            agent,
                            event.incarnation(),
                            standing.incarnation);
                    now.put(agent, new Standing(event.incarnation(), true));
                }
                case AgentEvent.BecameUnreachable event -> now.put(agent, new Standing(standing.incarnation, false));
                default -> {}
            }
        }
        before.put(group, was);
    }

    @Override
    public void agentsAnswer(
            int group, List<Asked<AgentId, AgentCommand>> commands, List<AgentReply> replies, boolean changed) {
        var standings = new HashMap<AgentId, Standing>();
        if (changed) {
            standings.putAll(before.getOrDefault(group, Map.of()));
        }
        for (int i = 0; i < commands.size(); i++) {
            var agent = commands.get(i).envelope().aggregate();
            var standing = standings.computeIfAbsent(agent, id -> now.getOrDefault(id, NONE));
            standings.put(
                    agent, check(agent, standing, commands.get(i).envelope().command(), replies.get(i)));
        }
    }

    private Standing check(AgentId agent, Standing standing, AgentCommand command, AgentReply reply) {
        return switch (command) {
            case AgentCommand.Register register ->
                reply instanceof AgentReply.Registered(long number, var kills) ? new Standing(number, true) : standing;
            case AgentCommand.Report(long incarnation, var updates) -> {
                boolean stale = incarnation != standing.incarnation || !standing.registered;
                require(
                        !stale || reply instanceof AgentReply.StaleIncarnation,
                        "agent %s reports as %d while it is %s, and is answered %s",
                        agent,
                        incarnation,
                        standing,
                        reply);
                yield standing;
            }
            case AgentCommand.MarkUnreachable(long incarnation, var message) -> {
                require(
                        incarnation == standing.incarnation || reply instanceof AgentReply.StaleIncarnation,
                        "agent %s is found silent as %d while it is %s, and that is answered %s",
                        agent,
                        incarnation,
                        standing,
                        reply);
                yield incarnation == standing.incarnation ? new Standing(incarnation, false) : standing;
            }
            default -> standing;
        };
    }
}
