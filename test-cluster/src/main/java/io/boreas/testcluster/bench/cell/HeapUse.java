package io.boreas.testcluster.bench.cell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * B9: a master's heap after a full collection with nothing, with agents, with live tasks, and with finished tasks that are kept; the
 * slopes between them.
 */
final class HeapUse {
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +[0-9]+ +([0-9]+)");
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int LIVE_JOB = 1_000;

    /** A job keeps at most a hundred ended tasks. */
    private static final int ENDED_JOB = 100;

    private static final int HISTOGRAM_LINES = 203;

    private static final String RESOURCES = "cpus:12;mem:65536;disk:262144;ports:[31000-32000]";

    private final Options options;
    private final int agents;
    private final int tasks;
    private final Report report;

    private HeapUse(Options options) throws IOException {
        this.options = options;
        this.agents = options.number("agents", 10_000);
        this.tasks = options.number("tasks", 100_000);
        this.report = Report.open("B9: heap of a master with %,d agents and %,d tasks".formatted(agents, tasks));
    }

    static void run(Options options) throws IOException, InterruptedException {
        var benchmark = new HeapUse(options);
        for (int run = 0; run < options.number("runs", 3); run++) {
            System.out.println("# run; " + Report.machine());
            benchmark.live(Folders.fresh(options.folder().resolve("b9-live")));
            benchmark.ended(Folders.fresh(options.folder().resolve("b9-ended")));
        }
        benchmark.report.close();
    }

    private void live(Path folder) throws IOException, InterruptedException {
        try (var master = MasterJvm.start(folder, 0, 0, options.jvm("master-jvm"), List.of())) {
            master.awaitReady(PATIENCE);
            long empty = used(master, folder.resolve("heap-empty.txt"));
            report.add("heap of an empty cell, MiB", empty / 1048576.0);
            try (var emulator = AgentsJvm.start(folder, master, agents, RESOURCES, options.jvm("agents-jvm"))) {
                emulator.awaitConnected(PATIENCE);
                settle();
                long withAgents = used(master, folder.resolve("heap-agents.txt"));
                report.add("bytes an agent", (double) (withAgents - empty) / agents);
                try (var running = new RunningTasks(master.url(), tasks)) {
                    Jobs.submit(master.url(), "job", tasks / LIVE_JOB, LIVE_JOB, 4);
                    running.await(tasks, PATIENCE);
                    Jobs.check(master.url(), Map.of("job", tasks / LIVE_JOB), LIVE_JOB, tasks);
                }
                settle();
                long withTasks = used(master, folder.resolve("heap-tasks.txt"));
                report.add("bytes a live task", (double) (withTasks - withAgents) / tasks);
            }
        }
    }

    private void ended(Path folder) throws IOException, InterruptedException {
        try (var master = MasterJvm.start(folder, 0, 0, options.jvm("master-jvm"), List.of());
                var emulator = AgentsJvm.start(
                        folder, master, agents, RESOURCES, options.jvm("agents-jvm"), Duration.ofSeconds(1))) {
            master.awaitReady(PATIENCE);
            emulator.awaitConnected(PATIENCE);
            settle();
            long before = used(master, folder.resolve("heap-agents.txt"));
            Jobs.submit(master.url(), "job", "ad_hoc", tasks / ENDED_JOB, ENDED_JOB, 4);
            try (var connection = new HttpConnection(master.url())) {
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                while (Jobs.count(connection, "FINISHED") != tasks) {
                    Jobs.check(System.nanoTime() < deadline, "not all tasks finished in " + PATIENCE);
                    Thread.sleep(250);
                }
            }
            settle();
            long after = used(master, folder.resolve("heap-ended.txt"));
            report.add("bytes a finished task kept, its job's share included", (double) (after - before) / tasks);
        }
    }

    /** What is still under way, such as acknowledgements and the wait for an agent's hello, comes to its end. */
    private static void settle() throws InterruptedException {
        Thread.sleep(12_000);
    }

    /** Bytes of live objects after a full collection; the histogram's head goes into a file. */
    static long used(MasterJvm master, Path file) throws IOException, InterruptedException {
        master.jvm().diagnose("GC.run");
        var histogram = master.jvm().diagnose("GC.class_histogram");
        Files.writeString(file, histogram.lines().limit(HISTOGRAM_LINES).collect(Collectors.joining("\n", "", "\n")));
        var total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new IllegalStateException("jcmd printed no total");
        }
        return Long.parseLong(total.group(1));
    }
}
