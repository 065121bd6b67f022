package io.boreas.testcluster.bench.cell;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * B6: how long a master that was killed takes to be back. First from a journal of a million events and no snapshot; then, with default
 * settings, until all tasks on agents that are there are known again and all agents are registered.
 */
final class Restart {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int JOB_SIZE = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String RESOURCES = "cpus:64;mem:262144;disk:262144;ports:[31000-32000]";

    private final Options options;
    private final int agents;
    private final int runs;
    private final Report report;

    private Restart(Options options) throws IOException {
        this.options = options;
        this.agents = options.number("agents", 10_000);
        this.runs = options.number("runs", 3);
        this.report = Report.open("B6: a master back after kill -9, %,d emulated agents".formatted(agents));
    }

    static void run(Options options) throws IOException, InterruptedException {
        var benchmark = new Restart(options);
        if (options.number("events", 1_000_000) > 0) {
            benchmark.fromEvents();
        }
        if (options.number("tasks", 100_000) > 0) {
            benchmark.withAgents();
        }
        benchmark.report.close();
    }

    private void fromEvents() throws IOException, InterruptedException {
        var folder = Folders.fresh(options.folder().resolve("b6-events"));
        var settings = List.of("boreas.groups.snapshot-every=1000000");
        // Six and a half events a task, of which some are the agents' own; what it came to is counted below.
        int tasks = (options.number("events", 1_000_000) * 2 / 13 + JOB_SIZE - 1) / JOB_SIZE * JOB_SIZE;
        fill(folder, settings, tasks).close();
        var journal = folder.resolve("journal");
        for (int run = 0; run < runs; run++) {
            System.out.println("# run; " + Report.machine());
            var copy = Folders.fresh(options.folder().resolve("b6-copy"));
            Folders.copy(journal, copy.resolve("journal"));
            long events = recover(copy);
            Folders.copy(journal, Folders.fresh(copy).resolve("journal"));
            try (var master = MasterJvm.start(copy, 0, 0, options.jvm("master-jvm"), settings)) {
                double seconds = (master.awaitReady(PATIENCE) - master.jvm().startedNanos()) / 1e9;
                report.add("process start to ready, s", seconds);
                report.add("process start to ready, s per 1M events", seconds * 1e6 / events);
                Jobs.check(master.url(), Map.of("job", tasks / JOB_SIZE), JOB_SIZE, tasks);
            }
        }
        Folders.delete(options.folder().resolve("b6-copy"));
    }

    /** Recovers a journal in a process that looks at the clock; returns how many events there were. */
    private long recover(Path folder) throws IOException, InterruptedException {
        try (var jvm = Jvm.start(
                folder.resolve("stderr.txt"),
                options.jvm("master-jvm"),
                RecoveryMain.class.getName(),
                List.of(folder.resolve("journal").toString()))) {
            var words = jvm.await(
                            line -> line.startsWith("recovered ") ? Optional.of(line) : Optional.empty(), PATIENCE)
                    .split(" ", -1);
            long events = Long.parseLong(words[1]);
            double seconds = Double.parseDouble(words[2]);
            report.add("events in the journal", (double) events);
            report.add("start of recovery to all groups ready, s", seconds);
            report.add("start of recovery to all groups ready, s per 1M events", seconds * 1e6 / events);
            report.add("CPU s of the process that recovered", jvm.cpu().toMillis() / 1e3);
            return events;
        }
    }

    /** A master with so many tasks RUNNING, whose agents are gone with the result's end. */
    private MasterJvm fill(Path folder, List<String> settings, int tasks) throws IOException, InterruptedException {
        var master = MasterJvm.start(folder, 0, 0, options.jvm("master-jvm"), settings);
        try (var emulator = AgentsJvm.start(folder, master, agents, RESOURCES, options.jvm("agents-jvm"))) {
            fill(master, emulator, tasks);
        }
        return master;
    }

    private void fill(MasterJvm master, AgentsJvm emulator, int tasks) throws IOException, InterruptedException {
        master.awaitReady(PATIENCE);
        emulator.awaitConnected(PATIENCE);
        Jobs.fill(master.url(), "job", tasks / JOB_SIZE, JOB_SIZE, PATIENCE);
    }

    private void withAgents() throws IOException, InterruptedException {
        var folder = Folders.fresh(options.folder().resolve("b6-agents"));
        int tasks = options.number("tasks", 100_000);
        var master = MasterJvm.start(folder, 0, 0, options.jvm("master-jvm"), List.of());
        try (var emulator = AgentsJvm.start(folder, master, agents, RESOURCES, options.jvm("agents-jvm"))) {
            fill(master, emulator, tasks);
            var before = Jobs.taskIds(master.url(), "job", tasks / JOB_SIZE);
            for (int run = 0; run < runs; run++) {
                System.out.println("# run; " + Report.machine());
                master.jvm().kill();
                master = MasterJvm.start(
                        folder, master.url().getPort(), master.linkPort(), options.jvm("master-jvm"), List.of());
                long start = master.jvm().startedNanos();
                report.add("with agents: process start to ready, s", (master.awaitReady(PATIENCE) - start) / 1e9);
                report.add(
                        "with agents: process start to all registered, s",
                        (emulator.awaitConnected(PATIENCE) - start) / 1e9);
                awaitAllKnown(master.url(), tasks);
                report.add("with agents: process start to every task known, s", (System.nanoTime() - start) / 1e9);
                Jobs.check(master.url(), Map.of("job", tasks / JOB_SIZE), JOB_SIZE, tasks);
                Jobs.check(
                        Jobs.taskIds(master.url(), "job", tasks / JOB_SIZE).equals(before),
                        "the tasks are others than before");
                Jobs.check(emulator.launched() == tasks, "the agents took " + emulator.launched() + " launches");
            }
        } finally {
            master.close();
        }
    }

    private void awaitAllKnown(URI master, int tasks) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (var connection = new HttpConnection(master)) {
            while (Jobs.count(connection, "RUNNING") != tasks || !allLinked(connection)) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("not every task was known again in " + PATIENCE);
                }
                Thread.sleep(20);
            }
        }
    }

    private boolean allLinked(HttpConnection connection) throws IOException {
        var items = JSON.readTree(
                        connection.get("/boreas/v1/agents").expect(200).body())
                .path("items");
        int linked = 0;
        for (JsonNode agent : items) {
            if (agent.path("linked").booleanValue()
                    && agent.path("presence").textValue().equals("REGISTERED")) {
                linked++;
            }
        }
        return linked == agents;
    }
}
