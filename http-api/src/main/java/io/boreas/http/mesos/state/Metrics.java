package io.boreas.http.mesos.state;

import io.boreas.core.agent.Presence;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.TaskState;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The cell in numbers, under Mesos's names. What ended is counted among what is remembered: those numbers may fall, where in Mesos
 * they only grow.
 */
public final class Metrics {
    private static final double MILLI = 1_000;
    private static final List<String> NAMES = List.of("cpus", "gpus", "mem", "disk");
    private static final List<TaskState> STATES = List.of(
            TaskState.STAGING,
            TaskState.STARTING,
            TaskState.RUNNING,
            TaskState.KILLING,
            TaskState.FINISHED,
            TaskState.KILLED,
            TaskState.FAILED,
            TaskState.LOST,
            TaskState.ERROR,
            TaskState.DROPPED,
            TaskState.GONE,
            TaskState.GONE_BY_OPERATOR,
            TaskState.UNREACHABLE);

    private Metrics() {}

    /**
     * All of them.
     *
     * @param counted what this master counts itself
     */
    public static SortedMap<String, Double> of(CellState state, Instant now, Map<String, Double> counted) {
        var values = new TreeMap<>(counted);
        values.put("master/elected", 1.0);
        values.put(
                "master/uptime_secs",
                Duration.between(state.info().startedAt(), now).toMillis() / MILLI);
        putAgents(state, values);
        putFrameworks(state, values);
        system().forEach((name, value) -> values.put("system/" + name, value));
        return values;
    }

    /** The machine this master runs on. */
    public static SortedMap<String, Double> system() {
        var values = new TreeMap<String, Double>();
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean machine) {
            values.put("cpus_total", (double) machine.getAvailableProcessors());
            values.put("mem_total_bytes", (double) machine.getTotalMemorySize());
            values.put("mem_free_bytes", (double) machine.getFreeMemorySize());
            // One average is all that Java has; negative where there is none.
            double load = machine.getSystemLoadAverage();
            if (load >= 0) {
                values.put("load_1min", load);
            }
        }
        return values;
    }

    private static void putAgents(CellState state, Map<String, Double> values) {
        var registered = state.registered();
        var total = new ResourceSum();
        var used = new ResourceSum();
        int linked = 0;
        int active = 0;
        for (var view : registered) {
            total.add(view.agent().total());
            used.add(view.agent().used());
            linked += view.linked() ? 1 : 0;
            active += Agents.active(view) ? 1 : 0;
        }
        values.put("master/slaves_active", (double) active);
        values.put("master/slaves_inactive", (double) (registered.size() - active));
        values.put("master/slaves_connected", (double) linked);
        values.put("master/slaves_disconnected", (double) (registered.size() - linked));
        values.put("master/slaves_unreachable", (double) state.count(Presence.UNREACHABLE));
        var all = total.total();
        var inUse = used.total();
        putResources("master", all, inUse, values);
    }

    /** What there is of each resource and how much of it is used, what may be taken back apart from the rest. */
    public static void putResources(String prefix, Resources total, Resources used, Map<String, Double> values) {
        put(prefix, "", total.nonRevocable(), used.nonRevocable(), values);
        put(prefix, "_revocable", total.revocable(), used.revocable(), values);
    }

    private static void put(String prefix, String suffix, Resources total, Resources used, Map<String, Double> values) {
        for (var name : NAMES) {
            long has = total.scalarMilli(name);
            long uses = used.scalarMilli(name);
            values.put(prefix + "/" + name + suffix + "_total", has / MILLI);
            values.put(prefix + "/" + name + suffix + "_used", uses / MILLI);
            values.put(prefix + "/" + name + suffix + "_percent", has == 0 ? 0 : (double) uses / has);
        }
    }

    private static void putFrameworks(CellState state, Map<String, Double> values) {
        var counts = new TaskCounts();
        int connected = 0;
        int disconnected = 0;
        int offers = 0;
        for (var framework : state.frameworks()) {
            counts.add(framework);
            offers += framework.offers().size();
            if (!framework.completed()) {
                connected += framework.connected() ? 1 : 0;
                disconnected += framework.connected() ? 0 : 1;
            }
        }
        values.put("master/frameworks_active", (double) connected);
        values.put("master/frameworks_connected", (double) connected);
        values.put("master/frameworks_inactive", (double) disconnected);
        values.put("master/frameworks_disconnected", (double) disconnected);
        values.put("master/outstanding_offers", (double) offers);
        for (var one : STATES) {
            values.put("master/tasks_" + one.name().toLowerCase(Locale.ROOT), (double) counts.of(one));
        }
    }
}
