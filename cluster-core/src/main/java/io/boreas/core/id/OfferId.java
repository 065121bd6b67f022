package io.boreas.core.id;

import java.util.Optional;

/**
 * One offer: a lease of part of one agent to one framework. Its name begins with its agent's, so that whoever is handed it back knows
 * whose group to ask.
 */
public record OfferId(String value) implements Comparable<OfferId> {
    /** Characters an id may have: an agent's, and a number. */
    public static final int LENGTH_MAX = AgentId.LENGTH_MAX + 32;

    private static final String MARK = "-O";

    public OfferId {
        Ids.check("an offer id", value, LENGTH_MAX);
    }

    /** The offer of this agent that has this number among all that were ever drawn. */
    public static OfferId of(AgentId agent, long number) {
        return new OfferId(agent + MARK + Long.toString(number, Character.MAX_RADIX));
    }

    /** Whose it is; empty if it was never drawn here. */
    public Optional<AgentId> agent() {
        int end = value.lastIndexOf(MARK);
        return end <= 0 || end > AgentId.LENGTH_MAX
                ? Optional.empty()
                : Optional.of(new AgentId(value.substring(0, end)));
    }

    @Override
    public int compareTo(OfferId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
