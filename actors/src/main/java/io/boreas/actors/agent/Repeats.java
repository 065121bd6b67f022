package io.boreas.actors.agent;

import io.boreas.actors.group.Backoff;
import io.boreas.core.agent.Agent;
import io.boreas.core.id.AgentId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What agents were told that is owed to them until they have done it, and when they are told again: at once after they registered
 * again, and else after longer and longer pauses. Soft.
 *
 * @param <T> what is owed
 */
final class Repeats<T> {
    private final Duration pauseMin;
    private final Duration pauseMax;
    private final Map<AgentId, Map<T, Sent>> sent = new TreeMap<>();

    /** When it is to be said again, unless its agent registers before. */
    private record Sent(long incarnation, Duration pause, Instant again) {}

    /**
     * @param pauseMin until the first repetition, doubled each time up to {@code pauseMax}
     */
    Repeats(Duration pauseMin, Duration pauseMax) {
        this.pauseMin = pauseMin;
        this.pauseMax = pauseMax;
    }

    void forget() {
        sent.clear();
    }

    /** Agents that have to be told, now or later. */
    List<AgentId> agents() {
        return List.copyOf(sent.keySet());
    }

    /** Whether an agent has to be told, now or later. */
    boolean concerns(AgentId agent) {
        return sent.containsKey(agent);
    }

    /** What of all that an agent is owed it is to be told now; it can be reached. */
    List<T> due(Agent agent, List<T> owed, Instant now) {
        if (owed.isEmpty()) {
            sent.remove(agent.id());
            return List.of();
        }
        var before = sent.getOrDefault(agent.id(), Map.of());
        var after = new HashMap<T, Sent>();
        var due = new ArrayList<T>();
        for (var one : owed) {
            var last = Optional.ofNullable(before.get(one)).filter(told -> told.incarnation == agent.incarnation());
            if (last.isPresent() && last.get().again.isAfter(now)) {
                after.put(one, last.get());
                continue;
            }
            var pause = last.map(told -> Backoff.next(told.pause, pauseMax)).orElse(pauseMin);
            after.put(one, new Sent(agent.incarnation(), pause, now.plus(pause)));
            due.add(one);
        }
        sent.put(agent.id(), after);
        return due;
    }
}
