package io.boreas.core.whatif;

import java.time.Instant;
import java.util.List;

/**
 * What a cell was asked for between two moments, and what became of it: the runs of its jobs, and what its agents had for them.
 *
 * @param roles in the order of time; nothing is said of roles before the first
 * @param runs in the order in which they began to wait
 * @param agents in the order of time; each agent that is there at the begin has its first step then
 */
public record Stretch(Instant begin, Instant end, List<RolesStep> roles, List<Run> runs, List<AgentStep> agents) {
    public Stretch {
        roles = List.copyOf(roles);
        runs = List.copyOf(runs);
        agents = List.copyOf(agents);
    }
}
