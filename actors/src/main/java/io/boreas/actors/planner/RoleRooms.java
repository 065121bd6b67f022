package io.boreas.actors.planner;

import io.boreas.actors.group.GroupsHeard;
import io.boreas.core.registry.Registry;
import io.boreas.core.resource.Role;
import io.boreas.core.scheduler.Planner;
import io.boreas.core.scheduler.RoleTerms;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What jobs of each role may have: what operators have said, less what frameworks of the role have and what is reserved for it. A part of
 * {@link PlannerKeeper}.
 *
 * <p>Until all is counted that a role may have already, it gets nothing more: after a failover a limit is kept as before.
 */
final class RoleRooms {
    private final GroupsHeard agentGroups;
    private final Map<String, Double> configured;
    private Optional<Registry> said = Optional.empty();
    private Optional<SortedMap<Role, SortedMap<String, Long>>> elsewhere = Optional.empty();

    /**
     * @param agentGroups the groups of agents whose tasks are known
     * @param configured weights of roles of which no operator has said anything
     */
    RoleRooms(GroupsHeard agentGroups, Map<String, Double> configured) {
        this.agentGroups = agentGroups;
        this.configured = Map.copyOf(configured);
    }

    /** Whether it is known what operators have said. */
    boolean isHeard() {
        return said.isPresent();
    }

    /** Operators have said this; whether it is news. */
    boolean said(Registry registry) {
        boolean isNew =
                said.filter(known -> known.revision() >= registry.revision()).isEmpty();
        if (isNew) {
            said = Optional.of(registry);
        }
        return isNew;
    }

    /** Roles have so much that is not their jobs'; whether it is news. */
    boolean elsewhere(SortedMap<Role, SortedMap<String, Long>> amounts) {
        var now = Optional.of(amounts);
        boolean isNew = !elsewhere.equals(now);
        elsewhere = now;
        return isNew;
    }

    /** Tells how roles are weighed. */
    void tellWeights(Planner planner) {
        var weights = new TreeMap<>(configured);
        weights.putAll(terms().weights());
        weights.forEach(planner::setWeight);
    }

    /** Tells what jobs of limited roles may have. */
    void tell(Planner planner) {
        var rooms = new TreeMap<String, SortedMap<String, Long>>();
        terms().limits().forEach((role, limits) -> rooms.put(role, room(new Role(role), limits)));
        planner.setRooms(rooms);
    }

    private RoleTerms terms() {
        var registry = said.orElse(Registry.EMPTY);
        return RoleTerms.of(registry.weights(), registry.quotas());
    }

    private SortedMap<String, Long> room(Role role, SortedMap<String, Long> limits) {
        var others = elsewhere.map(all -> all.get(role)).filter(any -> agentGroups.areAll());
        var room = new TreeMap<String, Long>();
        limits.forEach((name, limit) -> room.put(
                name, others.map(taken -> limit - taken.getOrDefault(name, 0L)).orElse(0L)));
        return room;
    }
}
