package io.boreas.agent.task;

import io.boreas.agent.isolation.IsolationSettings;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Measures one agent's runner: {@code true} tasks from launch to acknowledged end per second, with everything synced,
 * and the time from launch to RUNNING on an idle one. Arguments: tasks, tasks that are held at the same time, command, starts in
 * flight, isolators.
 */
public final class TrueTasksBenchmark {
    private TrueTasksBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
        int heldMax = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 200;
        var command = arguments.length > 2 ? arguments[2] : "true";
        var workDir = Files.createTempDirectory("boreas-true-tasks");
        var defaults = RunnerSettings.of(workDir, "localhost", InstantSource.system());
        var isolators = arguments.length > 4 ? arguments[4] : IsolationSettings.AUTO;
        var settings = new RunnerSettings(
                        workDir,
                        "localhost",
                        defaults.clock(),
                        defaults.path(),
                        arguments.length > 3 ? Integer.parseInt(arguments[3]) : defaults.startsInFlightMax(),
                        defaults.rescanInterval(),
                        defaults.sandboxAgeMax(),
                        defaults.sandboxesMax(),
                        defaults.sandboxBytesMax())
                .isolated(IsolationSettings.DEFAULT.with(isolators));
        try (var run = new Run(settings, count, heldMax)) {
            run.latency(command, 50);
            for (int round = 0; round < 3; round++) {
                run.throughput(command, round);
            }
        } finally {
            new ProcessBuilder("rm", "-rf", workDir.toString()).start().waitFor();
        }
    }

    private static final class Run implements AutoCloseable {
        private final ProcessTaskRunner runner;
        private final int count;
        private final int heldMax;
        private final Map<String, Long> runningAt = new ConcurrentHashMap<>();
        private final Map<String, TaskState> ends = new ConcurrentHashMap<>();
        private final java.util.concurrent.Semaphore held;
        private volatile CountDownLatch left = new CountDownLatch(0);

        Run(RunnerSettings settings, int count, int heldMax) throws Exception {
            this.runner = new ProcessTaskRunner(settings);
            this.count = count;
            this.heldMax = heldMax;
            this.held = new java.util.concurrent.Semaphore(heldMax);
            runner.recover(this::observed);
        }

        private void observed(StatusUpdate update) {
            runner.acknowledge(new StatusAck(update.task(), update.sequence()));
            if (update.status().state() == TaskState.RUNNING) {
                runningAt.put(update.task().value(), System.nanoTime());
            }
            if (update.status().state().isTerminal()) {
                ends.put(update.task().value(), update.status().state());
                held.release();
                left.countDown();
            }
        }

        void latency(String command, int samples) throws Exception {
            var took = new double[samples];
            for (int i = 0; i < samples; i++) {
                left = new CountDownLatch(1);
                held.acquire();
                long before = System.nanoTime();
                runner.launch(TestAgent.launchOf("latency-" + i, TestAgent.spec(TestAgent.process("main", command))));
                left.await(30, TimeUnit.SECONDS);
                took[i] = (runningAt.get("latency-" + i) - before) / 1e6;
                Thread.sleep(20);
            }
            Arrays.sort(took);
            System.out.printf(
                    "launch to RUNNING: p50 %.1f ms, p90 %.1f ms, max %.1f ms%n",
                    took[samples / 2], took[samples * 9 / 10], took[samples - 1]);
        }

        void throughput(String command, int round) throws Exception {
            ends.clear();
            left = new CountDownLatch(count);
            long before = System.nanoTime();
            List<TaskLaunch> group = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                held.acquire();
                group.add(TestAgent.launchOf(
                        "true-" + round + "-" + i, TestAgent.spec(TestAgent.process("main", command))));
                if (group.size() == Math.max(1, heldMax / 8) || held.availablePermits() == 0 || i == count - 1) {
                    runner.launch(group);
                    group.clear();
                }
            }
            boolean all = left.await(10, TimeUnit.MINUTES);
            double seconds = (System.nanoTime() - before) / 1e9;
            long finished = ends.values().stream()
                    .filter(state -> state == TaskState.FINISHED)
                    .count();
            System.out.printf(
                    "%d of %d finished%s: %.0f tasks/s, load %s%n",
                    finished,
                    count,
                    all ? "" : " (others missing)",
                    count / seconds,
                    Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
        }

        @Override
        public void close() {
            runner.close();
        }
    }
}
