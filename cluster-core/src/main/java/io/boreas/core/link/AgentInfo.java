package io.boreas.core.link;

import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.FaultDomain;
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
 * @param domain where it is, if it was told
 */
public record AgentInfo(
        String hostname,
        int port,
        Optional<String> address,
        Attributes attributes,
        Resources resources,
        String version,
        Optional<FaultDomain> domain) {
    /** An agent of which no address is known, and in no domain. */
    public AgentInfo(String hostname, int port, Attributes attributes, Resources resources, String version) {
        this(hostname, port, Optional.empty(), attributes, resources, version, Optional.empty());
    }

    /** The same at an address, unless it is known already. */
    public AgentInfo at(String ip) {
        return address.isPresent()
                ? this
                : new AgentInfo(hostname, port, Optional.of(ip), attributes, resources, version, domain);
    }

    /** The same in this domain, or in none. */
    public AgentInfo in(Optional<FaultDomain> other) {
        return new AgentInfo(hostname, port, address, attributes, resources, version, other);
    }

    /** One in no domain is shown as it was before there were any, in what was kept of earlier versions. */
    @Override
    public String toString() {
        return "AgentInfo[hostname=" + hostname
                + ", port=" + port
                + ", address=" + address
                + ", attributes=" + attributes
                + ", resources=" + resources
                + ", version=" + version
                + domain.map(here -> ", domain=" + here).orElse("")
                + "]";
    }
}
