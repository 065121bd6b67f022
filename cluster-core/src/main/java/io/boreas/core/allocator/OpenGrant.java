package io.boreas.core.allocator;

/** A grant on its way to the agent's group, or leased by it. */
final class OpenGrant {
    final Client client;
    final AgentState agent;
    Grant grant;
    long[] milli;
    long[] firm;

    /** The report counts it. */
    boolean leased;

    /** It was said that it should be taken back. */
    boolean rescinding;

    /** The round it was made in, and its place there. */
    final long round;

    final int place;

    OpenGrant(Client client, AgentState agent, Grant grant, long[] milli, long[] firm, long round, int place) {
        this.client = client;
        this.agent = agent;
        this.grant = grant;
        this.milli = milli;
        this.firm = firm;
        this.round = round;
        this.place = place;
    }
}
