package io.boreas.core.registry;

/** The name of the one registry a cell has. */
public enum RegistryId {
    CELL
}
