package io.boreas.core.scheduler;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether an agent may run a shape, and if not, why.
 *
 * <p>The order of the reasons is Aurora's: dedicated, then not accepting, then the first constraint that is not satisfied,
 * values before limits, then every resource of which there is too little. Source: Aurora, {@code SchedulingFilterImpl}.
 * What Aurora did not know of stands beside not accepting: the whitelist, and other regions.
 */
final class Feasibility {
    static final String DEDICATED = "Host is dedicated";
    static final String NOT_ACCEPTING = "Host not accepting";

    /** Not one of Aurora's, which left its lists to Mesos. */
    static final String NOT_LISTED = "Host not on the whitelist";

    /** Not one of Aurora's, which was offered nothing from afar: frameworks of Mesos have to say that they know regions. */
    static final String ELSEWHERE = "Host in another region";

    static final String CONSTRAINT = "Constraint not satisfied: ";
    static final String LIMIT = "Limit not satisfied: ";
    static final String INSUFFICIENT = "Insufficient: ";

    /** Not one of Aurora's, whose quota refuses a job at its door. */
    static final String QUOTA = "Quota of role ";

    private final AgentTable agents;

    Feasibility(AgentTable agents) {
        this.agents = agents;
    }

    /** Whether the agent has room and satisfies all else. */
    boolean fits(Shape shape, int slot) {
        return agents.cells.fits(slot, shape.needs) && accepts(shape, slot);
    }

    /** Whether the agent satisfies all but room. */
    boolean accepts(Shape shape, int slot) {
        var row = agents.row(slot);
        if (!row.accepting() || row.dedicated && !shape.dedicated || row.remote && !shape.travels || shape.hopeless) {
            return false;
        }
        for (var asked : shape.asked) {
            if (!satisfies(row, asked)) {
                return false;
            }
        }
        for (var capped : shape.capped) {
            if (!satisfies(row, capped, shape)) {
                return false;
            }
        }
        return true;
    }

    /** Why the registered agents do not take one more of the shape; the same for all of them if the role has its quota. */
    Refusals refusals(Shape shape, RoleQueue role) {
        var reasons = new TreeMap<String, Integer>();
        int exceeded = role.exceeded(shape.needs);
        if (exceeded != RoleRoom.NONE) {
            reasons.put(QUOTA + role.name + ": " + Amounts.name(exceeded), agents.registered());
            return new Refusals(agents.registered(), reasons);
        }
        for (var row : agents.registeredRows()) {
            refuse(shape, row, reasons);
        }
        return new Refusals(agents.registered(), reasons);
    }

    private void refuse(Shape shape, AgentRow row, SortedMap<String, Integer> reasons) {
        if (row.dedicated && !shape.dedicated) {
            count(reasons, DEDICATED);
            return;
        }
        if (!row.accepting()) {
            count(reasons, row.listed ? NOT_ACCEPTING : NOT_LISTED);
            return;
        }
        if (row.remote && !shape.travels) {
            count(reasons, ELSEWHERE);
            return;
        }
        if (shape.hopeless) {
            count(reasons, CONSTRAINT + AgentTable.DEDICATED);
            return;
        }
        for (var asked : shape.asked) {
            if (!satisfies(row, asked)) {
                count(reasons, CONSTRAINT + asked.name());
                return;
            }
        }
        for (var capped : shape.capped) {
            if (!satisfies(row, capped, shape)) {
                count(reasons, LIMIT + capped.name());
                return;
            }
        }
        for (int kind = 0; kind < Amounts.KINDS; kind++) {
            if (agents.cells.get(row.slot, kind) < shape.needs.kind(kind)) {
                count(reasons, INSUFFICIENT + Amounts.name(kind));
            }
        }
    }

    private static void count(Map<String, Integer> reasons, String reason) {
        reasons.merge(reason, 1, Integer::sum);
    }

    private static boolean satisfies(AgentRow row, Shape.Asked asked) {
        for (int value : asked.values()) {
            if (row.hasValue(value)) {
                return !asked.negated();
            }
        }
        return asked.negated();
    }

    private static boolean satisfies(AgentRow row, Shape.Capped capped, Shape shape) {
        boolean has = false;
        for (int i = 0; i < row.values.length; i++) {
            if (capped.name().equals(row.names[i])) {
                has = true;
                if (shape.counts == null || shape.counts.count(row.values[i]) >= capped.max()) {
                    return false;
                }
            }
        }
        return has;
    }
}
