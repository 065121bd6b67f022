package io.boreas.testcluster.sim.agent;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskState;
import io.boreas.testcluster.sim.Chance;
import io.boreas.testcluster.sim.Life;
import io.boreas.testcluster.sim.Timeline;
import io.boreas.testcluster.sim.Watch;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A machine and what runs on it. Processes outlive the agent that started them; how they end is on the machine's disk for
 * whoever looks later.
 */
public final class SimMachine {
    /** The name of a task that is to end by itself. */
    public static final String BATCH = "batch";

    private final AgentId agent;
    private final Timeline timeline;
    private final Chance chance;
    private final Watch watch;
    private final Map<TaskId, Run> runs = new TreeMap<>();
    private final Map<TaskId, TaskState> exits = new TreeMap<>();
    private final Set<TaskId> startedEver = new TreeSet<>();
    private @Nullable Listener listener;
    private boolean calm;
    private int boots = 1;

    /** Hears of processes that end while it is there. */
    @FunctionalInterface
    interface Listener {
        void ended(TaskId task);
    }

    private record Run(TaskLaunch launch, Life life) {}

    public SimMachine(AgentId agent, Timeline timeline, Chance chance, Watch watch) {
        this.agent = agent;
        this.timeline = timeline;
        this.chance = chance;
        this.watch = watch;
    }

    String bootId() {
        return "boot-" + boots;
    }

    void listen(@Nullable Listener agentsEar) {
        listener = agentsEar;
    }

    /** Tasks whose processes run. */
    public Set<TaskId> running() {
        return Collections.unmodifiableSet(runs.keySet());
    }

    boolean isRunning(TaskId task) {
        return runs.containsKey(task);
    }

    /** Whether the task's processes were ever started here. */
    boolean wasStarted(TaskId task) {
        return startedEver.contains(task);
    }

    /** How the processes ended, if they did and the machine did not start anew under them. */
    Optional<TaskState> exit(TaskId task) {
        return Optional.ofNullable(exits.get(task));
    }

    void run(TaskLaunch launch) {
        startedEver.add(launch.task());
        var run = new Run(launch, new Life());
        runs.put(launch.task(), run);
        watch.started(agent, launch);
        planEnd(run);
    }

    private void planEnd(Run run) {
        boolean batch = run.launch.spec().name().equals(BATCH);
        if (batch) {
            int most = calm ? 10_000 : 40_000;
            timeline.after(
                    chance.between(500, most),
                    run.life,
                    () -> exit(run, calm || chance.percent(80) ? TaskState.FINISHED : TaskState.FAILED));
        } else if (!calm && chance.percent(30)) {
            int most = chance.oneIn(3) ? 2_000 : 90_000;
            timeline.after(chance.between(200, most), run.life, () -> {
                if (!calm) {
                    exit(run, chance.oneIn(2) ? TaskState.FINISHED : TaskState.FAILED);
                }
            });
        }
    }

    private void exit(Run run, TaskState how) {
        end(run.launch.task(), how, Watch.End.ITSELF);
    }

    private void end(TaskId task, TaskState how, Watch.End why) {
        var run = runs.remove(task);
        if (run != null) {
            run.life.end();
            exits.put(task, how);
            watch.ended(agent, task, why);
            if (listener != null) {
                listener.ended(task);
            }
        }
    }

    /** Asks the processes to end: they do within so long, or not at all. */
    void terminate(TaskId task, long withinMillis) {
        var run = runs.get(task);
        if (run != null && chance.percent(80)) {
            int most = Math.toIntExact(Math.max(1, withinMillis));
            timeline.after(
                    chance.between(0, Math.min(most, 3_000)),
                    run.life,
                    () -> end(task, TaskState.KILLED, Watch.End.STOPPED));
        }
    }

    /** Ends the processes by force. */
    void kill(TaskId task) {
        end(task, TaskState.KILLED, Watch.End.STOPPED);
    }

    /** Ends the processes though nobody asked for it. */
    void endUnasked(TaskId task) {
        end(task, TaskState.KILLED, Watch.End.UNASKED);
    }

    /** What is on the disk of a task is not needed any more. */
    void forget(TaskId task) {
        exits.remove(task);
    }

    /** Starts anew: no process lives on, and nothing tells how any ended. */
    void reboot() {
        boots++;
        for (var task : Set.copyOf(runs.keySet()).stream().sorted().toList()) {
            var run = runs.remove(task);
            if (run != null) {
                run.life.end();
                watch.ended(agent, task, Watch.End.REBOOT);
            }
        }
    }

    /** From now on services run for ever, and what is to end by itself ends well and soon. */
    void calm() {
        calm = true;
        runs.values().forEach(run -> {
            if (run.launch.spec().name().equals(BATCH)) {
                planEnd(run);
            }
        });
    }
}
