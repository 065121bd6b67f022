package io.boreas.http.agent;

import io.boreas.core.resource.Resources;
import io.boreas.core.task.TaskState;
import io.boreas.http.mesos.state.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** An agent in numbers, under Mesos's names. What ended is counted while it is held: those numbers may fall. */
final class AgentNumbers {
    private static final double MILLI = 1_000;
    private static final List<TaskState> STATES = List.of(
            TaskState.STAGING,
            TaskState.STARTING,
            TaskState.RUNNING,
            TaskState.KILLING,
            TaskState.FINISHED,
            TaskState.KILLED,
            TaskState.FAILED,
            TaskState.LOST,
            TaskState.ERROR);

    private AgentNumbers() {}

    /**
     * All of them.
     *
     * @param own what the agent has itself
     * @param oversubscribed what it gives besides
     */
    static SortedMap<String, Double> of(
            AgentState state, Resources own, Resources oversubscribed, Instant startedAt, Instant now) {
        var values = new TreeMap<String, Double>();
        values.put("slave/uptime_secs", Duration.between(startedAt, now).toMillis() / MILLI);
        Metrics.putResources("slave", own.plus(oversubscribed), state.used(), values);
        values.put("slave/frameworks_active", (double)
                state.frameworks().keySet().stream().filter(state::isActive).count());
        values.put("slave/executors_running", (double)
                state.executors().stream().filter(executor -> !executor.ended()).count());
        values.put("slave/executors_terminated", (double)
                state.executors().stream().filter(AgentExecutor::ended).count());
        STATES.forEach(one -> values.put("slave/tasks_" + one.name().toLowerCase(Locale.ROOT), 0.0));
        state.executors().stream()
                .flatMap(executor -> executor.tasks().stream())
                .map(task -> "slave/tasks_" + task.row().state().name().toLowerCase(Locale.ROOT))
                .filter(values::containsKey)
                .forEach(name -> values.merge(name, 1.0, Double::sum));
        Metrics.system().forEach((name, value) -> values.put("system/" + name, value));
        return values;
    }
}
