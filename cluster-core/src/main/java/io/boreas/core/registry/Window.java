package io.boreas.core.registry;

import io.boreas.core.allocator.Unavailability;
import java.util.List;

/** When some machines are to be worked on. Source: Mesos, {@code maintenance.Window}. */
public record Window(List<MachineId> machines, Unavailability unavailability) {
    public Window {
        machines = List.copyOf(machines);
    }
}
