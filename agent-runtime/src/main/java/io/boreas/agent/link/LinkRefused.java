package io.boreas.agent.link;

/** A master refused this agent for good: dialling again is useless. */
public final class LinkRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LinkRefused(MasterAddress master, String reason) {
        super("master " + master + " refuses this agent: " + reason);
    }
}
