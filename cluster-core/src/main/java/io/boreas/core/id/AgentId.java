package io.boreas.core.id;

/**
 * One agent's name for as long as its work directory lives; the agent chooses it at its first start.
 */
public record AgentId(String value) implements Comparable<AgentId> {
    /** Characters an id may have. Source: Mesos, which bounds task ids at 255. */
    public static final int LENGTH_MAX = 255;

    public AgentId {
        Ids.check("an agent id", value, LENGTH_MAX);
    }

    @Override
    public int compareTo(AgentId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
