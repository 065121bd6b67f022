package io.boreas.testcluster.bench.cell;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * B3: tasks a second from HTTP submit to RUNNING on the event stream, through the whole pipeline, with every change synced. Three
 * processes: a master, emulated agents, this driver. Beside it, in the same run, its ceiling: the very events of the run through
 * the group shell alone.
 */
final class LaunchThroughput {
    private static final int JOB_SIZE = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Options options;
    private final int tasks;
    private final int warmTasks;
    private final int agents;
    private final Report report;

    private LaunchThroughput(Options options) throws IOException {
        this.options = options;
        this.tasks = options.number("tasks", 100_000);
        this.warmTasks = options.number("warm", 100_000);
        this.agents = options.number("agents", 10_000);
        this.report = Report.open("B3: %,d tasks in jobs of %,d on %,d emulated agents, after %,d to warm up"
                .formatted(tasks, JOB_SIZE, agents, warmTasks));
    }

    static void run(Options options) throws IOException, InterruptedException {
        var benchmark = new LaunchThroughput(options);
        for (int run = 0; run < options.number("runs", 3); run++) {
            benchmark.once(Folders.fresh(options.folder().resolve("b3")));
        }
        benchmark.report.close();
    }

    private void once(Path folder) throws IOException, InterruptedException {
        System.out.println("# run; " + Report.machine());
        double rate;
        try (var master = MasterJvm.start(folder, 0, 0, recorded("master-jvm"), settings());
                var emulator = AgentsJvm.start(folder, master, agents, resources(), recorded("agents-jvm"))) {
            master.awaitReady(PATIENCE);
            long dialled = System.nanoTime();
            report.add("agents registered a second", agents * 1e9 / (emulator.awaitConnected(PATIENCE) - dialled));
            rate = measure(master, emulator);
            dump(master.jvm(), "master.jfr");
            dump(emulator.jvm(), "agents.jfr");
        }
        if (options.number("ceiling", 1) == 1) {
            double ceiling = ceiling(folder, rate);
            report.add("ceiling, tasks/s", ceiling);
            report.add("ratio to the ceiling", rate / ceiling);
        }
    }

    /** Of each agent: a little more than all tasks need, so that nearly all agents get some. */
    private String resources() {
        long cpus = Math.ceilDiv(12L * (tasks + warmTasks), 11L * agents) * Jobs.CPUS;
        return "cpus:" + cpus + ";mem:262144;disk:262144;ports:[31000-32000]";
    }

    /** Options of a JVM; with {@code --profile FOLDER} also those of a recording. */
    private List<String> recorded(String jvm) {
        var all = new ArrayList<>(options.jvm(jvm));
        if (!options.text("profile", "").isEmpty()) {
            all.add(
                    "-XX:StartFlightRecording=settings=profile,jdk.CPUTimeSample#enabled=true,jdk.CPUTimeSample#throttle=5ms");
        }
        return all;
    }

    private void dump(Jvm jvm, String name) throws IOException, InterruptedException {
        if (!options.text("profile", "").isEmpty()) {
            jvm.diagnose(
                    "JFR.dump",
                    "filename="
                            + Path.of(options.text("profile", ""))
                                    .toAbsolutePath()
                                    .resolve(name));
        }
    }

    private List<String> settings() {
        var settings = new ArrayList<String>();
        if (options.number("snapshot-every", 0) > 0) {
            settings.add("boreas.groups.snapshot-every=" + options.number("snapshot-every", 0));
        }
        return settings;
    }

    private double measure(MasterJvm master, AgentsJvm emulator) throws IOException, InterruptedException {
        try (var running = new RunningTasks(master.url(), warmTasks + tasks)) {
            Jobs.submit(master.url(), "warm", warmTasks / JOB_SIZE, JOB_SIZE, 4);
            running.await(warmTasks, PATIENCE);
            long masterCpu = master.jvm().cpu().toNanos();
            long emulatorCpu = emulator.jvm().cpu().toNanos();
            long driverCpu = driverCpu();
            var threads = master.jvm().cpuByThreads();
            long start = System.nanoTime();
            Jobs.submit(master.url(), "job", tasks / JOB_SIZE, JOB_SIZE, 4);
            report.add("jobs submitted after s", (System.nanoTime() - start) / 1e9);
            running.await(warmTasks + tasks / 2, PATIENCE);
            long halfMasterCpu = master.jvm().cpu().toNanos();
            running.await(warmTasks + tasks, PATIENCE);
            report.add(
                    "master's CPU us/task, second half", (master.jvm().cpu().toNanos() - halfMasterCpu) / 5e2 / tasks);
            report.add("master's CPU us/task", (master.jvm().cpu().toNanos() - masterCpu) / 1e3 / tasks);
            if (!options.text("profile", "").isEmpty()) {
                master.jvm()
                        .cpuByThreads()
                        .forEach((name, seconds) -> System.out.printf(
                                Locale.ROOT,
                                "    %s: %.1f us/task%n",
                                name,
                                (seconds - threads.getOrDefault(name, 0.0)) * 1e6 / tasks));
            }
            report.add("agents' CPU us/task", (emulator.jvm().cpu().toNanos() - emulatorCpu) / 1e3 / tasks);
            report.add("driver's CPU us/task", (driverCpu() - driverCpu) / 1e3 / tasks);
            int tenth = tasks / 10;
            long end = running.seenAt(warmTasks + tasks - 1);
            double rate = tasks * 1e9 / (end - start);
            double first = tenth * 1e9 / (running.seenAt(warmTasks + tenth - 1) - start);
            double last = tenth * 1e9 / (end - running.seenAt(warmTasks + tasks - tenth - 1));
            report.add("tasks/s", rate);
            report.add("tasks/s, first tenth", first);
            report.add("tasks/s, last tenth", last);
            report.add("times the stream was resumed", running.cuts());
            Jobs.check(running.twice() == 0, running.twice() + " tasks became RUNNING twice");
            var jobs = Map.of("warm", warmTasks / JOB_SIZE, "job", tasks / JOB_SIZE);
            Jobs.check(master.url(), jobs, JOB_SIZE, warmTasks + tasks);
            Jobs.check(emulator.running() == warmTasks + tasks, "the agents run " + emulator.running() + " tasks");
            Jobs.check(
                    emulator.launched() == warmTasks + tasks, "the agents took " + emulator.launched() + " launches");
            return rate;
        }
    }

    private static long driverCpu() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }

    /** The same events, all of the run's, through the shell alone; in tasks a second. */
    private double ceiling(Path folder, double rate) throws IOException, InterruptedException {
        var fresh = Folders.fresh(folder.resolve("ceiling"));
        try (var jvm = Jvm.start(
                fresh.resolve("stderr.txt"),
                options.jvm("ceiling-jvm"),
                ShellCeiling.class.getName(),
                List.of(folder.resolve("journal").toString(), fresh.toString()))) {
            var words = jvm.await(line -> line.startsWith("ceiling ") ? Optional.of(line) : Optional.empty(), PATIENCE)
                    .split(" ", -1);
            int events = Integer.parseInt(words[1]);
            double seconds = Double.parseDouble(words[2]);
            report.add("ceiling, events/s", events / seconds);
            report.add("events a task", (double) events / (tasks + warmTasks));
            report.add("events a record of the run's journal", Double.parseDouble(words[3]));
            report.add("events a record of the ceiling's journal", Double.parseDouble(words[4]));
            double alike = (tasks + warmTasks) / Double.parseDouble(words[5]);
            report.add("ceiling with records of the run's size, tasks/s", alike);
            report.add("events a record of that ceiling's journal", Double.parseDouble(words[6]));
            report.add("ratio to the ceiling with records of the run's size", rate / alike);
            return (tasks + warmTasks) / seconds;
        }
    }
}
