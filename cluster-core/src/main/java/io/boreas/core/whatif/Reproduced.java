package io.boreas.core.whatif;

import java.util.List;

/**
 * How far the planner came to the stored choices again.
 *
 * @param choices how many are stored in the stretch
 * @param same how many of them the planner came to: the same instance to the same agent, in the same order
 * @param missed the first of the others, at most {@link #MISSED_MAX}
 */
public record Reproduced(long choices, long same, List<Missed> missed) {
    public static final int MISSED_MAX = 20;

    public Reproduced {
        missed = List.copyOf(missed);
    }

    public boolean isComplete() {
        return same == choices;
    }
}
