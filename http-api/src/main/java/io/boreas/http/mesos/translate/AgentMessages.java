package io.boreas.http.mesos.translate;

import io.boreas.core.id.AgentId;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.FaultDomain;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Scalar;
import io.boreas.core.resource.Text;
import io.boreas.http.mesos.proto.Mesos;
import java.util.List;

/** Agents. */
public final class AgentMessages {
    /** The name of an agent's component in URLs and pids. Source: Mesos, whose tools look for it. */
    public static final String COMPONENT = "slave(1)";

    private AgentMessages() {}

    public static Mesos.AgentID id(AgentId id) {
        return Mesos.AgentID.newBuilder().setValue(id.value()).build();
    }

    public static Mesos.AgentInfo info(AgentId id, AgentInfo info, ResourceForm form) {
        var out = Mesos.AgentInfo.newBuilder()
                .setHostname(info.hostname())
                .setPort(info.port())
                .addAllResources(ResourceMessages.write(info.resources(), form))
                .addAllAttributes(attributes(info.attributes()))
                .setId(id(id));
        info.domain().ifPresent(domain -> out.setDomain(domain(domain)));
        return out.build();
    }

    /** Where an agent or a master is. */
    public static Mesos.DomainInfo domain(FaultDomain domain) {
        var out = Mesos.DomainInfo.newBuilder();
        out.getFaultDomainBuilder().getRegionBuilder().setName(domain.region());
        out.getFaultDomainBuilder().getZoneBuilder().setName(domain.zone());
        return out.build();
    }

    public static List<Mesos.Attribute> attributes(Attributes attributes) {
        return attributes.list().stream()
                .map(attribute -> {
                    var out = Mesos.Attribute.newBuilder().setName(attribute.name());
                    switch (attribute.value()) {
                        case Scalar scalar ->
                            out.setType(Mesos.Value.Type.SCALAR).setScalar(ResourceMessages.write(scalar));
                        case Ranges ranges ->
                            out.setType(Mesos.Value.Type.RANGES).setRanges(ResourceMessages.write(ranges));
                        case Text(var value) ->
                            out.setType(Mesos.Value.Type.TEXT)
                                    .setText(Mesos.Value.Text.newBuilder().setValue(value));
                    }
                    return out.build();
                })
                .toList();
    }
}
