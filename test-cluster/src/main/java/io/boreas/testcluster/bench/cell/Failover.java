package io.boreas.testcluster.bench.cell;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.cell.MastersCell;
import io.boreas.drill.store.CassandraServer;
import io.boreas.testcluster.cell.JobWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * B5: three masters on Cassandra, of which the one with planner and allocator is killed with SIGKILL, or stopped with SIGSTOP, while a
 * client creates a job in each of the 16 groups all the time, at another master. What counts is how long a group let the client
 * wait at most; groups that the lost master did not host should not notice.
 */
final class Failover {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long AFFECTED_MS = 700;
    private static final String SERVED = JobText.key("served");

    private final Options options;
    private final Report report;

    private Failover(Options options) throws IOException {
        this.options = options;
        this.report = Report.open("B5: the leading one of three masters on Cassandra is lost by SIG"
                + options.text("signal", "KILL") + ", 16 groups of each kind");
    }

    static void run(Options options) throws IOException {
        var benchmark = new Failover(options);
        benchmark.measure(Folders.fresh(options.folder().resolve("b5")));
        benchmark.report.close();
    }

    private void measure(Path folder) {
        int tasks = options.number("tasks", 20);
        try (var store = CassandraServer.start(folder.resolve("cassandra"));
                var cell = MastersCell.in(folder, 3, store.settings())) {
            cell.initStore();
            cell.startMasters();
            cell.startAgent("--resources", "cpus:100;mem:100000;disk:100000");
            var job = JobText.service("served")
                    .process("serve", "exec sleep 100000")
                    .instances(tasks);
            Jobs.check(
                    cell.client(0).post(CellClient.JOBS, job.toString()).status() == 201, "the job was not accepted");
            cell.client(0).awaitJob(SERVED, tasks, "RUNNING", PATIENCE);
            var processes = new HashSet<>(cell.processes().first(SERVED));
            for (int run = 0; run < options.number("runs", 10); run++) {
                System.out.println("# run " + run);
                lose(cell);
                cell.client(0).awaitJob(SERVED, tasks, "RUNNING", PATIENCE);
                Jobs.check(
                        new HashSet<>(cell.processes().first(SERVED)).equals(processes),
                        "the tasks' processes are not the ones of before");
            }
        }
    }

    private void lose(MastersCell cell) {
        int leader = Await.until("somebody leads", PATIENCE, () -> cell.leader(0));
        int other = (leader + 1) % cell.count();
        List<String> acknowledged;
        try (var writer = JobWriter.start(cell.client(other))) {
            Await.that(
                    "every group takes jobs",
                    PATIENCE,
                    () -> writer.acknowledged().size() >= 300);
            writer.forgetGaps();
            long lost = System.nanoTime();
            var signal = options.text("signal", "KILL");
            if (signal.equals("KILL")) {
                cell.master(leader).killHard();
            } else {
                cell.master(leader).signal(signal);
            }
            Await.that("another leads", PATIENCE, () -> cell.leader(other)
                    .filter(now -> now != leader)
                    .isPresent());
            report.add("another master leads, ms", (System.nanoTime() - lost) / 1e6);
            Await.that("every group takes jobs again", PATIENCE, () -> writer.hasAllSince(lost + 1_000_000_000L));
            report(writer);
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
