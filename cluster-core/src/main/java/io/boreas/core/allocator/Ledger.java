package io.boreas.core.allocator;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.resource.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who holds what, and what is left where. Each change is made here once, to all that count it: the agent, the shares and
 * quotas of the roles, and what is free in all.
 */
final class Ledger {
    final RoleTree tree;

    private final Map<Long, OpenGrant> open = new LinkedHashMap<>();
    private final Map<AgentId, TreeMap<FrameworkId, Integer>> holders = new HashMap<>(); // looked up, never walked
    private long[] free = {};
    private long numbers;

    Ledger(RoleTree tree) {
        this.tree = tree;
    }

    /** Firm resources that are free, not reserved, and on agents that may be offered. */
    long[] free() {
        return free;
    }

    /** Grants on their way or leased, the first made first. */
    List<OpenGrant> open() {
        return new ArrayList<>(open.values());
    }

    @Nullable
    OpenGrant find(long number) {
        return open.get(number);
    }

    /** The agent's report, or what was granted of it, is another, or it may be offered, or no more. */
    void change(AgentState agent, Runnable change) {
        count(agent, -1);
        change.run();
        agent.refresh(tree.kinds);
        count(agent, 1);
    }

    /** The agent counts no more. */
    void remove(AgentState agent) {
        count(agent, -1);
        agent.open = Resources.empty();
        agent.openFirm = new long[0];
        agent.reserved = List.of();
        agent.removed = true;
    }

    /** Grants part of what the agent has left; a second grant of the same round to the same framework joins the first. */
    OpenGrant grant(AgentState agent, Client client, Resources offered, long[] milli, long round, int place) {
        long[] firm = offered.isPlain() ? milli : tree.kinds.firm(offered);
        take(agent, offered, firm);
        var joined = ofRound(agent, client, round);
        tree.hold(client, milli, firm, 1, joined == null ? 1 : 0);
        if (joined != null) {
            var old = joined.grant;
            joined.grant = new Grant(
                    old.number(),
                    old.framework(),
                    old.role(),
                    old.agent(),
                    old.resources().plus(offered));
            joined.milli = Kinds.addTo(joined.milli.clone(), milli, 1);
            joined.firm = Kinds.addTo(joined.firm.clone(), firm, 1);
            return joined;
        }
        numbers++;
        var grant = new Grant(numbers, client.framework.id, client.role(), agent.report.id(), offered);
        var made = new OpenGrant(client, agent, grant, milli, firm, round, place);
        open.put(numbers, made);
        agent.grants.add(made);
        return made;
    }

    /** A lease that some allocator before this one has granted. */
    Grant adopt(AgentState agent, Client client, Resources leased) {
        long[] milli = tree.kinds.vector(leased);
        long[] firm = tree.kinds.firm(leased);
        tree.hold(client, milli, firm, 1, 1);
        numbers++;
        var grant = new Grant(numbers, client.framework.id, client.role(), agent.report.id(), leased);
        var made = new OpenGrant(client, agent, grant, milli, firm, 0, -1);
        made.leased = true;
        open.put(numbers, made);
        agent.grants.add(made);
        return grant;
    }

    /** The report counts the grant from now on; to be called within {@link #change}. */
    void leased(OpenGrant grant) {
        if (!grant.leased) {
            grant.leased = true;
            grant.agent.granted = grant.agent.granted.minus(grant.grant.resources());
        }
    }

    /** The grant was not leased, or its lease has ended: its taker holds it no more. */
    void end(OpenGrant grant) {
        open.remove(grant.grant.number());
        grant.agent.grants.remove(grant);
        tree.hold(grant.client, grant.milli, grant.firm, -1, -1);
        if (!grant.leased && !grant.agent.removed) {
            change(grant.agent, () -> leased(grant));
        }
    }

    void allocated(Client client, AgentId agent, Resources resources) {
        tree.hold(client, tree.kinds.vector(resources), tree.kinds.firm(resources), 1, 1);
        holders.computeIfAbsent(agent, any -> new TreeMap<>()).merge(client.framework.id, 1, Integer::sum);
    }

    /** Whether it was held. */
    boolean released(Client client, AgentId agent, Resources resources) {
        var here = holders.get(agent);
        if (here == null || !here.containsKey(client.framework.id)) {
            return false;
        }
        here.computeIfPresent(client.framework.id, (id, count) -> count == 1 ? null : count - 1);
        if (here.isEmpty()) {
            holders.remove(agent);
        }
        tree.hold(client, tree.kinds.vector(resources), tree.kinds.firm(resources), -1, -1);
        return true;
    }

    /** Frameworks that hold something on the agent, by a lease or a task. */
    SortedSet<FrameworkId> holders(AgentId id, @Nullable AgentState agent) {
        var all = new TreeSet<FrameworkId>();
        var here = holders.get(id);
        if (here != null) {
            all.addAll(here.keySet());
        }
        if (agent != null) {
            agent.grants.forEach(grant -> all.add(grant.client.framework.id));
        }
        return all;
    }

    /** What would be if the taker gave the grant back, or takes it again; for looking ahead. */
    void suppose(OpenGrant grant, int sign) {
        tree.consume(grant.client.node, grant.firm, -sign);
        var resources = grant.grant.resources();
        long[] unreserved = grant.firm;
        if (!resources.isPlain()) {
            unreserved = tree.kinds.firm(resources.unreserved());
            resources
                    .reservations()
                    .forEach((role, part) -> tree.consume(tree.node(role), tree.kinds.firm(part), sign));
        }
        if (grant.agent.eligible) {
            free = Kinds.addTo(free, unreserved, sign);
        }
    }

    private void take(AgentState agent, Resources offered, long[] firm) {
        if (agent.reserved.isEmpty() && offered.equals(agent.open)) {
            // Nearly always: all that is left is plain, and one takes it all.
            if (agent.eligible) {
                free = Kinds.addTo(free, firm, -1);
            }
            agent.granted = agent.granted.plus(offered);
            agent.open = Resources.empty();
            agent.openFirm = new long[0];
            return;
        }
        change(agent, () -> agent.granted = agent.granted.plus(offered));
    }

    private void count(AgentState agent, int sign) {
        if (agent.eligible) {
            free = Kinds.addTo(free, agent.openFirm, sign);
        }
        for (var part : agent.reserved) {
            var node = tree.node(part.role());
            tree.consume(node, part.firm(), sign);
            tree.forgetIfOver(node);
        }
    }

    private static @Nullable OpenGrant ofRound(AgentState agent, Client client, long round) {
        for (var grant : agent.grants) {
            if (grant.round == round && grant.client.equals(client)) {
                return grant;
            }
        }
        return null;
    }
}
