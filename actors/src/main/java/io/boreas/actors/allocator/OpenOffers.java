package io.boreas.actors.allocator;

import io.boreas.core.allocator.Grant;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.OfferId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** The allocator's grants under the names their frameworks know them by. */
final class OpenOffers {
    /** A grant that is on offer. */
    record Open(long grant, AgentId agent, FrameworkId framework, Instant at) {}

    private final Map<OfferId, Open> offers = new HashMap<>();
    private final Map<AgentId, Set<OfferId>> offersOf = new HashMap<>();

    void add(OfferId offer, Grant grant, Instant at) {
        offers.put(offer, new Open(grant.number(), grant.agent(), grant.framework(), at));
        offersOf.computeIfAbsent(grant.agent(), id -> new HashSet<>()).add(offer);
    }

    Optional<Open> remove(OfferId offer) {
        var open = offers.remove(offer);
        if (open != null) {
            forget(offer, open.agent());
        }
        return Optional.ofNullable(open);
    }

    private void forget(OfferId offer, AgentId agent) {
        var its = offersOf.get(agent);
        if (its != null && its.remove(offer) && its.isEmpty()) {
            offersOf.remove(agent);
        }
    }

    boolean contains(OfferId offer) {
        return offers.containsKey(offer);
    }

    /** Whether it is open since before then. */
    boolean isOlder(OfferId offer, Instant then) {
        var open = offers.get(offer);
        return open != null && open.at().isBefore(then);
    }

    /** The offers of an agent, as they are now. */
    List<OfferId> of(AgentId agent) {
        return List.copyOf(offersOf.getOrDefault(agent, Set.of()));
    }

    /** The grants behind offers, so far as they are known here. */
    List<Long> grants(Collection<OfferId> leased) {
        var grants = new ArrayList<Long>();
        for (var offer : leased) {
            var open = offers.get(offer);
            if (open != null) {
                grants.add(open.grant());
            }
        }
        return grants;
    }

    void forEach(BiConsumer<OfferId, Open> action) {
        offers.forEach(action);
    }
}
