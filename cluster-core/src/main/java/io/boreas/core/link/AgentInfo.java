package io.boreas.core.link;

import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import java.util.Optional;

/**
 * What an agent is and has.
 *
 * @param hostname where its tasks can be reached
 * @param port where its own HTTP door listens; 0 if it has none
 * @param address the IP address of {@code hostname}, as the agent sees it; empty if that is not known
 * @param resources all it has to give
 * @param version the program's version
 */
public record AgentInfo(
        String hostname,
        int port,
        Optional<String> address,
        Attributes attributes,
        Resources resources,
        String version) {
    /** An agent of which no address is known. */
    public AgentInfo(String hostname, int port, Attributes attributes, Resources resources, String version) {
        this(hostname, port, Optional.empty(), attributes, resources, version);
    }

    /** The same at an address, unless it is known already. */
    public AgentInfo at(String ip) {
        return address.isPresent()
                ? this
                : new AgentInfo(hostname, port, Optional.of(ip), attributes, resources, version);
    }
}
