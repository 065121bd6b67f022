package io.boreas.core.task;

import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Resources;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything an agent needs to run a task.
 *
 * @param resources what the task holds on the agent, its ports included
 * @param ports the number of each named port
 */
public record TaskLaunch(
        TaskId task, Owner owner, TaskSpec spec, Resources resources, SortedMap<String, Integer> ports) {
    public TaskLaunch {
        ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
    }
}
