package io.boreas.core.allocator;

/** Which agents are looked at first, and so whose room is given to whoever is furthest from their share. */
public enum AgentOrder {
    /** By lot, anew each time. Source: Mesos. */
    SHUFFLED,
    /** The fullest first: what is empty stays empty for as long as possible. */
    PACK,
    /** The emptiest first. */
    SPREAD
}
