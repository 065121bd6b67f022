package io.boreas.actors.allocator;

import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.gateway.InverseOffers;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.OfferId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The allocator's inverse offers under the names their frameworks know them by. One framework has one for an agent at most. */
final class OpenInverseOffers {
    /** Inverse offers shown at once: more have no room in one message to another master. */
    private static final int SHOWN_MAX = 100_000;

    private static final Comparator<FrameworkPush.InverseOffer> ORDER = Comparator.comparing(
                    FrameworkPush.InverseOffer::framework)
            .thenComparing(FrameworkPush.InverseOffer::agent);

    private final Map<Place, FrameworkPush.InverseOffer> offers = new HashMap<>();

    private record Place(FrameworkId framework, AgentId agent) {}

    void add(FrameworkPush.InverseOffer offer) {
        offers.put(new Place(offer.framework(), offer.agent()), offer);
    }

    /** The one that the framework has for the agent, which is open no more. */
    Optional<OfferId> remove(FrameworkId framework, AgentId agent) {
        return Optional.ofNullable(offers.remove(new Place(framework, agent))).map(FrameworkPush.InverseOffer::id);
    }

    /** Whether the framework has this very one, which is open no more if it had. */
    boolean remove(FrameworkId framework, AgentId agent, OfferId offer) {
        var place = new Place(framework, agent);
        var open = offers.get(place);
        return open != null && open.id().equals(offer) && offers.remove(place, open);
    }

    InverseOffers list() {
        return new InverseOffers(
                offers.values().stream().sorted(ORDER).limit(SHOWN_MAX).toList());
    }

    void removeAllOf(FrameworkId framework) {
        offers.keySet().removeIf(place -> place.framework().equals(framework));
    }
}
