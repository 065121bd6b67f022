package io.boreas.actors.agent;

import io.boreas.actors.framework.FrameworkGroupMessage;
import io.boreas.actors.framework.FrameworkGroupMessage.Leased;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.group.GroupPost;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.allocator.Unavailability;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.OfferId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which offers frameworks know of, so that they hear of their end. Soft: made again from the ledgers. */
public final class OfferNews {
    /**
     * How old a lease is when its framework's group is asked for it: answers of frameworks take milliseconds to get here, and where they do not, or the
     * offer was lost with the master that the group was at, nobody is offered what it holds.
     */
    private static final long ASKED_FOR_MILLIS = 1_000;

    private static final long ASKED_FOR_AGAIN_MILLIS = 3_000;
    private static final long THEN_EVERY_MILLIS = 10_000;

    private final GroupPost groups;
    private final Map<AgentId, Map<OfferId, FrameworkId>> offers = new HashMap<>();
    private final Map<AgentId, Unavailability> unavailable = new HashMap<>();

    public OfferNews(GroupPost groups) {
        this.groups = groups;
    }

    public void forget() {
        offers.clear();
    }

    /** When the agent's machine is to be worked on, if it is: later offers say so. */
    private void unavailable(AgentId agent, Optional<Unavailability> when) {
        when.ifPresentOrElse(known -> unavailable.put(agent, known), () -> unavailable.remove(agent));
    }

    /** The allocator's grant was decided on: its framework hears of the offer, or the allocator of the refusal. */
    public void granted(
            Optional<Agent> agent,
            AgentId id,
            AgentCommand.GrantLease grant,
            AgentReply reply,
            AllocatorReports allocator) {
        unavailable(id, grant.unavailability());
        var wish = grant.lease();
        var offered = agent.flatMap(known -> of(known, wish.offer()));
        if (reply instanceof AgentReply.Done && offered.isPresent()) {
            groups.tell(wish.framework(), new FrameworkGroupMessage.Offered(wish.framework(), List.of(offered.get())));
        } else {
            allocator.refused(wish.offer());
        }
    }

    /** Takes the agent's leases for what is known of them. */
    public void remember(Agent agent) {
        if (agent.leases().isEmpty()) {
            offers.remove(agent.id());
        } else {
            var now = new HashMap<OfferId, FrameworkId>();
            agent.leases().forEachValue(lease -> now.put(lease.offer(), lease.framework()));
            offers.put(agent.id(), now);
        }
    }

    /** Tells of the leases that ended: by more than one kind of event, so what is in the ledger counts. */
    public void tell(Agent agent) {
        var before = offers.getOrDefault(agent.id(), Map.of());
        if (before.isEmpty() && agent.leases().isEmpty()) {
            return;
        }
        before.forEach((offer, framework) -> {
            if (!agent.leases().containsKey(offer)) {
                groups.tell(framework, new FrameworkGroupMessage.OfferEnded(framework, offer));
            }
        });
        remember(agent);
    }

    /** Agents that have leases. */
    public List<AgentId> agents() {
        return List.copyOf(offers.keySet());
    }

    /** Whether the agent has a lease that was granted before this moment. */
    public static boolean anyBefore(Agent agent, Instant moment) {
        for (var lease : agent.leases().values()) {
            if (lease.grantedAt().isBefore(moment)) {
                return true;
            }
        }
        return false;
    }

    /** Tells a framework's group, which has forgotten them, of all its offers. */
    public void again(FrameworkId framework, Iterable<Agent> agents) {
        var again = new ArrayList<FrameworkPush.Offer>();
        for (var agent : agents) {
            agent.leases().forEachValue(lease -> {
                if (lease.framework().equals(framework)) {
                    of(agent, lease.offer()).ifPresent(again::add);
                }
            });
        }
        if (!again.isEmpty()) {
            groups.tell(framework, new FrameworkGroupMessage.Offered(framework, again));
        }
    }

    /**
     * Asks the frameworks after leases that have got so old since it last did that they are to be asked for: of an offer that was lost on its way, or
     * whose answer was, they know nothing, and it would hold resources until its time is over.
     *
     * @param recovered when this group started: nobody asks for what was granted before but it
     * @param last when it did this the last time
     */
    public void askFor(Iterable<Agent> agents, Instant recovered, Instant last, Instant now) {
        var asked = new HashMap<FrameworkId, List<Leased>>();
        for (var agent : agents) {
            agent.leases().forEachValue(lease -> {
                var since = lease.grantedAt().isBefore(recovered) ? recovered : lease.grantedAt();
                if (questions(since, now) > questions(since, last)) {
                    asked.computeIfAbsent(lease.framework(), any -> new ArrayList<>())
                            .add(new Leased(agent.id(), lease.offer()));
                }
            });
        }
        asked.forEach((framework, leases) ->
                groups.tell(framework, new FrameworkGroupMessage.StillLeased(framework, leases)));
    }

    /** How often a lease was to be asked for by a moment: when it was a second old, three, ten, twenty and so on. */
    private static long questions(Instant since, Instant moment) {
        long age = Duration.between(since, moment).toMillis();
        if (age < ASKED_FOR_MILLIS) {
            return 0;
        }
        return age < ASKED_FOR_AGAIN_MILLIS ? 1 : 2 + age / THEN_EVERY_MILLIS;
    }

    /** A lease as its framework is to hear of it. */
    private Optional<FrameworkPush.Offer> of(Agent agent, OfferId offer) {
        return agent.leases().get(offer).flatMap(lease -> agent.info().map(info -> {
            var executors = new ArrayList<String>();
            agent.hosted().executors().forEachValue(executor -> {
                if (executor.key().framework().equals(lease.framework())) {
                    executors.add(executor.key().executor());
                }
            });
            return new FrameworkPush.Offer(
                    offer,
                    lease.framework(),
                    lease.role(),
                    agent.id(),
                    info,
                    lease.resources().unallocate(),
                    executors,
                    Optional.ofNullable(unavailable.get(agent.id())));
        }));
    }
}
