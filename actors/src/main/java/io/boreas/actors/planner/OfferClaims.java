package io.boreas.actors.planner;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.scheduler.Amounts;
import io.boreas.core.scheduler.PendingJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What frameworks think about while jobs wait for it. An offer is a question, not a possession: where a job would fit but for offers,
 * they are taken back. A part of {@link PlannerKeeper}.
 */
final class OfferClaims {
    /** A job whose constraints no such agent meets must not take offers back all the time. */
    static final Duration CLAIM_PAUSE = Duration.ofSeconds(10);

    private final TreeMap<AgentId, Amounts> free = new TreeMap<>();
    private final Map<JobKey, PendingJob> waiting = new HashMap<>();
    private final Map<JobKey, Instant> claimed = new HashMap<>();

    /** What an agent would have free without its offers; {@link Amounts#NONE} if it has none. */
    void offered(AgentId agent, Amounts amounts) {
        if (amounts.equals(Amounts.NONE)) {
            free.remove(agent);
        } else {
            free.put(agent, amounts);
        }
    }

    /** A job waits, or no part of it does. */
    void waits(PendingJob job) {
        if (job.groups().isEmpty()) {
            waiting.remove(job.job());
            claimed.remove(job.job());
        } else {
            waiting.put(job.job(), job);
        }
    }

    /** Agents whose offers are to be taken back for a job of which so many instances found no place. */
    List<AgentId> claim(JobKey key, int unplaced, Instant now) {
        var job = waiting.get(key);
        var last = claimed.get(key);
        if (job == null
                || free.isEmpty()
                || (last != null && last.plus(CLAIM_PAUSE).isAfter(now))) {
            return List.of();
        }
        var claims = new ArrayList<AgentId>();
        long wanted = unplaced;
        for (var entry : free.entrySet()) {
            if (wanted <= 0) {
                break;
            }
            long fit = 0;
            for (var group : job.groups()) {
                fit = Math.max(fit, Math.min(wanted, times(group.needs(), entry.getValue())));
            }
            if (fit > 0) {
                claims.add(entry.getKey());
                wanted -= fit;
            }
        }
        if (!claims.isEmpty()) {
            claimed.put(key, now);
            claims.forEach(free::remove);
        }
        return claims;
    }

    /** How often the needs fit. */
    private static long times(Amounts needs, Amounts room) {
        long times = Long.MAX_VALUE;
        times = least(times, needs.cpusMilli(), room.cpusMilli());
        times = least(times, needs.memMilli(), room.memMilli());
        times = least(times, needs.diskMilli(), room.diskMilli());
        times = least(times, needs.gpusMilli(), room.gpusMilli());
        return least(times, needs.ports(), room.ports());
    }

    private static long least(long times, long need, long room) {
        return need == 0 ? times : Math.min(times, room / need);
    }
}
