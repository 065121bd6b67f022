package io.boreas.core.allocator;

/** What a framework says it can handle, as far as it decides what it is offered. Source: Mesos's of the same names. */
public enum Capability {
    /** Resources that may be taken back at any time. */
    REVOCABLE_RESOURCES,
    /** Volumes used by several tasks at once. */
    SHARED_RESOURCES,
    /** Agents that have GPUs. */
    GPU_RESOURCES,
    /** Agents of other regions. */
    REGION_AWARE,
    /** Resources reserved more than once, each time for a narrower role. */
    RESERVATION_REFINEMENT
}
