package io.boreas.core.registry;

import io.boreas.core.allocator.Quota;
import io.boreas.core.allocator.QuotaProblem;
import io.boreas.core.resource.Role;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What operators ask of the registry. Each is done as a whole or not at all. */
public sealed interface RegistryCommand {
    /** Roles have these weights from now on. */
    record UpdateWeights(SortedMap<Role, Double> weights) implements RegistryCommand {
        public UpdateWeights {
            weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
        }
    }

    /**
     * Roles have these quotas from now on; {@link Quota#NONE} for none.
     *
     * @param force whether what the cell cannot keep now is no reason to refuse
     * @param found what the allocator says the cell cannot keep now; it alone knows what is there and who has it
     */
    record UpdateQuotas(SortedMap<Role, Quota> quotas, boolean force, List<QuotaProblem> found)
            implements RegistryCommand {
        public UpdateQuotas {
            quotas = Collections.unmodifiableSortedMap(new TreeMap<>(quotas));
            found = List.copyOf(found);
        }
    }

    /** This is the schedule from now on; machines that are no longer in it are up. */
    record UpdateSchedule(List<Window> windows) implements RegistryCommand {
        public UpdateSchedule {
            windows = List.copyOf(windows);
        }
    }

    /** These machines are worked on from now on. */
    record StartMaintenance(List<MachineId> machines) implements RegistryCommand {
        public StartMaintenance {
            machines = List.copyOf(machines);
        }
    }

    /** The work on these machines is done. */
    record StopMaintenance(List<MachineId> machines) implements RegistryCommand {
        public StopMaintenance {
            machines = List.copyOf(machines);
        }
    }

    /** The agents of these machines know that they may work again. */
    record RisesTaken(List<MachineId> machines) implements RegistryCommand {
        public RisesTaken {
            machines = List.copyOf(machines);
        }
    }
}
