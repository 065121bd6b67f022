package io.boreas.http.mesos.translate;

import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.framework.Capability;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.OfferId;
import io.boreas.http.mesos.proto.Mesos;
import java.util.Set;

/** Offers, and what became of operations on them. */
public final class OfferMessages {
    private OfferMessages() {}

    public static Mesos.OfferID id(OfferId id) {
        return Mesos.OfferID.newBuilder().setValue(id.value()).build();
    }

    /**
     * An offer as its framework is told it.
     *
     * @param capabilities of the framework
     */
    public static Mesos.Offer offer(FrameworkPush.Offer offer, Set<Capability> capabilities) {
        var form = ResourceForm.offered(capabilities, offer.role());
        var out = Mesos.Offer.newBuilder()
                .setId(id(offer.id()))
                .setFrameworkId(FrameworkMessages.id(offer.framework()))
                .setAgentId(AgentMessages.id(offer.agent()))
                .setHostname(offer.info().hostname())
                .addAllResources(ResourceMessages.write(offer.resources(), form))
                .addAllAttributes(AgentMessages.attributes(offer.info().attributes()));
        form.allocation().ifPresent(role -> out.getAllocationInfoBuilder().setRole(role.name()));
        if (offer.info().port() > 0) {
            var url = out.getUrlBuilder().setScheme("http").setPath("/" + AgentMessages.COMPONENT);
            var address = url.getAddressBuilder()
                    .setHostname(offer.info().hostname())
                    .setPort(offer.info().port());
            offer.info().address().ifPresent(address::setIp);
        }
        offer.info().domain().ifPresent(domain -> out.setDomain(AgentMessages.domain(domain)));
        offer.unavailability().ifPresent(when -> out.setUnavailability(RegistryMessages.unavailability(when)));
        offer.executors().forEach(executor -> out.addExecutorIdsBuilder().setValue(executor));
        return out.build();
    }

    /** An inverse offer as its framework is told it: of a whole agent, so without resources. */
    public static Mesos.InverseOffer inverse(FrameworkPush.InverseOffer offer) {
        return Mesos.InverseOffer.newBuilder()
                .setId(id(offer.id()))
                .setFrameworkId(FrameworkMessages.id(offer.framework()))
                .setAgentId(AgentMessages.id(offer.agent()))
                .setUnavailability(RegistryMessages.unavailability(offer.unavailability()))
                .build();
    }

    /** What became of an operation. It has no uuid: it is not sent again, and not to be acknowledged. */
    public static Mesos.OperationStatus status(AgentId agent, AgentReply.Outcome outcome, ResourceForm form) {
        var out = outcome.done()
                ? Mesos.OperationStatus.newBuilder().setState(Mesos.OperationState.OPERATION_FINISHED)
                : Mesos.OperationStatus.newBuilder().setState(Mesos.OperationState.OPERATION_ERROR);
        outcome.id().ifPresent(id -> out.getOperationIdBuilder().setValue(id));
        if (!outcome.message().isEmpty()) {
            out.setMessage(outcome.message());
        }
        return out.addAllConvertedResources(ResourceMessages.write(outcome.made(), form))
                .setAgentId(AgentMessages.id(agent))
                .build();
    }
}
