package io.boreas.core.whatif;

import io.boreas.core.id.AgentId;
import io.boreas.core.scheduler.PlannerAgent;
import io.boreas.core.scheduler.RoleTerms;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * On what terms a stretch is simulated.
 *
 * @param instead what is said of roles, whatever operators said
 * @param without agents that are not there
 * @param more agents that are there from the begin to the end, with nothing but jobs' tasks on them
 */
public record Terms(Policy policy, RoleTerms instead, SortedSet<AgentId> without, List<PlannerAgent> more) {
    public Terms {
        without = Collections.unmodifiableSortedSet(new TreeSet<>(without));
        more = List.copyOf(more);
    }

    /** What is said of roles if operators say this. */
    RoleTerms roles(RoleTerms said) {
        return said.overlaid(instead);
    }

    /** The policy alone. */
    public static Terms of(Policy policy) {
        return new Terms(policy, RoleTerms.NONE, new TreeSet<>(), List.of());
    }
}
