package io.boreas.actors.allocator;

import io.boreas.core.allocator.InverseOffer;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.OfferId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The allocator's inverse offers under the names their frameworks know them by. One framework has one for an agent at most. */
final class OpenInverseOffers {
    private final Map<Place, OfferId> offers = new HashMap<>();

    private record Place(FrameworkId framework, AgentId agent) {}

    void add(OfferId offer, InverseOffer inverse) {
        offers.put(new Place(inverse.framework(), inverse.agent()), offer);
    }

    /** The one that the framework has for the agent, which is open no more. */
    Optional<OfferId> remove(FrameworkId framework, AgentId agent) {
        return Optional.ofNullable(offers.remove(new Place(framework, agent)));
    }

    /** Whether the framework has this very one, which is open no more if it had. */
    boolean remove(FrameworkId framework, AgentId agent, OfferId offer) {
        return offers.remove(new Place(framework, agent), offer);
    }

    void removeAllOf(FrameworkId framework) {
        offers.keySet().removeIf(place -> place.framework().equals(framework));
    }
}
