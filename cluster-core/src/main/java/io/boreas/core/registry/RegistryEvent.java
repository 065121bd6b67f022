package io.boreas.core.registry;

import io.boreas.core.allocator.Quota;
import io.boreas.core.resource.Role;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What operators have said of the cell. */
public sealed interface RegistryEvent {
    /** Roles got other weights. */
    record WeightsUpdated(SortedMap<Role, Double> weights) implements RegistryEvent {
        public WeightsUpdated {
            weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
        }
    }

    /** Roles got other quotas, or lost theirs. */
    record QuotasUpdated(SortedMap<Role, Quota> quotas) implements RegistryEvent {
        public QuotasUpdated {
            quotas = Collections.unmodifiableSortedMap(new TreeMap<>(quotas));
        }
    }

    /** There is another schedule. */
    record ScheduleUpdated(List<Window> windows) implements RegistryEvent {
        public ScheduleUpdated {
            windows = List.copyOf(windows);
        }
    }

    /** Nothing runs on these machines from here on. */
    record MaintenanceStarted(SortedSet<MachineId> machines) implements RegistryEvent {
        public MaintenanceStarted {
            machines = Collections.unmodifiableSortedSet(new TreeSet<>(machines));
        }
    }

    /** These machines are up, and not in the schedule any more; their agents are still to be told. */
    record MaintenanceStopped(SortedSet<MachineId> machines) implements RegistryEvent {
        public MaintenanceStopped {
            machines = Collections.unmodifiableSortedSet(new TreeSet<>(machines));
        }
    }

    /** The agents of these machines were told that they may work again. */
    record RisesTaken(SortedSet<MachineId> machines) implements RegistryEvent {
        public RisesTaken {
            machines = Collections.unmodifiableSortedSet(new TreeSet<>(machines));
        }
    }
}
