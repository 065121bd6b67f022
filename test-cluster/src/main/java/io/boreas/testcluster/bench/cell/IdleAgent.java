package io.boreas.testcluster.bench.cell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * B10: a real agent whose tasks do nothing. What it takes of a core and of memory to keep them, how fast it starts them, and
 * beside it supervisord, where that is installed, with as many programs.
 */
final class IdleAgent {
    private static final String NAME = "idle";
    private static final String COMMAND = "exec sleep 100000";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Options options;
    private final Report report;
    private final int tasks;

    private IdleAgent(Options options) throws IOException {
        this.options = options;
        this.tasks = options.number("tasks", 1_000);
        this.report = Report.open("B10: one real agent, " + tasks + " tasks that do nothing");
    }

    static void run(Options options) throws IOException, InterruptedException {
        var benchmark = new IdleAgent(options);
        boolean peer = RealAgent.isInstalled("supervisord");
        if (!peer) {
            System.out.println("# supervisord is not installed: its rows are left out");
        }
        for (int run = 0; run < options.number("runs", 3); run++) {
            System.out.println("# run; " + Report.machine());
            var folder = Folders.fresh(options.folder().resolve("b10"));
            try {
                benchmark.agent(folder);
            } finally {
                Proc.killAll(Proc.below(folder));
            }
            if (peer) {
                benchmark.supervisord(Folders.fresh(options.folder().resolve("b10-supervisord")));
            }
        }
        benchmark.report.close();
    }

    private void agent(Path folder) throws IOException, InterruptedException {
        try (var master = MasterJvm.start(folder.resolve("master"), 0, 0, List.of(), List.of());
                var agent = startAgent(folder, master)) {
            master.awaitReady(PATIENCE);
            awaitLinked(master);
            settle();
            double alone = Proc.pssBytes(agent.pid());
            long started = System.nanoTime();
            try (var connection = new HttpConnection(master.url());
                    var running = new RunningTasks(master.url(), tasks)) {
                connection
                        .post("/boreas/v1/jobs", Jobs.json(NAME, "service", tasks, COMMAND))
                        .expect(201);
                running.await(tasks, PATIENCE);
                report.add("tasks started/s", tasks * 1e9 / (running.seenAt(tasks - 1) - started));
            }
            settle();
            idle("agent: % of a core", agent.pid());
            var processes = Proc.below(folder.resolve("agent"));
            var shims = processes.stream().filter(Proc::isShell).toList();
            Jobs.check(shims.size() >= tasks, shims.size() + " shims of " + tasks + " tasks");
            report.add("shims: KiB a task, shared pages in parts", sum(shims) / 1_024.0 / tasks);
            report.add("agent: KiB a task, beside itself alone", (Proc.pssBytes(agent.pid()) - alone) / 1_024 / tasks);
            report.add("shim and agent: KiB a task", (sum(shims) + Proc.pssBytes(agent.pid()) - alone) / 1_024 / tasks);
            report.add("agent alone: MiB", alone / (1 << 20));
            try (var connection = new HttpConnection(master.url())) {
                connection.delete(Jobs.path(NAME)).expect(200);
                awaitNone(folder.resolve("agent"));
            }
        }
    }

    private Jvm startAgent(Path folder, MasterJvm master) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("agent"));
        var jvm = Jvm.start(
                folder.resolve("agent-stderr.txt"),
                options.jvm("agent-jvm"),
                "io.boreas.launcher.Boreas",
                List.of(
                        "agent",
                        "--work-dir",
                        folder.resolve("agent").toString(),
                        "--master",
                        master.url().toString(),
                        "--agent-port",
                        "0",
                        "--resources",
                        "cpus:" + tasks + ";mem:1000000;disk:1000000"));
        jvm.await(line -> line.startsWith("agent is up") ? Optional.of(line) : Optional.empty(), PATIENCE);
        return jvm;
    }

    private static void awaitLinked(MasterJvm master) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (var connection = new HttpConnection(master.url())) {
            while (!connection.get("/boreas/v1/agents").text().contains("\"linked\":true")) {
                Jobs.check(System.nanoTime() < deadline, "the agent did not register");
                Thread.sleep(50);
            }
        }
    }

    private void settle() throws InterruptedException {
        TimeUnit.SECONDS.sleep(options.number("settle-seconds", 30));
    }

    /** All time of a process, and of those it waited for, while nothing happens. */
    private void idle(String name, long pid) throws IOException, InterruptedException {
        int seconds = options.number("seconds", 60);
        double before = Proc.cpuSeconds(pid);
        long began = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        double used = Proc.cpuSeconds(pid) - before;
        report.add(name, used * 100 / ((System.nanoTime() - began) / 1e9));
    }

    private static double sum(List<Long> pids) throws IOException {
        double bytes = 0;
        for (long pid : pids) {
            bytes += Proc.pssBytes(pid);
        }
        return bytes;
    }

    private static void awaitNone(Path folder) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Proc.below(folder).size() > 1) { // the spawner stays
            Jobs.check(System.nanoTime() < deadline, "processes of tasks were left");
            Thread.sleep(100);
        }
    }

    private void supervisord(Path folder) throws IOException, InterruptedException {
        var lines = new ArrayList<>(List.of(
                "[supervisord]",
                "nodaemon=true",
                "minfds=" + (8 * tasks + 100),
                "logfile=" + folder.resolve("log"),
                "pidfile=" + folder.resolve("pid"),
                "childlogdir=" + Files.createDirectories(folder.resolve("logs")),
                "[program:" + NAME + "]",
                "command=sleep 100000",
                "process_name=%(process_num)d",
                "numprocs=" + tasks,
                "startsecs=0",
                "directory=" + folder));
        var file = Files.write(folder.resolve("conf"), lines);
        long began = System.nanoTime();
        var process = new ProcessBuilder("supervisord", "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        try {
            while (process.children().count() < tasks) {
                Jobs.check(process.isAlive(), "supervisord ended: " + Files.readString(folder.resolve("output")));
                Jobs.check(System.nanoTime() - began < PATIENCE.toNanos(), "supervisord did not start all");
                Thread.sleep(5);
            }
            report.add("supervisord: programs started/s", tasks * 1e9 / (System.nanoTime() - began));
            settle();
            idle("supervisord: % of a core", process.pid());
            report.add("supervisord: KiB a program", Proc.pssBytes(process.pid()) / 1_024.0 / tasks);
        } finally {
            var children = process.children().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
