package io.boreas.core.registry;

import io.boreas.core.allocator.Quota;
import io.boreas.core.allocator.Unavailability;
import io.boreas.core.resource.Role;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a cell's operators have said of roles and machines. It changes seldom, so that each change makes it anew.
 *
 * @param revision grows with each change; 0 before the first
 * @param weights of the roles of which one was ever said; the others have 1
 * @param quotas of the roles that have one
 * @param schedule when which machines are worked on, as it was said
 * @param down machines that are worked on now, all of them in the schedule
 * @param rising machines that were worked on, and whose agents are still to be told that they may work again
 */
public record Registry(
        long revision,
        SortedMap<Role, Double> weights,
        SortedMap<Role, Quota> quotas,
        List<Window> schedule,
        SortedSet<MachineId> down,
        SortedSet<MachineId> rising) {
    /** As a new cell has it. */
    public static final Registry EMPTY =
            new Registry(0, new TreeMap<>(), new TreeMap<>(), List.of(), new TreeSet<>(), new TreeSet<>());

    public Registry {
        weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
        quotas = Collections.unmodifiableSortedMap(new TreeMap<>(quotas));
        schedule = List.copyOf(schedule);
        down = Collections.unmodifiableSortedSet(new TreeSet<>(down));
        rising = Collections.unmodifiableSortedSet(new TreeSet<>(rising));
    }

    public double weight(Role role) {
        return weights.getOrDefault(role, 1.0);
    }

    public Quota quota(Role role) {
        return quotas.getOrDefault(role, Quota.NONE);
    }

    public MachineMode mode(MachineId machine) {
        if (down.contains(machine)) {
            return MachineMode.DOWN;
        }
        boolean scheduled =
                schedule.stream().anyMatch(window -> window.machines().contains(machine));
        return scheduled ? MachineMode.DRAINING : MachineMode.UP;
    }

    /** All machines in the schedule. */
    public SortedSet<MachineId> scheduled() {
        var machines = new TreeSet<MachineId>();
        schedule.forEach(window -> machines.addAll(window.machines()));
        return machines;
    }

    /** When the machine of an agent that names this host is to be worked on, if it is. */
    public Optional<Unavailability> unavailability(String agentHostname) {
        for (var window : schedule) {
            if (window.machines().stream().anyMatch(machine -> machine.isHostOf(agentHostname))) {
                return Optional.of(window.unavailability());
            }
        }
        return Optional.empty();
    }

    /** Whether the machine of an agent that names this host is being worked on. */
    public boolean isDown(String agentHostname) {
        return down.stream().anyMatch(machine -> machine.isHostOf(agentHostname));
    }
}
