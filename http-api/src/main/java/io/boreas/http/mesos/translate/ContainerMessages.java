package io.boreas.http.mesos.translate;

import io.boreas.core.agent.ContainerName;
import io.boreas.http.mesos.proto.Mesos;
import java.util.Optional;

/** The names of containers. */
public final class ContainerMessages {
    private ContainerMessages() {}

    public static Mesos.ContainerID id(ContainerName name) {
        var out = Mesos.ContainerID.newBuilder().setValue(name.value());
        name.parent().ifPresent(outer -> out.setParent(id(outer)));
        return out.build();
    }

    public static ContainerName name(Mesos.ContainerID id) {
        return new ContainerName(id.getValue(), id.hasParent() ? Optional.of(name(id.getParent())) : Optional.empty());
    }
}
