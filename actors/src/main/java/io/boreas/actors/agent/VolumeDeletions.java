package io.boreas.actors.agent;

import io.boreas.actors.group.Backoff;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.id.AgentId;
import io.boreas.core.link.FromMaster;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which agents were told to delete the data of destroyed volumes, and when they are told again. Soft. */
final class VolumeDeletions {
    private final Duration pauseMin;
    private final Duration pauseMax;
    private final Map<AgentId, Sent> sent = new HashMap<>();

    /** What was said last: up to which number, and when it is said again unless the agent registers or more is to go before. */
    private record Sent(long incarnation, long upTo, Duration pause, Instant again) {}

    /**
     * @param pauseMin until the first repetition, doubled each time up to {@code pauseMax}
     */
    VolumeDeletions(Duration pauseMin, Duration pauseMax) {
        this.pauseMin = pauseMin;
        this.pauseMax = pauseMax;
    }

    void forget() {
        sent.clear();
    }

    /** Agents that have to be told, now or later. */
    Set<AgentId> agents() {
        return Set.copyOf(sent.keySet());
    }

    /** What an agent that can be reached is to be told now. */
    List<FromMaster> due(Agent agent, Instant now) {
        var doomed = AgentMachine.doomed(agent);
        if (doomed.isEmpty()) {
            sent.remove(agent.id());
            return List.of();
        }
        long upTo = doomed.getLast().number();
        var last = Optional.ofNullable(sent.get(agent.id()))
                .filter(known -> known.incarnation == agent.incarnation() && known.upTo == upTo);
        if (last.filter(known -> known.again.isAfter(now)).isPresent()) {
            return List.of();
        }
        var pause = last.map(known -> Backoff.next(known.pause, pauseMax)).orElse(pauseMin);
        sent.put(agent.id(), new Sent(agent.incarnation(), upTo, pause, now.plus(pause)));
        return List.of(new FromMaster.DeleteVolumes(doomed));
    }
}
