package io.boreas.core.agent;

import io.boreas.core.resource.Resources;
import io.boreas.core.task.Payload;
import io.boreas.core.task.TaskSpec;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A task a framework wants to run, as it said it: nothing here is checked yet. Source: Mesos, {@code TaskInfo}.
 *
 * @param agent where the framework wants to run it
 * @param resources as the offer named them, allocated to nobody
 * @param roles roles its resources say they are allocated to
 * @param limits by resource name in thousandths; {@link Long#MAX_VALUE} for no limit
 * @param command what it runs, if it says so itself: its commands are taken as they are, no reference in them is replaced
 * @param executor empty for a command task and in a group
 * @param usesDocker whether it asks for a Docker container
 * @param killGrace of its kill policy
 * @param problems what is wrong with the parts that are not looked into here
 * @param info all that was said of it, as it was said
 */
public record FrameworkTask(
        String id,
        String name,
        String agent,
        Resources resources,
        List<String> roles,
        SortedMap<String, Long> limits,
        Optional<TaskSpec> command,
        Optional<FrameworkExecutor> executor,
        boolean usesDocker,
        Optional<Duration> killGrace,
        Optional<Duration> maxCompletion,
        List<String> problems,
        Payload info) {
    public FrameworkTask {
        roles = List.copyOf(roles);
        limits = Collections.unmodifiableSortedMap(new TreeMap<>(limits));
        problems = List.copyOf(problems);
    }
}
