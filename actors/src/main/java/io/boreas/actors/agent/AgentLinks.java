package io.boreas.actors.agent;

import io.boreas.actors.link.ToLink;
import io.boreas.actors.time.Clocks;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.Presence;
import io.boreas.core.id.AgentId;
import io.boreas.core.link.FromAgent;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The connections that a group's agents are on, those they dial in on, and until when the silent ones are waited for. Soft. */
final class AgentLinks {
    private final Duration unreachableAfter;
    private final Clocks clocks;
    private final Map<AgentId, Link> links = new HashMap<>();
    private final Map<AgentId, Dialling> dialling = new HashMap<>();
    private final TreeMap<AgentId, Instant> deadlines = new TreeMap<>();

    /** @param incarnation the registration that it is of */
    private record Link(AgentLine line, long incarnation) {}

    /** An agent whose registration is being decided. */
    private record Dialling(FromAgent.Hello hello, AgentLine line, Consumer<AgentReply> caller) {}

    AgentLinks(Duration unreachableAfter, Clocks clocks) {
        this.unreachableAfter = unreachableAfter;
        this.clocks = clocks;
    }

    Optional<AgentLine> line(AgentId agent) {
        return Optional.ofNullable(links.get(agent)).map(Link::line);
    }

    boolean isLinked(AgentId agent) {
        return links.containsKey(agent);
    }

    /** Whether this is the connection it is on. */
    boolean isOn(AgentId agent, AgentLine line) {
        return line(agent).filter(line::equals).isPresent();
    }

    /** Whether it is being registered on this connection. */
    boolean isDialling(AgentId agent, AgentLine line) {
        var dialled = dialling.get(agent);
        return dialled != null && dialled.line.equals(line);
    }

    /** Goes on with what the journal says of agents. What was not written is not answered, and connections ask again. */
    void recovered(Collection<Agent> agents) {
        dialling.clear();
        deadlines.clear();
        for (var agent : agents) {
            cutOffIfStale(agent);
            if (agent.presence() == Presence.REGISTERED && !isLinked(agent.id())) {
                waitFor(agent.id());
            }
        }
    }

    /** It dials in on this connection, whatever others it has called from; what it is answered is to follow. */
    void dialled(FromAgent.Hello hello, AgentLine line, Consumer<AgentReply> caller) {
        dialling.put(hello.agent(), new Dialling(hello, line, caller));
    }

    /** The registration is durable: its answer goes out first, what is owed follows on the same connection. */
    void registered(AgentId agent, FromAgent.Hello hello, AgentReply reply) {
        var dialled = dialling.get(agent);
        if (dialled == null || dialled.hello != hello) {
            // Its link is closed, or a later call of the same agent overtook this one and is answered in its turn.
            // What the agent listed counts all the same: over the link it had before it is told nothing more (I2, I5).
            if (reply instanceof AgentReply.Registered(var incarnation, var kills)) {
                cutOff(agent, incarnation);
            }
            return;
        }
        dialling.remove(agent);
        dialled.caller.accept(reply);
        if (reply instanceof AgentReply.Registered(var incarnation, var kills)) {
            var before = links.put(agent, new Link(dialled.line, incarnation));
            if (before != null && !before.line.equals(dialled.line)) {
                before.line.tell(new ToLink.Superseded(incarnation));
            }
            deadlines.remove(agent);
        }
    }

    /** The connection is this agent's, as was forgotten here. */
    void resumed(Agent agent, AgentLine line) {
        links.put(agent.id(), new Link(line, agent.incarnation()));
        deadlines.remove(agent.id());
    }

    /** A connection is over; whether the agent was on it. */
    boolean closed(AgentId agent, AgentLine line) {
        if (isDialling(agent, line)) {
            dialling.remove(agent); // its registration is decided all the same, and leaves an agent without a link
            waitFor(agent);
        }
        if (!isOn(agent, line)) {
            return false;
        }
        links.remove(agent);
        waitFor(agent);
        return true;
    }

    /** An agent that is gone may not stay. */
    void hangUp(AgentId agent) {
        deadlines.remove(agent);
        var link = links.remove(agent);
        if (link != null) {
            link.line.tell(new ToLink.Gone());
        }
    }

    /** Those whose time is up, once. */
    List<AgentId> overdue() {
        var now = clocks.steady().instant();
        var overdue = deadlines.entrySet().stream()
                .filter(entry -> !entry.getValue().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
        overdue.forEach(deadlines::remove);
        return overdue;
    }

    /**
     * A registration may be durable though its write failed, as this group saw it: then the link it has is of an earlier one. What is launched over that is
     * launched by what another link has listed (I2).
     */
    private void cutOffIfStale(Agent agent) {
        var link = links.get(agent.id());
        if (link != null && link.incarnation != agent.incarnation()) {
            cutOff(agent.id(), agent.incarnation());
        }
    }

    private void cutOff(AgentId agent, long incarnation) {
        var link = links.remove(agent);
        if (link != null) {
            link.line.tell(new ToLink.Superseded(incarnation));
            waitFor(agent);
        }
    }

    private void waitFor(AgentId agent) {
        deadlines.put(agent, clocks.steady().instant().plus(unreachableAfter));
    }
}
