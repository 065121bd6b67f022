package io.boreas.core.allocator;

import io.boreas.core.resource.Resources;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes about agents that changed and grants what they have left.
 *
 * <p>First come roles whose guarantees are unmet, and they get what they lack; then everyone by fair share, within limits
 * and without touching what guarantees still need. All that is left to grant on an agent goes to the framework that is
 * next, has not declined as much there, and can handle it; where the settings say so, equal parts go to several.
 *
 * <p>Source: Mesos, {@code HierarchicalDRF}: its two stages, and headroom.
 */
final class Round {
    private final AllocatorSettings settings;
    private final Ledger ledger;
    private final RoleTree tree;
    private final OfferFilters filters;
    private final Wakeups wakeups;
    private final RoleWalk walk;
    private final Lots lots;
    private final List<Grant> made = new ArrayList<>();
    private long number;
    private boolean heldBack;

    /** What a role may have of an agent, and its amounts. */
    @SuppressWarnings("ArrayRecordComponent") // read only, and never compared
    private record Pile(Resources resources, long[] milli) {}

    Round(AllocatorSettings settings, Ledger ledger, OfferFilters filters, Wakeups wakeups) {
        this.settings = settings;
        this.ledger = ledger;
        this.tree = ledger.tree;
        this.filters = filters;
        this.wakeups = wakeups;
        this.walk = new RoleWalk(tree.root);
        this.lots = new Lots(settings.seed());
    }

    List<Grant> run(List<Wakeups.Visit> visits) {
        number++;
        arrange(visits);
        serveGuarantees(visits);
        for (var visit : visits) {
            heldBack = false;
            exhaust(visit, false, settings.split());
            if (heldBack) {
                wakeups.holdBack(visit.agent());
            }
        }
        var grants = List.copyOf(made);
        made.clear();
        return grants;
    }

    /** Nobody lacks more in the course of this, so that who lacks nothing any more is not asked again. */
    private void serveGuarantees(List<Wakeups.Visit> visits) {
        var lacking = tree.lacking();
        for (var visit : visits) {
            while (!lacking.isEmpty() && !lacking.getLast().hasSlack()) {
                lacking.removeLast();
            }
            if (lacking.isEmpty()) {
                return;
            }
            if (isLacking(visit.agent())) {
                exhaust(visit, true, 1);
            }
        }
    }

    private void arrange(List<Wakeups.Visit> visits) {
        switch (settings.agents()) {
            case SHUFFLED -> {
                for (int i = visits.size() - 1; i > 0; i--) {
                    int other = lots.nextBelow(i + 1);
                    visits.set(i, visits.set(other, visits.get(i)));
                }
            }
            case PACK -> visits.sort(byEmptiness());
            case SPREAD -> visits.sort(byEmptiness().reversed());
        }
    }

    private Comparator<Wakeups.Visit> byEmptiness() {
        return Comparator.<Wakeups.Visit>comparingDouble(visit -> visit.agent().emptiness(tree.kinds))
                .thenComparing(visit -> visit.agent().report.id());
    }

    /** Grants until nobody takes more. */
    private void exhaust(Wakeups.Visit visit, boolean guaranteed, int among) {
        int parts = among;
        while (!visit.agent().hasNothingLeft()) {
            if (grantNext(visit, guaranteed, parts)) {
                parts = Math.max(1, parts - 1);
            } else if (parts > 1) {
                parts = 1; // a part may be too little where all is not
            } else {
                return;
            }
        }
    }

    private boolean grantNext(Wakeups.Visit visit, boolean guaranteed, int parts) {
        var agent = visit.agent();
        var only = visit.only();
        if (only != null) {
            if (!only.entry.competes || (guaranteed && !isLacking(agent, only.node))) {
                return false;
            }
            var pile = pile(agent, only.node, guaranteed, parts);
            return pile != null && grant(agent, only, pile);
        }
        boolean all = !guaranteed && !isAllHeldBack(agent);
        walk.start();
        for (var node = walk.next(); node != null; node = walk.next()) {
            var pile = !all && !isLacking(agent, node) ? null : pile(agent, node, guaranteed, parts);
            if (pile != null && grantFirst(agent, node, pile)) {
                return true;
            }
        }
        return false;
    }

    private boolean grantFirst(AgentState agent, RoleNode node, Pile pile) {
        var turns = node.clients.turns();
        for (var client = turns.next(); client != null; client = turns.next()) {
            if (grant(agent, client, pile)) {
                return true;
            }
        }
        return false;
    }

    /** Grants what the framework can handle of it; whether anything was granted. */
    private boolean grant(AgentState agent, Client client, Pile pile) {
        if (!takes(agent, client)) {
            return false;
        }
        var offered = fit(pile.resources, client.framework);
        long[] milli = pile.resources.isPlain() ? pile.milli : tree.kinds.vector(offered);
        if (offered.isEmpty() || !client.isWorthOffering(milli) || filters.hides(agent, client, offered)) {
            return false;
        }
        var grant = ledger.grant(agent, client, offered, milli, number, made.size());
        if (grant.place == made.size()) {
            made.add(grant.grant);
        } else {
            made.set(grant.place, grant.grant);
        }
        return true;
    }

    /** Whether the framework is offered anything of this agent. */
    private boolean takes(AgentState agent, Client client) {
        var report = agent.report;
        var terms = client.framework.terms;
        if (settings.gpusForThoseWhoKnow()
                && report.total().gpusMilli() > 0
                && !terms.capabilities().contains(Capability.GPU_RESOURCES)) {
            return false;
        }
        boolean remote = settings.region().isPresent()
                && report.region().isPresent()
                && !report.region().equals(settings.region());
        return (!remote || terms.capabilities().contains(Capability.REGION_AWARE))
                && client.framework.constraints.admits(client.role(), report);
    }

    private static Resources fit(Resources resources, FrameworkState framework) {
        if (resources.isPlain()) {
            return resources;
        }
        var can = framework.terms.capabilities();
        if (can.contains(Capability.REVOCABLE_RESOURCES)
                && can.contains(Capability.SHARED_RESOURCES)
                && can.contains(Capability.RESERVATION_REFINEMENT)) {
            return resources;
        }
        return resources.filter(resource -> (!resource.terms().revocable()
                        || can.contains(Capability.REVOCABLE_RESOURCES))
                && (!resource.terms().shared() || can.contains(Capability.SHARED_RESOURCES))
                && (resource.terms().reservations().size() <= 1 || can.contains(Capability.RESERVATION_REFINEMENT)));
    }

    /** What a role may have of an agent; null if nothing. */
    private @Nullable Pile pile(AgentState agent, RoleNode node, boolean guaranteed, int parts) {
        if (!tree.hasQuotas() && parts == 1 && agent.reserved.isEmpty()) {
            return new Pile(agent.open, agent.openFirm);
        }
        var resources = Resources.empty();
        long[] counted = {};
        for (var part : agent.reserved) {
            if (!node.isAtOrBelow(part.role())) {
                continue;
            }
            if (!isWithinLimits(node, part, counted)) {
                heldBack = true;
                continue;
            }
            resources = resources.plus(part.resources());
            if (!node.role.equals(part.role())) {
                counted = Kinds.addTo(counted, part.firm(), 1);
            }
        }
        var open = tree.hasQuotas() ? withinQuota(agent, node, guaranteed, counted) : agent.open;
        resources = resources.plus(Portions.oneOf(parts, open));
        if (resources.isEmpty()) {
            return null;
        }
        boolean all = resources.isPlain() && resources.equals(agent.open);
        return new Pile(resources, all ? agent.openFirm : tree.kinds.vector(resources));
    }

    private Resources withinQuota(AgentState agent, RoleNode node, boolean guaranteed, long[] counted) {
        if (agent.open.isEmpty()) {
            return agent.open;
        }
        var caps = new long[tree.kinds.count()];
        boolean bites = false;
        for (int kind = 0; kind < caps.length; kind++) {
            caps[kind] = cap(node, kind, guaranteed, Kinds.at(counted, kind));
            bites |= caps[kind] < Kinds.at(agent.openFirm, kind);
        }
        if (!bites) {
            return agent.open;
        }
        heldBack = true;
        return Portions.capped(agent.open, caps, tree.kinds);
    }

    /**
     * How much more of a kind the role may have: within the limits above it, and what guarantees do not need.
     *
     * @param counted what it gets besides; taken off everywhere, though it may count below some role only: too little now
     *     is offered the next moment, and too much never comes back
     */
    private long cap(RoleNode node, int kind, boolean guaranteed, long counted) {
        long room = Long.MAX_VALUE;
        long slack = 0;
        boolean isGuaranteed = false;
        for (var each = node; each.parent != null; each = each.parent) {
            room = Math.min(room, each.room(kind, slack));
            slack += each.slack(kind);
            isGuaranteed |= Kinds.at(each.guarantee, kind) > 0;
        }
        room = Math.max(0, room - counted);
        if (!tree.hasGuarantees()) {
            return room;
        }
        slack = Math.max(0, slack - counted);
        if (guaranteed && isGuaranteed) {
            return Math.min(room, slack);
        }
        long surplus = Kinds.at(ledger.free(), kind) - Kinds.at(tree.root.unmetBelow, kind);
        return Math.min(room, slack + Math.max(0, surplus));
    }

    /** Whether guarantees need all that is left of the agent, so that nobody gets any of it but for those. */
    private boolean isAllHeldBack(AgentState agent) {
        if (!tree.hasGuarantees()
                || !agent.reserved.isEmpty()
                || !agent.open.isPlain()
                || !agent.open.ports().isEmpty()) {
            return false;
        }
        for (int kind = 0; kind < agent.openFirm.length; kind++) {
            if (agent.openFirm[kind] > 0 && Kinds.at(ledger.free(), kind) > Kinds.at(tree.root.unmetBelow, kind)) {
                return false;
            }
        }
        heldBack = true;
        return true;
    }

    /** Whether the agent has of what guarantees lack. */
    private boolean isLacking(AgentState agent) {
        long[] lacking = tree.root.unmetBelow;
        for (int kind = 0; kind < lacking.length; kind++) {
            if (lacking[kind] > 0 && Kinds.at(agent.openFirm, kind) > 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether the agent has of what guarantees of the role, or above it, lack. */
    private static boolean isLacking(AgentState agent, RoleNode node) {
        for (var each = node; each.parent != null; each = each.parent) {
            for (int kind = 0; kind < each.guarantee.length; kind++) {
                if (each.guarantee[kind] > 0 && Kinds.at(agent.openFirm, kind) > 0 && each.slack(kind) > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether what is reserved above the role may go to it: it counts for the roles between, which had it not before.
     *
     * @param counted what it gets besides
     */
    private static boolean isWithinLimits(RoleNode node, AgentState.Reserved part, long[] counted) {
        for (var each = node; each.parent != null && !each.role.equals(part.role()); each = each.parent) {
            for (int kind = 0; kind < each.limit.length; kind++) {
                if (Kinds.at(part.firm(), kind) > each.room(kind) - Kinds.at(counted, kind)) {
                    return false;
                }
            }
        }
        return true;
    }
}
