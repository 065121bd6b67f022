package io.boreas.http.mesos.state;

import io.boreas.actors.gateway.AgentView;
import io.boreas.core.agent.Duty;
import io.boreas.core.link.AgentInfo;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.translate.AgentMessages;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the Mesos doors say of every agent. */
public final class Agents {
    /** What agents can do, of what Mesos has words for. */
    public static final List<Mesos.AgentInfo.Capability.Type> CAPABILITIES = List.of(
            Mesos.AgentInfo.Capability.Type.MULTI_ROLE,
            Mesos.AgentInfo.Capability.Type.HIERARCHICAL_ROLE,
            Mesos.AgentInfo.Capability.Type.RESERVATION_REFINEMENT,
            Mesos.AgentInfo.Capability.Type.TASK_RESOURCE_LIMITS);

    private Agents() {}

    /** How tools find an agent's own door. */
    public static String pid(AgentInfo info) {
        return AgentMessages.COMPONENT + "@" + info.address().orElse(info.hostname()) + ":" + info.port();
    }

    /** Whether it may get something new now. */
    public static boolean active(AgentView view) {
        return view.linked() && view.agent().duty().isActive();
    }

    /** That it is drained, if it is. */
    public static Optional<Mesos.DrainInfo> drain(Duty duty) {
        return switch (duty) {
            case Duty.Active a -> Optional.empty();
            case Duty.Deactivated d -> Optional.empty();
            case Duty.Draining(var terms) -> Optional.of(drain(Mesos.DrainState.DRAINING, terms));
            case Duty.Drained(var terms) -> Optional.of(drain(Mesos.DrainState.DRAINED, terms));
        };
    }

    /** When that was asked for. */
    public static Optional<Instant> drainStart(Duty duty) {
        return switch (duty) {
            case Duty.Active a -> Optional.empty();
            case Duty.Deactivated d -> Optional.empty();
            case Duty.Draining(var terms) -> Optional.of(terms.since());
            case Duty.Drained(var terms) -> Optional.of(terms.since());
        };
    }

    private static Mesos.DrainInfo drain(Mesos.DrainState state, Duty.Terms terms) {
        var config = Mesos.DrainConfig.newBuilder().setMarkGone(terms.thenGone());
        terms.graceMax().ifPresent(grace -> config.getMaxGracePeriodBuilder().setNanoseconds(grace.toNanos()));
        return Mesos.DrainInfo.newBuilder().setState(state).setConfig(config).build();
    }
}
