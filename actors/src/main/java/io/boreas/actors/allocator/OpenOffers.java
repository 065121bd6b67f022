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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** The allocator's grants under the names their frameworks know them by. */
final class OpenOffers {
    /** The number of what another allocator granted: smaller than all that are drawn. */
    private static final long ADOPTED = 1;

    /**
     * A grant that is on offer.
     *
     * @param number of the offer, larger than those of all before it
     */
    record Open(long grant, long number, AgentId agent, FrameworkId framework, Instant at) {}

    private final Map<OfferId, Open> offers = new HashMap<>();
    private final Map<AgentId, Set<OfferId>> offersOf = new HashMap<>();
    private final Set<OfferId> unheard = new LinkedHashSet<>(); // the oldest first

    /** A grant that its agent's group has still to decide on. */
    void ask(OfferId offer, long number, Grant grant, Instant at) {
        add(offer, number, grant, at);
        unheard.add(offer);
    }

    /** A grant that its agent's group has decided on before this allocator was. */
    void adopt(OfferId offer, Grant grant, Instant at) {
        add(offer, ADOPTED, grant, at);
    }

    private void add(OfferId offer, long number, Grant grant, Instant at) {
        offers.put(offer, new Open(grant.number(), number, grant.agent(), grant.framework(), at));
        offersOf.computeIfAbsent(grant.agent(), id -> new HashSet<>()).add(offer);
    }

    Optional<Open> remove(OfferId offer) {
        var open = offers.remove(offer);
        if (open != null) {
            unheard.remove(offer);
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

    /** Agents' groups have leased these. */
    void heard(Collection<OfferId> leased) {
        unheard.removeAll(leased);
    }

    /** Agents of which something was granted before then that their groups said nothing of. */
    Set<AgentId> silentSince(Instant then) {
        var silent = new LinkedHashSet<AgentId>();
        for (var offer : unheard) {
            var open = offers.get(offer);
            if (open == null || open.at().isAfter(then)) {
                break;
            }
            silent.add(open.agent());
        }
        return silent;
    }

    /** The offers of an agent that are not there any more, if it has told of all that it was to lease. */
    List<OfferId> lost(AgentId agent, Collection<OfferId> there, long upTo, Instant longAgo) {
        var lost = new ArrayList<OfferId>();
        for (var offer : offersOf.getOrDefault(agent, Set.of())) {
            var open = offers.get(offer);
            if (open != null
                    && !there.contains(offer)
                    && (open.number() <= upTo || open.at().isBefore(longAgo))) {
                lost.add(offer);
            }
        }
        return lost;
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
