package io.boreas.agent;

import io.boreas.agent.link.AgentLinkSettings;
import io.boreas.agent.link.MasterAddress;
import io.boreas.agent.oversubscription.OversubscriptionSettings;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.FaultDomain;
import io.boreas.core.resource.Resources;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What an agent is told at its start.
 *
 * @param workDir where it keeps everything; its own, one agent at a time
 * @param masters where masters listen for agents, 1 to 100, tried in turn
 * @param hostname where its tasks can be reached
 * @param port where its own HTTP door listens; 0 if it has none
 * @param resources all it has to give
 * @param version the program's version
 * @param domain where it is, if it is told
 * @param oversubscription what it gives besides its own resources
 */
public record AgentSettings(
        Path workDir,
        List<MasterAddress> masters,
        String hostname,
        int port,
        Resources resources,
        Attributes attributes,
        String version,
        AgentLinkSettings link,
        Optional<FaultDomain> domain,
        OversubscriptionSettings oversubscription) {
    private static final int MASTERS_MAX = 100;

    public AgentSettings {
        masters = List.copyOf(masters);
        if (masters.isEmpty() || masters.size() > MASTERS_MAX) {
            throw new IllegalArgumentException("an agent has 1 to " + MASTERS_MAX + " masters, not " + masters.size());
        }
        if (hostname.isBlank() || hostname.length() > 255) {
            throw new IllegalArgumentException("an agent's hostname has 1 to 255 characters, not \"" + hostname + "\"");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("an agent's port is 0 to 65535, not " + port);
        }
        var ports = resources.ports();
        if (!ports.isEmpty() && (ports.lowest() < 1 || ports.end(ports.spanCount() - 1) > 65_535)) {
            throw new IllegalArgumentException("an agent's ports are 1 to 65535, not " + ports);
        }
    }

    /** An agent in no domain, which gives its own resources and no more. */
    public AgentSettings(
            Path workDir,
            List<MasterAddress> masters,
            String hostname,
            int port,
            Resources resources,
            Attributes attributes,
            String version,
            AgentLinkSettings link) {
        this(
                workDir,
                masters,
                hostname,
                port,
                resources,
                attributes,
                version,
                link,
                Optional.empty(),
                OversubscriptionSettings.NONE);
    }

    /** An agent that gives what this machine has; its work directory, or the first of its parents there is, must be readable. */
    public static AgentSettings detected(Path workDir, List<MasterAddress> masters, String version) {
        return new AgentSettings(
                workDir,
                masters,
                localHostname(),
                0,
                MachineResources.detected(workDir),
                Attributes.none(),
                version,
                AgentLinkSettings.DEFAULT);
    }

    /** These settings with other resources. */
    public AgentSettings with(Resources other) {
        return new AgentSettings(
                workDir, masters, hostname, port, other, attributes, version, link, domain, oversubscription);
    }

    /** What masters are told of an agent with these settings. */
    public AgentInfo info(Optional<String> address) {
        return new AgentInfo(hostname, port, address, attributes, resources, version, domain);
    }

    /** These settings with another way to keep the link. */
    public AgentSettings with(AgentLinkSettings other) {
        return new AgentSettings(
                workDir, masters, hostname, port, resources, attributes, version, other, domain, oversubscription);
    }

    private static String localHostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost"; // a machine without a name is reached by itself alone
        }
    }
}
