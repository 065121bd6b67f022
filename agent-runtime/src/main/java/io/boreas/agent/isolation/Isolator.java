package io.boreas.agent.isolation;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Keeps tasks to one kind of limit.
 *
 * <p>A task is known by the name of its folder. All calls may be repeated, also by an agent that was started again.
 */
interface Isolator {
    /** What it is called in settings. Source: Mesos, {@code --isolation}. */
    String name();

    /** The trees of groups it has a group of each task in. */
    default List<Hierarchy> hierarchies() {
        return List.of();
    }

    /** Sets the limits of a task, before it starts or while it runs; its groups are there. */
    default void limit(String task, Limits limits) throws IOException {}

    /** Whether the task is to be ended for what it did, as far as the kernel says or the sample shows. */
    default Optional<Limitation> judge(String task, Limits limits, Sample sample) throws IOException {
        return Optional.empty();
    }

    /** The task is over: what is known of it is forgotten. */
    default void release(String task) {}

    /** Adds what it knows of the task's use. */
    default Usage measure(String task, Usage usage) throws IOException {
        return usage;
    }

    /** Whether its judgement needs a look at processes. */
    default boolean countsProcesses() {
        return false;
    }

    /** Whether its judgement needs a look at the ports on which tasks listen. */
    default boolean countsPorts() {
        return false;
    }

    /** Whether its judgement needs a look at sandboxes. */
    default boolean countsDisk() {
        return false;
    }
}
