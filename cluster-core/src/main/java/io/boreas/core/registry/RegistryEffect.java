package io.boreas.core.registry;

/** What the cell owes its operators. */
public sealed interface RegistryEffect {
    MachineId machine();

    /** Nothing may run on the machine's agents, those that have yet to register included; never ends by itself. */
    record KeepDown(MachineId machine) implements RegistryEffect {}

    /** The machine's agents may work again; ends when they know. */
    record BringUp(MachineId machine) implements RegistryEffect {}
}
