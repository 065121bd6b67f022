package io.boreas.actors.registry;

import io.boreas.actors.allocator.AllocatorMessage;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.core.registry.Registry;

/** What operators have said of the cell, all of it, as it is durable; one with a lower revision than known is old. */
public record RegistryChanged(Registry registry) implements AllocatorMessage, PlannerMessage {}
