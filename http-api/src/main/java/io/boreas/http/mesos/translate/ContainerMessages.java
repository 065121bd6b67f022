package io.boreas.http.mesos.translate;

import io.boreas.core.agent.ContainerName;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.proto.Mesos.NetworkInfo.Protocol;
import java.util.Optional;

/** The names of containers. */
public final class ContainerMessages {
    private ContainerMessages() {}

    public static Mesos.ContainerID id(ContainerName name) {
        var out = Mesos.ContainerID.newBuilder().setValue(name.value());
        name.parent().ifPresent(outer -> out.setParent(id(outer)));
        return out.build();
    }

    /**
     * Adds what an executor left out of what it said of its container. A container without a network of its own is reached at its agent's address. Source:
     * Mesos, {@code Slave::_statusUpdate}.
     */
    static void complete(Mesos.ContainerStatus.Builder said, ContainerName name, Optional<String> address) {
        if (!said.hasContainerId()) {
            said.setContainerId(id(name));
        }
        if (said.getNetworkInfosCount() == 0) {
            address.ifPresent(ip -> said.addNetworkInfosBuilder()
                    .addIpAddressesBuilder()
                    .setProtocol(protocol(ip))
                    .setIpAddress(ip));
        }
    }

    /** Of which protocol an address is. */
    public static Protocol protocol(String ip) {
        return ip.indexOf(':') < 0 ? Protocol.IPv4 : Protocol.IPv6;
    }

    public static ContainerName name(Mesos.ContainerID id) {
        return new ContainerName(id.getValue(), id.hasParent() ? Optional.of(name(id.getParent())) : Optional.empty());
    }
}
