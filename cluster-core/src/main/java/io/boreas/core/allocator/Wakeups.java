package io.boreas.core.allocator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which agents are to be looked at, and on whose behalf: all frameworks' where the agent has changed, one's where only
 * that one's wish has.
 */
final class Wakeups {
    private final Map<AgentState, Visit> visits = new LinkedHashMap<>();
    private final Set<Client> everywhere = new LinkedHashSet<>();
    private final Set<AgentState> heldBack = new LinkedHashSet<>();

    /**
     * An agent to be looked at.
     *
     * @param only the one framework it is for; null if it is for all
     */
    record Visit(AgentState agent, @Nullable Client only) {}

    void agent(AgentState agent) {
        visits.put(agent, new Visit(agent, null));
    }

    void agent(AgentState agent, Client client) {
        visits.merge(agent, new Visit(agent, client), (old, added) -> join(old, client));
    }

    /** The framework may want something of any agent. */
    void client(Client client) {
        everywhere.add(client);
    }

    /** Quota has kept something of the agent from someone who would have taken it. */
    void holdBack(AgentState agent) {
        heldBack.add(agent);
    }

    /** Quota may keep less. */
    void quota() {
        if (!heldBack.isEmpty()) {
            heldBack.forEach(this::agent);
            heldBack.clear();
        }
    }

    void forget(AgentState agent) {
        visits.remove(agent);
        heldBack.remove(agent);
    }

    void forget(Client client) {
        everywhere.remove(client);
    }

    /** All visits, each agent once; nothing is to be looked at afterwards. */
    List<Visit> take(Collection<AgentState> agents) {
        var all = new ArrayList<Visit>();
        if (everywhere.isEmpty()) {
            for (var visit : visits.values()) {
                add(all, visit);
            }
        } else {
            var only = everywhere.size() == 1 ? everywhere.iterator().next() : null;
            for (var agent : agents) {
                var visit = visits.get(agent);
                add(
                        all,
                        visit == null
                                ? new Visit(agent, only)
                                : only == null ? new Visit(agent, null) : join(visit, only));
            }
        }
        visits.clear();
        everywhere.clear();
        return all;
    }

    private static void add(List<Visit> all, Visit visit) {
        if (visit.agent.eligible && !visit.agent.hasNothingLeft()) {
            all.add(visit);
        }
    }

    private static Visit join(Visit visit, Client client) {
        var only = visit.only;
        return only != null && only.equals(client) ? visit : new Visit(visit.agent, null);
    }
}
