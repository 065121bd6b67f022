package io.boreas.core.registry;

/** What may run on a machine. Source: Mesos, {@code MachineInfo.Mode}. */
public enum MachineMode {
    /** Anything. */
    UP,
    /** It is in the schedule: frameworks are asked to leave it in time. */
    DRAINING,
    /** Nothing: it is being worked on. */
    DOWN
}
