package io.boreas.core.scheduler;

import java.util.function.IntPredicate;

/**
 * Finds the agent that is to run one more of a shape.
 *
 * <p>Of the agents that may run it, the {@link Ranking} prefers one; the search finds it
 *
 * <ul>
 *   <li>in the index of agents by what they have left, the rule without constraints and with those that most agents pass;
 *   <li>among the holders of a value, where a constraint names values that few agents have: then a look at each of them
 *       costs less.
 * </ul>
 *
 * <p>Limits shut an agent for the rest of the round, and within a round agents only lose room. So a search with limits goes
 * on where the shape's last one ended, and starts anew only before it would give up. An agent that another shape moved to
 * before that place meanwhile is passed over, even if it would pack a little better.
 */
final class Placement {
    /** Looking at a holder of a value costs about this fraction of passing over an agent in the index. */
    private static final int HOLDERS_PER_STEP = 8;

    private final AgentTable agents;
    private final Feasibility feasibility;
    private final Ranking ranking;

    Placement(AgentTable agents, Feasibility feasibility, Ranking ranking) {
        this.agents = agents;
        this.feasibility = feasibility;
        this.ranking = ranking;
    }

    /** The preferred agent's slot, or {@link FreeIndex#NONE}. */
    int find(Shape shape, long round) {
        if (shape.hopeless) {
            return FreeIndex.NONE;
        }
        Shape.Asked rarest = null;
        long fewest = Long.MAX_VALUE;
        for (var asked : shape.asked) {
            long count = asked.negated() ? Long.MAX_VALUE : holders(asked);
            if (count < fewest) {
                rarest = asked;
                fewest = count;
            }
        }
        if (rarest == null) {
            return fromIndex(shape, round, Integer.MAX_VALUE);
        }
        // About size / fewest steps in the index find one holder, if holders are spread evenly.
        if (fewest * fewest
                > (long) HOLDERS_PER_STEP * agents.index(shape.dedicated).size()) {
            int slot = fromIndex(shape, round, (int) fewest);
            if (slot != FreeIndex.GAVE_UP) {
                return slot;
            }
        }
        return fromHolders(shape, rarest);
    }

    private long holders(Shape.Asked asked) {
        long count = 0;
        for (int value : asked.values()) {
            count += agents.holders(value).size();
        }
        return count;
    }

    private int fromIndex(Shape shape, long round, int tries) {
        var index = agents.index(shape.dedicated);
        IntPredicate test = slot -> feasibility.accepts(shape, slot);
        if (ranking == Ranking.SPREAD) {
            return index.most(shape.needs, test, tries);
        }
        long least = Ranking.left(shape.needs.cpusMilli(), shape.needs.memMilli());
        if (shape.capped.isEmpty()) {
            return index.least(shape.needs, test, least, Long.MIN_VALUE, tries);
        }
        int slot = FreeIndex.NONE;
        if (shape.cursorRound == round && round > 0) {
            slot = index.least(shape.needs, test, shape.cursorKey, shape.cursorLabel, tries);
        }
        if (slot == FreeIndex.NONE) {
            slot = index.least(shape.needs, test, least, Long.MIN_VALUE, tries);
        }
        if (slot >= 0) {
            shape.cursorRound = round;
            shape.cursorKey = agents.cells.key(slot);
            shape.cursorLabel = agents.cells.label(slot);
        }
        return slot;
    }

    private int fromHolders(Shape shape, Shape.Asked asked) {
        int best = FreeIndex.NONE;
        for (int value : asked.values()) {
            var holders = agents.holders(value);
            for (int i = 0; i < holders.size(); i++) {
                int slot = holders.get(i);
                if (agents.cells.fits(slot, shape.needs)
                        && (best == FreeIndex.NONE || isPreferred(slot, best))
                        && feasibility.accepts(shape, slot)) {
                    best = slot;
                }
            }
        }
        return best;
    }

    private boolean isPreferred(int slot, int best) {
        long a = agents.cells.key(slot);
        long b = agents.cells.key(best);
        if (a == b) {
            return agents.cells.label(slot) < agents.cells.label(best);
        }
        return ranking == Ranking.PACK ? a < b : a > b;
    }
}
