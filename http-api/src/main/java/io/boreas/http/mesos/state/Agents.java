package io.boreas.http.mesos.state;

import io.boreas.core.link.AgentInfo;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.translate.AgentMessages;
import java.util.List;

/** What the Mesos doors say of every agent. */
public final class Agents {
    /** What agents can do, of what Mesos has words for. */
    public static final List<Mesos.AgentInfo.Capability.Type> CAPABILITIES = List.of(
            Mesos.AgentInfo.Capability.Type.MULTI_ROLE,
            Mesos.AgentInfo.Capability.Type.HIERARCHICAL_ROLE,
            Mesos.AgentInfo.Capability.Type.RESERVATION_REFINEMENT);

    private Agents() {}

    /** How tools find an agent's own door. It has the host name where Mesos has the address, for no other is known here. */
    public static String pid(AgentInfo info) {
        return AgentMessages.COMPONENT + "@" + info.hostname() + ":" + info.port();
    }
}
