package io.boreas.http.mesos.translate;

import com.google.protobuf.InvalidProtocolBufferException;
import io.boreas.actors.gateway.RegularExpressions;
import io.boreas.core.framework.Capability;
import io.boreas.core.framework.FrameworkInfo;
import io.boreas.core.framework.FrameworkWish;
import io.boreas.core.id.FrameworkId;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.proto.Scheduler.OfferConstraints;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Frameworks. */
public final class FrameworkMessages {
    private FrameworkMessages() {}

    public static Mesos.FrameworkID id(FrameworkId id) {
        return Mesos.FrameworkID.newBuilder().setValue(id.value()).build();
    }

    /**
     * What a framework says of itself, before it is checked; its payload is the message.
     *
     * @param suppressed names of roles it wants no offers for
     * @param constraints of which agents it wants offers
     * @param patterns the expressions they may have
     */
    @SuppressWarnings("deprecation") // older frameworks have one role
    public static FrameworkWish wish(
            Mesos.FrameworkInfo info,
            List<String> suppressed,
            OfferConstraints constraints,
            RegularExpressions patterns) {
        var wish = new FrameworkWish(
                info.getName(),
                info.getUser(),
                info.hasPrincipal() ? Optional.of(info.getPrincipal()) : Optional.empty(),
                info.getCheckpoint(),
                info.getFailoverTimeout(),
                info.hasRole() ? Optional.of(info.getRole()) : Optional.empty(),
                info.getRolesList(),
                capabilities(info),
                suppressed,
                Payloads.of(info));
        return MinimumMessages.worthwhile(ConstraintMessages.constrain(wish, constraints, patterns), info);
    }

    /** Its capabilities, of those that are known. */
    public static SortedSet<Capability> capabilities(Mesos.FrameworkInfo info) {
        var capabilities = new TreeSet<Capability>();
        for (var capability : info.getCapabilitiesList()) {
            if (capability.getType() != Mesos.FrameworkInfo.Capability.Type.UNKNOWN) {
                capabilities.add(Capability.ofCode(capability.getType().getNumber()));
            }
        }
        return capabilities;
    }

    /** All that a framework said of itself, and its id. */
    public static Mesos.FrameworkInfo info(FrameworkId id, FrameworkInfo info) {
        try {
            return Mesos.FrameworkInfo.parseFrom(info.payload().bytes()).toBuilder()
                    .setId(id(id))
                    .build();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("what framework " + id + " said of itself is not readable", e);
        }
    }
}
