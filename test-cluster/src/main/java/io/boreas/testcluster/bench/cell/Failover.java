package io.boreas.testcluster.bench.cell;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.cell.MastersCell;
import io.boreas.drill.cell.TaskProcesses;
import io.boreas.drill.store.CassandraServer;
import io.boreas.testcluster.cell.JobWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * B5: three masters on Cassandra, of which the one with planner and allocator is killed with SIGKILL, or told another signal, while a client creates a
 * job in each of the 16 groups all the time, at another master. The cell runs tasks on a real agent and many more on emulated ones. What counts is how
 * long a group lets the client wait at most, and when a framework is offered something, agents are linked and tasks are known again; groups that the
 * lost master did not host should not notice. Beside it, in the same run, three servers of etcd whose leader is killed.
 */
final class Failover {
    private static final int MASTERS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration FILL_PATIENCE = Duration.ofMinutes(15);
    private static final long AFFECTED_MS = 700;
    private static final String SERVED = JobText.key("served");
    private static final String FILLING = "job";
    private static final int JOB_SIZE = 1_000;

    /** A count asks every group for all it holds: asked for all the time, it would be most of what is measured. */
    private static final Duration COUNT_INTERVAL = Duration.ofMillis(200);

    private final Options options;
    private final Report report;
    private final int realTasks;
    private final int agents;
    private final int jobs;

    private Failover(Options options) throws IOException {
        this.options = options;
        this.realTasks = options.number("real", 200);
        this.agents = options.number("agents", 10_000);
        this.jobs = agents == 0 ? 0 : options.number("tasks", 100_000) / JOB_SIZE;
        this.report = Report.open(
                "B5: the leading one of three masters on Cassandra is lost by SIG%s, 16 groups of each kind, %,d tasks on a real agent, %,d on %,d emulated agents"
                        .formatted(options.text("signal", "KILL"), realTasks, jobs * JOB_SIZE, agents));
    }

    static void run(Options options) throws IOException, InterruptedException {
        var benchmark = new Failover(options);
        if (options.number("etcd", 1) == 1) {
            benchmark.ofEtcd();
        }
        benchmark.measure(Folders.fresh(options.folder().resolve("b5")));
        benchmark.report.close();
    }

    /** The peer: three servers that have elected a leader, of which that one is killed. */
    private void ofEtcd() throws IOException, InterruptedException {
        for (int run = 0; run < options.number("runs", 10); run++) {
            var folder = Folders.fresh(options.folder().resolve("b5-etcd"));
            try (var etcd = Etcd.start(folder, options.number("etcd-port", Etcd.PORT), MASTERS)) {
                Thread.sleep(1_000); // as long as a follower waits for its leader
                report.add("etcd: a put succeeds again, ms", etcd.loseLeader() / 1e6);
            }
        }
    }

    private void measure(Path folder) throws IOException, InterruptedException {
        try (var store = CassandraServer.start(folder.resolve("cassandra"));
                var cell = MastersCell.in(folder, MASTERS, store.settings())) {
            var jvm = new ArrayList<>(Jvm.OPTIONS);
            jvm.addAll(MasterJvm.roomyYoungGeneration());
            jvm.addAll(List.of("-cp", Product.classPath()));
            jvm.addAll(options.jvm("master-jvm"));
            cell.startMastersWith(jvm);
            cell.initStore();
            cell.startMasters();
            cell.startAgent("--resources", "cpus:100;mem:100000;disk:100000");
            var job = JobText.service("served")
                    .process("serve", "exec sleep 100000")
                    .instances(realTasks);
            Jobs.check(
                    cell.client(0).post(CellClient.JOBS, job.toString()).status() == 201, "the job was not accepted");
            cell.client(0).awaitJob(SERVED, realTasks, "RUNNING", PATIENCE);
            if (agents == 0) {
                lose(cell, Optional.empty());
                return;
            }
            var linkPorts =
                    IntStream.range(0, MASTERS).map(cell::linkPort).boxed().toList();
            try (var emulator = AgentsJvm.start(folder, linkPorts, agents, exactly(), options.jvm("agents-jvm"))) {
                fill(cell, emulator);
                lose(cell, Optional.of(emulator));
            }
        }
    }

    /** What each emulated agent has: just enough for its tasks, so that frameworks are offered the real one's alone. */
    private String exactly() {
        int each = (jobs * JOB_SIZE + agents - 1) / agents;
        return "cpus:%d;mem:%d;disk:%d".formatted(each * Jobs.CPUS, each * 64, each * 16);
    }

    private void fill(MastersCell cell, AgentsJvm emulator) throws IOException, InterruptedException {
        emulator.awaitConnected(FILL_PATIENCE);
        System.out.println("# the emulated agents are linked");
        long begun = System.nanoTime();
        try (var connection = new HttpConnection(cell.client(0).url())) {
            for (int job = 0; job < jobs; job++) {
                // One after the other: three masters, their store and all agents share this machine.
                connection
                        .post(CellClient.JOBS, Jobs.json(FILLING + "-" + job, "service", JOB_SIZE, "sleep 100000"))
                        .expect(201);
                cell.client(0).awaitJob("bench/prod/" + FILLING + "-" + job, JOB_SIZE, "RUNNING", FILL_PATIENCE);
            }
        }
        Await.until("all tasks run", FILL_PATIENCE, Duration.ofSeconds(2), () -> allKnown(cell, 0));
        System.out.printf("# %,d tasks run after %.0f s%n", jobs * JOB_SIZE, (System.nanoTime() - begun) / 1e9);
    }

    private Optional<Long> allKnown(MastersCell cell, int master) {
        var all = new MetricsReading(realTasks + jobs * JOB_SIZE, agents + 1, agents + 1);
        return MetricsReading.at(cell.client(master)).equals(all) ? Optional.of(System.nanoTime()) : Optional.empty();
    }

    private void lose(MastersCell cell, Optional<AgentsJvm> emulator) throws IOException, InterruptedException {
        var processes = processes(cell);
        var tasks = Jobs.taskIds(cell.client(0).url(), FILLING, jobs);
        for (int run = 0; run < options.number("runs", 10); run++) {
            Thread.sleep(Duration.ofSeconds(options.number("settle-seconds", 30)));
            System.out.println("# run " + run + "; " + Report.machine());
            lose(cell, run, emulator);
            cell.client(0).awaitJob(SERVED, realTasks, "RUNNING", PATIENCE);
            Await.until("all tasks are known", PATIENCE, COUNT_INTERVAL, () -> allKnown(cell, 0));
            Jobs.check(processes(cell).equals(processes), "the tasks' processes are not the ones of before");
            Jobs.check(
                    Jobs.taskIds(cell.client(0).url(), FILLING, jobs).equals(tasks),
                    "the tasks are others than before");
            if (emulator.isPresent()) {
                long launched = emulator.get().launched();
                Jobs.check(launched == tasks.size(), "the agents took " + launched + " launches");
            }
        }
    }

    private static Set<TaskProcesses.Seen> processes(MastersCell cell) {
        return new HashSet<>(cell.processes().first(SERVED));
    }

    private void lose(MastersCell cell, int run, Optional<AgentsJvm> emulator)
            throws IOException, InterruptedException {
        int leader = Await.until("somebody leads", PATIENCE, () -> cell.leader(0));
        int other = (leader + 1) % cell.count();
        List<String> acknowledged;
        try (var framework = OfferWatch.at(cell.client(other).url());
                var writer = JobWriter.start(cell.client(other), "run" + run);
                var watchers = Executors.newVirtualThreadPerTaskExecutor()) {
            Await.that("the framework is offered something", PATIENCE, framework::isOffered);
            Await.that(
                    "every group takes jobs",
                    PATIENCE,
                    () -> writer.acknowledged().size() >= 300);
            writer.forgetGaps();
            long lost = System.nanoTime();
            signal(cell, leader);
            var leads = watchers.submit(() -> Await.until("another leads", PATIENCE, () -> cell.leader(other)
                    .filter(now -> now != leader)
                    .map(now -> System.nanoTime())));
            var linked = watchers.submit(() -> emulator.isPresent() ? allBack(emulator.get()) : lost);
            var offered = watchers.submit(() ->
                    Await.until("the framework is offered something", PATIENCE, () -> framework.offeredSince(lost)));
            Await.that("every group takes jobs again", PATIENCE, () -> writer.hasAllSince(lost + 1_000_000_000L));
            add("another master leads, ms", leads, lost);
            report(writer);
            if (emulator.isPresent()) {
                add("all emulated agents linked, ms", linked, lost);
            }
            long known = Await.until("all tasks are known", PATIENCE, COUNT_INTERVAL, () -> allKnown(cell, other));
            report.add("all agents linked and all tasks known, ms", (known - lost) / 1e6);
            add("first offer to a framework, ms", offered, lost);
            acknowledged = writer.acknowledged();
        }
        for (var key : acknowledged) {
            Jobs.check(cell.client(other).job(key).isPresent(), "an acknowledged job is lost: " + key);
        }
        if (cell.master(leader).isAlive()) {
            cell.master(leader).killHard();
        }
        cell.startMaster(leader);
        Await.that("it takes its share", PATIENCE, () -> cell.isUp(leader, other));
    }

    private void signal(MastersCell cell, int leader) {
        var signal = options.text("signal", "KILL");
        if (signal.equals("KILL")) {
            cell.master(leader).killHard();
        } else {
            cell.master(leader).signal(signal);
        }
    }

    /** Waits until those are back whose master was lost; returns when they were. */
    private long allBack(AgentsJvm emulator) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (emulator.connected() == agents) {
            Jobs.check(System.nanoTime() < deadline, "no agent has lost its link");
            Thread.sleep(5);
        }
        return emulator.awaitConnected(PATIENCE);
    }

    private void add(String name, Future<Long> when, long lost) throws InterruptedException {
        try {
            report.add(name, (when.get() - lost) / 1e6);
        } catch (ExecutionException e) {
            throw new IllegalStateException(name, e.getCause());
        }
    }

    private void report(JobWriter writer) {
        var affected = new ArrayList<Long>();
        long unaffected = 0;
        for (long gap : writer.gapsMs().values()) {
            if (gap >= AFFECTED_MS) {
                affected.add(gap);
            } else {
                unaffected = Math.max(unaffected, gap);
            }
        }
        affected.sort(null);
        Jobs.check(!affected.isEmpty(), "no group was affected: the master that was lost hosted none");
        report.add("affected groups", affected.size());
        report.add("first mutation in the first affected group, ms", affected.getFirst());
        report.add("first mutation in the last affected group, ms", affected.getLast());
        report.add("longest wait in any other group, ms", unaffected);
    }
}
