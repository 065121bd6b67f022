package io.boreas.testcluster.sim.check;

import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.machine.Batch;
import io.boreas.testcluster.sim.Asked;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * I5: what is said under a registration that is over, or on a scheduler's stream that is not the newest, changes nothing. It follows registrations,
 * subscriptions and losses by itself, command by command.
 */
public final class StaleVoicesRefused implements Checker {
    private record Standing(long incarnation, boolean registered) {}

    private static final Standing NONE = new Standing(0, false);

    private final Map<AgentId, Standing> now = new HashMap<>();
    private final Map<Integer, Map<AgentId, Standing>> before = new HashMap<>();

    /** The streams that are heard; an empty text for none. */
    private final Map<FrameworkId, String> streams = new HashMap<>();

    private final Map<Integer, Map<FrameworkId, String>> streamsBefore = new HashMap<>();

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

    @Override
    public void frameworksDurable(int group, Batch<FrameworkId, FrameworkEvent> batch) {
        var was = new HashMap<FrameworkId, String>();
        for (var recorded : batch.events()) {
            var framework = recorded.aggregate();
            was.putIfAbsent(framework, streams.getOrDefault(framework, ""));
            switch (recorded.event()) {
                case FrameworkEvent.Subscribed subscribed -> streams.put(framework, subscribed.streamId());
                case FrameworkEvent.Disconnected disconnected -> streams.put(framework, "");
                case FrameworkEvent.Removed removed -> streams.put(framework, "");
                default -> {}
            }
        }
        streamsBefore.put(group, was);
    }

    @Override
    public void frameworksAnswer(
            int group,
            List<Asked<FrameworkId, FrameworkCommand>> commands,
            List<FrameworkReply> replies,
            boolean changed) {
        var heard = new HashMap<FrameworkId, String>();
        if (changed) {
            heard.putAll(streamsBefore.getOrDefault(group, Map.of()));
        }
        for (int i = 0; i < commands.size(); i++) {
            var framework = commands.get(i).envelope().aggregate();
            var stream = heard.computeIfAbsent(framework, id -> streams.getOrDefault(id, ""));
            heard.put(
                    framework,
                    check(framework, stream, commands.get(i).envelope().command(), replies.get(i)));
        }
    }

    /** The stream that is heard after the command. */
    private String check(FrameworkId framework, String stream, FrameworkCommand command, FrameworkReply reply) {
        return switch (command) {
            case FrameworkCommand.Subscribe subscribe ->
                reply instanceof FrameworkReply.Subscribed ? subscribe.streamId() : stream;
            case FrameworkCommand.Disconnect(var sent) -> sent.equals(stream) ? "" : stream;
            case FrameworkCommand.Acknowledge acknowledge -> heard(framework, stream, acknowledge.streamId(), reply);
            case FrameworkCommand.Revive revive -> heard(framework, stream, revive.streamId(), reply);
            case FrameworkCommand.Suppress suppress -> heard(framework, stream, suppress.streamId(), reply);
            case FrameworkCommand.Teardown teardown -> {
                heard(framework, stream, teardown.streamId(), reply);
                yield reply instanceof FrameworkReply.Removed ? "" : stream;
            }
            default -> reply instanceof FrameworkReply.Removed ? "" : stream;
        };
    }

    private String heard(FrameworkId framework, String stream, String sent, FrameworkReply reply) {
        boolean refused = reply instanceof FrameworkReply.StaleStream
                || reply instanceof FrameworkReply.NotConnected
                || reply instanceof FrameworkReply.UnknownFramework;
        require(
                sent.equals(stream) || refused,
                "framework %s is heard on stream %s while its newest is %s, and answered %s",
                framework,
                sent,
                stream,
                reply);
        return stream;
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
