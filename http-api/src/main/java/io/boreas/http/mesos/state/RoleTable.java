package io.boreas.http.mesos.state;

import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.http.mesos.acl.Action;
import io.boreas.http.mesos.acl.Permissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What each role holds, that of the roles below it included. Source: Mesos 1.11, {@code /roles}. Used once. */
public final class RoleTable {
    private final SortedMap<Role, Amounts> roles = new TreeMap<>();

    private RoleTable() {}

    /**
     * The roles in which something is, and those that somebody has said something of.
     *
     * @param others roles with a weight or a quota
     * @param who sees no others than they may
     */
    public static List<RoleRow> of(CellState state, Collection<Role> others, Permissions who) {
        var table = new RoleTable();
        others.forEach(table::amounts);
        for (var framework : state.frameworks()) {
            if (!framework.completed()) {
                table.take(framework);
            }
        }
        for (var view : state.registered()) {
            var reserved = view.agent().total().reservations();
            var used = view.agent().used().reserved();
            reserved.forEach((role, resources) -> table.reserve(role, resources, used.reservedTo(role)));
        }
        return table.rows().stream()
                .filter(row -> who.may(Action.VIEW_ROLES, row.role().name()))
                .toList();
    }

    private void take(FrameworkRow framework) {
        for (var role : framework.roles()) {
            amounts(role).frameworks.add(framework.id());
        }
        for (var task : framework.tasks()) {
            if (!task.state().isTerminal()) {
                allocate(framework, task.role(), task.resources());
            }
        }
        for (var executor : framework.executors()) {
            allocate(
                    framework,
                    executor.hosted().role(),
                    executor.hosted().executor().resources());
        }
        for (var offer : framework.offers()) {
            for (var role : line(offer.lease().role())) {
                add(amounts(role).offered, offer.lease().resources(), 1);
            }
        }
    }

    private void allocate(FrameworkRow framework, Role role, Resources resources) {
        amounts(role).frameworks.add(framework.id());
        for (var one : line(role)) {
            add(amounts(one).allocated, resources, 1);
            add(amounts(one).consumed, resources, 1);
        }
    }

    private void reserve(Role role, Resources reserved, Resources used) {
        for (var one : line(role)) {
            add(amounts(one).reserved, reserved, 1);
            add(amounts(one).consumed, reserved, 1);
            add(amounts(one).consumed, used, -1);
        }
    }

    /** The role and those above it. */
    private static List<Role> line(Role role) {
        if (role.name().indexOf('/') < 0) {
            return List.of(role);
        }
        var line = new ArrayList<>(role.ancestors());
        line.add(role);
        return line;
    }

    private static void add(SortedMap<String, Long> sum, Resources more, int sign) {
        more.scalars().forEach((name, milli) -> sum.merge(name, sign * milli, Long::sum));
    }

    private Amounts amounts(Role role) {
        return roles.computeIfAbsent(role, any -> new Amounts());
    }

    private List<RoleRow> rows() {
        var rows = new ArrayList<RoleRow>();
        roles.forEach((role, sum) ->
                rows.add(new RoleRow(role, sum.frameworks, sum.allocated, sum.offered, sum.reserved, sum.consumed)));
        return List.copyOf(rows);
    }

    private static final class Amounts {
        private final TreeSet<String> frameworks = new TreeSet<>();
        private final TreeMap<String, Long> allocated = new TreeMap<>();
        private final TreeMap<String, Long> offered = new TreeMap<>();
        private final TreeMap<String, Long> reserved = new TreeMap<>();
        private final TreeMap<String, Long> consumed = new TreeMap<>();
    }
}
