package io.boreas.core.scheduler;

import io.boreas.core.allocator.DrfSorter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is to be placed next, and what need not be tried.
 *
 * <p>Roles take turns by dominant share, so none starves another; within a role priority decides, then age. What fits
 * nowhere is set aside, all of its shape together, until an agent has grown that can take it: between two rounds only agents
 * that grew are looked at. What its role may not have is set aside until the role has less, or may have more.
 */
final class Reconciler {
    /** Beyond so many grown agents, one search of the index is cheaper than a look at each. */
    private static final int LOOKS_MAX = 64;

    private final AgentTable agents;
    private final Feasibility feasibility;
    private final Placement placement;
    private final DrfSorter<RoleQueue> shares = new DrfSorter<>();
    private final SortedMap<String, RoleQueue> roles = new TreeMap<>();
    private final Map<String, Double> weights = new HashMap<>(); // looked up, never walked
    private final Map<String, RoleRoom> rooms = new HashMap<>(); // looked up, never walked
    private final LinkedHashSet<Shape> blocked = new LinkedHashSet<>();
    private long attributesVersion;

    Reconciler(AgentTable agents, Feasibility feasibility, Placement placement) {
        this.agents = agents;
        this.feasibility = feasibility;
        this.placement = placement;
    }

    void setWeight(String role, double weight) {
        weights.put(role, weight);
        var known = roles.get(role);
        if (known != null) {
            shares.setWeight(known, weight);
        }
    }

    /** What jobs of roles may hold, in place of all that was said before. */
    void setRooms(SortedMap<String, SortedMap<String, Long>> milli) {
        rooms.clear();
        milli.forEach((name, most) -> rooms.put(name, RoleRoom.of(most)));
        for (var role : roles.values()) {
            role.room = rooms.getOrDefault(role.name, RoleRoom.UNLIMITED);
            wake(role);
        }
    }

    /** The role as it is, or would be if it had a job. */
    RoleQueue role(String name) {
        var known = roles.get(name);
        return known == null ? new RoleQueue(name, rooms.getOrDefault(name, RoleRoom.UNLIMITED)) : known;
    }

    /** The queue of a role, for one more job of it. */
    RoleQueue join(String name) {
        var role = roles.get(name);
        if (role == null) {
            role = role(name);
            roles.put(name, role);
            shares.add(role, weights.getOrDefault(name, 1.0));
            shares.deactivate(role);
        }
        role.jobs++;
        return role;
    }

    /** One job less. */
    void leave(RoleQueue role) {
        role.jobs--;
        if (role.jobs == 0) {
            roles.remove(role.name);
            shares.remove(role);
        }
    }

    void totalsChanged() {
        shares.setTotal(agents.totals());
    }

    void holds(RoleQueue role, Amounts needs) {
        role.hold(needs, 1);
        shares.allocated(role, needs.scalars());
    }

    void holdsNoMore(RoleQueue role, Amounts needs) {
        role.hold(needs, -1);
        wake(role);
        shares.released(role, needs.scalars());
    }

    /** The role whose turn it is, if there is anything to try. */
    Optional<RoleQueue> next() {
        return shares.first();
    }

    /** Whether it is this role's turn. */
    boolean isNext(RoleQueue role) {
        return shares.first().filter(first -> first == role).isPresent();
    }

    void add(PendingQueue queue) {
        if (queue.shape.isBlocked()) {
            queue.shape.blocked.add(queue);
        } else {
            makeReady(queue);
        }
    }

    void remove(PendingQueue queue) {
        unready(queue);
        queue.job.role.overQuota.remove(queue);
        if (queue.shape.blocked.remove(queue) && !queue.shape.isBlocked()) {
            blocked.remove(queue.shape);
        }
    }

    /** The queue's shape fits nowhere. */
    void block(PendingQueue queue) {
        unready(queue);
        queue.shape.blocked.add(queue);
        blocked.add(queue.shape);
    }

    /** The queue's role has what it may have. */
    void setAside(PendingQueue queue) {
        unready(queue);
        queue.job.role.overQuota.add(queue);
    }

    private void wake(RoleQueue role) {
        if (!role.overQuota.isEmpty()) {
            var queues = List.copyOf(role.overQuota);
            role.overQuota.clear();
            queues.forEach(this::add);
        }
    }

    /** The shape is tried again in the next round, whatever the agents did. */
    void wake(Shape shape) {
        if (shape.isBlocked()) {
            var queues = List.copyOf(shape.blocked);
            shape.blocked.clear();
            blocked.remove(shape);
            queues.forEach(this::makeReady);
        }
    }

    /** Brings back what an agent that grew since the last round can take. */
    void reconcile() {
        var grown = agents.takeGrown();
        boolean recount = attributesVersion != agents.attributesVersion();
        attributesVersion = agents.attributesVersion();
        if (grown.isEmpty() && !recount || blocked.isEmpty()) {
            return;
        }
        var back = new ArrayList<Shape>();
        for (var shape : blocked) {
            // What a limit counts may be elsewhere now.
            if (recount && !shape.capped.isEmpty() || isHelped(shape, grown)) {
                back.add(shape);
            }
        }
        back.forEach(this::wake);
    }

    private boolean isHelped(Shape shape, List<AgentRow> grown) {
        if (grown.size() > LOOKS_MAX) {
            return placement.find(shape, 0) != FreeIndex.NONE;
        }
        for (var row : grown) {
            if (row.slot != FreeIndex.NONE && feasibility.fits(shape, row.slot)) {
                return true;
            }
        }
        return false;
    }

    private void makeReady(PendingQueue queue) {
        var role = queue.job.role;
        role.ready.add(queue);
        if (role.ready.size() == 1) {
            shares.activate(role);
        }
    }

    private void unready(PendingQueue queue) {
        var role = queue.job.role;
        if (role.ready.remove(queue) && role.ready.isEmpty()) {
            shares.deactivate(role);
        }
    }
}
