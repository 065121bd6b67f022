package io.boreas.testcluster.bench.cell;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * B4: a cell with one real agent. How long after its submit a lone service is seen RUNNING on the event stream, and how many tasks of
 * {@code true} finish in a second; beside it what the machine can start at all.
 */
final class RealAgent {
    private static final Pattern UP = Pattern.compile("is up: (\\S+?)/?$");
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int BARE_STARTS = 1_000;

    private final Options options;
    private final Report report;

    private RealAgent(Options options) throws IOException {
        this.options = options;
        this.report = Report.open("B4: one real agent");
    }

    static void run(Options options) throws IOException, InterruptedException {
        var benchmark = new RealAgent(options);
        for (int run = 0; run < options.number("runs", 3); run++) {
            System.out.println("# run; " + Report.machine());
            benchmark.once(Folders.fresh(options.folder().resolve("b4")));
        }
        benchmark.report.close();
    }

    private void once(Path folder) throws IOException, InterruptedException {
        double rate;
        try (var cell = Jvm.start(
                folder.resolve("stderr.txt"),
                options.jvm("master-jvm"),
                "io.boreas.launcher.Boreas",
                List.of(
                        "local",
                        "--work-dir",
                        folder.toString(),
                        "--port",
                        "0",
                        "--resources",
                        "cpus:2000;mem:1000000;disk:1000000;ports:[31000-32000]"))) {
            var url = cell.await(line -> Optional.of(UP.matcher(line)).filter(found -> found.find()), PATIENCE)
                    .group(1);
            var master = URI.create(url);
            awaitAgent(master);
            latency(master);
            int tasks = options.number("tasks", 1_000);
            for (int warm = 0; warm < options.number("warm-rounds", 5); warm++) {
                trueTasks(master, "warm-" + warm, tasks);
            }
            rate = trueTasks(master, "true", tasks);
            report.add("true tasks finished/s", rate);
        }
        report.add("bare starts of true/s, /bin/sh", bareShell());
        report.add("bare starts of true/s, ProcessBuilder, 1 thread", bareJvm(1));
        double bare = bareJvm(4);
        report.add("bare starts of true/s, ProcessBuilder, 4 threads", bare);
        report.add("ratio of true tasks to the bare rate, 4 threads", rate / bare);
    }

    private static void awaitAgent(URI master) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (var connection = new HttpConnection(master)) {
            while (!connection.get("/boreas/v1/agents").text().contains("\"linked\":true")) {
                Jobs.check(System.nanoTime() < deadline, "the agent did not register");
                Thread.sleep(50);
            }
        }
    }

    private void latency(URI master) throws IOException, InterruptedException {
        int samples = options.number("samples", 200);
        int warm = options.number("warm", 50);
        var histogram = new Histogram(PATIENCE.toNanos(), 3);
        Map<String, Long> seen = new HashMap<>();
        try (var events = new EventReader(master, "type=task", (nanos, data) -> {
                    if (data.contains("\"state\":\"RUNNING\"") || data.contains("\"state\":\"KILLED\"")) {
                        synchronized (seen) {
                            var key = EventReader.field(data, "job") + " " + EventReader.field(data, "state");
                            Jobs.check(seen.put(key, nanos) == null, "twice " + data);
                            seen.notifyAll();
                        }
                    }
                });
                var connection = new HttpConnection(master)) {
            for (int i = 0; i < warm + samples; i++) {
                var name = "lone-" + i;
                long start = System.nanoTime();
                connection
                        .post("/boreas/v1/jobs", Jobs.json(name, "service", 1, "exec sleep 100000"))
                        .expect(201);
                long running = await(seen, "bench/prod/" + name + " RUNNING");
                if (i >= warm) {
                    histogram.recordValue(running - start);
                }
                connection.delete(Jobs.path(name)).expect(200);
                await(seen, "bench/prod/" + name + " KILLED");
                Thread.sleep(options.number("pause-millis", 20));
            }
            Jobs.check(events.cuts() == 0, "the stream broke off, which is in the latencies");
        }
        report.add("submit to RUNNING seen, p50 ms", histogram.getValueAtPercentile(50) / 1e6);
        report.add("submit to RUNNING seen, p99 ms", histogram.getValueAtPercentile(99) / 1e6);
        report.add("submit to RUNNING seen, max ms", histogram.getMaxValue() / 1e6);
    }

    private static long await(Map<String, Long> seen, String key) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        synchronized (seen) {
            while (!seen.containsKey(key)) {
                Jobs.check(System.nanoTime() < deadline, key + " was never seen");
                seen.wait(1_000);
            }
            return seen.get(key);
        }
    }

    /** Tasks of {@code true} that finish in a second: those of one job. */
    private double trueTasks(URI master, String name, int tasks) throws IOException, InterruptedException {
        var all = new CountDownLatch(tasks);
        var finished = new HashSet<String>();
        var last = new long[1];
        try (var events = new EventReader(master, "type=task", (nanos, data) -> {
                    if (data.contains("\"state\":\"FINISHED\"")) {
                        Jobs.check(finished.add(EventReader.field(data, "taskId")), "twice " + data);
                        last[0] = nanos;
                        all.countDown();
                    }
                    Jobs.check(!data.contains("\"failed\":true"), data);
                });
                var connection = new HttpConnection(master)) {
            long start = System.nanoTime();
            connection
                    .post("/boreas/v1/jobs", Jobs.json(name, "ad_hoc", tasks, "true"))
                    .expect(201);
            Jobs.check(all.await(PATIENCE.toSeconds(), TimeUnit.SECONDS), all.getCount() + " tasks did not finish");
            Jobs.check(events.cuts() == 0, "the stream broke off, which is in the rate");
            return tasks * 1e9 / (last[0] - start);
        }
    }

    private static double bareShell() throws IOException, InterruptedException {
        long start = System.nanoTime();
        var script = "i=0; while [ $i -lt " + BARE_STARTS + " ]; do /bin/true; i=$((i+1)); done";
        int code = new ProcessBuilder("/bin/sh", "-c", script).start().waitFor();
        Jobs.check(code == 0, "the shell ended with " + code);
        return BARE_STARTS * 1e9 / (System.nanoTime() - start);
    }

    private static double bareJvm(int threads) throws InterruptedException {
        long start = System.nanoTime();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var done = new ArrayList<Future<Integer>>();
            for (int i = 0; i < BARE_STARTS; i++) {
                done.add(pool.submit(
                        () -> new ProcessBuilder("/bin/true").start().waitFor()));
            }
            for (var each : done) {
                Jobs.check(each.get() == 0, "true is false");
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a process could not be started", e.getCause());
        }
        return BARE_STARTS * 1e9 / (System.nanoTime() - start);
    }

    /** Whether a program is on the path. */
    static boolean isInstalled(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
