package io.boreas.actors.agent;

import io.boreas.actors.group.Backoff;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.agent.ExecutorRun;
import io.boreas.core.id.AgentId;
import io.boreas.core.link.FromMaster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which executors' agents were told to end them, and when they are told again. Soft. */
final class ExecutorStops {
    private final Duration grace;
    private final Duration pauseMin;
    private final Duration pauseMax;
    private final Map<AgentId, Map<ExecutorRun, Sent>> sent = new HashMap<>();

    /** When it is to be sent again, unless its agent registers before. */
    private record Sent(long incarnation, Duration pause, Instant again) {}

    /**
     * @param grace how long executors may take
     * @param pauseMin until the first repetition, doubled each time up to {@code pauseMax}
     */
    ExecutorStops(Duration grace, Duration pauseMin, Duration pauseMax) {
        this.grace = grace;
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

    /** Whether an agent has to be told, now or later. */
    boolean concerns(AgentId agent) {
        return sent.containsKey(agent);
    }

    /** What an agent that can be reached is to be told now. */
    List<FromMaster> due(Agent agent, Instant now) {
        var stopping = AgentMachine.stopping(agent);
        if (stopping.isEmpty()) {
            sent.remove(agent.id());
            return List.of();
        }
        var before = sent.getOrDefault(agent.id(), Map.of());
        var after = new HashMap<ExecutorRun, Sent>();
        var due = new ArrayList<FromMaster>();
        for (var executor : stopping) {
            var run = executor.run();
            var last = before.get(run);
            if (last != null && last.incarnation == agent.incarnation() && last.again.isAfter(now)) {
                after.put(run, last);
                continue;
            }
            var pause = last == null || last.incarnation != agent.incarnation()
                    ? pauseMin
                    : Backoff.next(last.pause, pauseMax);
            after.put(run, new Sent(agent.incarnation(), pause, now.plus(pause)));
            due.add(new FromMaster.StopExecutor(run, grace));
        }
        sent.put(agent.id(), after);
        return due;
    }
}
