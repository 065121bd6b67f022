package io.boreas.drill;

import io.boreas.drill.DrillResult.Step;
import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobView;
import io.boreas.drill.cell.MastersCell;
import io.boreas.drill.cell.TaskProcesses.Seen;
import io.boreas.drill.check.Authority;
import io.boreas.drill.check.Finding;
import io.boreas.drill.check.FrameworkRuns;
import io.boreas.drill.check.Histories;
import io.boreas.drill.check.Lives;
import io.boreas.drill.history.HistoryFile;
import io.boreas.drill.history.Operation;
import io.boreas.drill.history.TaskHistory;
import io.boreas.drill.load.DrillFramework;
import io.boreas.drill.load.Load;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Rehearses one drill on a cell that works, with clients working all the while, and checks what came of it. */
final class DrillRun {
    private static final Duration BEFORE = Duration.ofMillis(500);
    private static final Duration AFTER = Duration.ofMillis(500);

    private final DrillCell place;
    private final MastersCell cell;
    private final Drill drill;
    private final String prefix;
    private final long seed;

    /** @param number which drill of this cell it is: its clients have jobs and roles of their own */
    DrillRun(DrillCell place, Drill drill, int number, long seed) {
        this.place = place;
        this.cell = place.cell();
        this.drill = drill;
        this.prefix = "d" + number;
        this.seed = seed;
    }

    /** Runs it; a failure is a finding, not an exception. */
    DrillResult run(Optional<Path> report) {
        long begun = System.nanoTime();
        var findings = new ArrayList<Finding>();
        List<Step> steps = new ArrayList<>();
        try (var lives = new Lives(cell.processes());
                var framework = DrillFramework.start(clients(), seed);
                var load = Load.start(clients(), prefix, seed)) {
            var rehearsal = new Rehearsal(cell, load, framework, place.silence(), place.storeRelay(), new Random(seed));
            Await.that("clients reach every key", Rehearsal.DEADLINE, () -> load.allAcknowledgedAfter(begun)
                    .isPresent());
            Await.that("a framework has a task", Rehearsal.DEADLINE, () -> framework
                    .firstRunAfter(begun)
                    .isPresent());
            pause(BEFORE);
            var before = processes();
            try {
                drill.script().rehearse(rehearsal);
            } catch (AssertionError | RuntimeException e) {
                findings.add(Finding.of("the cell goes on, and is whole again", false, told(e)));
            }
            pause(AFTER);
            framework.rest();
            load.stop();
            load.readAll();
            steps.addAll(rehearsal.steps());
            var history = load.operations();
            report.ifPresent(folder ->
                    HistoryFile.write(folder.resolve(prefix + "-" + drill.name() + "-history.jsonl"), history, begun));
            findings.addAll(rehearsal.findings());
            findings.addAll(checks(rehearsal, history, lives, before));
            findings.addAll(tasks(framework, lives, rehearsal.sameProcesses()));
            report.ifPresent(folder -> HistoryFile.write(
                    folder.resolve(prefix + "-" + drill.name() + "-framework.jsonl"), framework.history(), begun));
        } catch (AssertionError | RuntimeException e) {
            findings.add(Finding.of("the drill could be carried out", false, told(e)));
        }
        return new DrillResult(drill.name(), drill.summary(), steps, findings, (System.nanoTime() - begun) / 1e9);
    }

    private List<Finding> checks(Rehearsal rehearsal, List<Operation> history, Lives lives, Set<Seen> before) {
        var load = rehearsal.load();
        var findings = new ArrayList<Finding>();
        var created = Histories.created(history, load::isKept);
        findings.add(Histories.acknowledgedIsThere(created.size(), load.missing(created, Rehearsal.DEADLINE)));
        findings.add(Histories.areLinearizable(
                history.stream()
                        .filter(operation -> !load.isKept(operation.key()))
                        .toList(),
                load::isRole));
        var job = Await.until("the job that serves is told", Rehearsal.DEADLINE, () -> rehearsal.served(0));
        findings.add(Authority.byHistory(job));
        findings.add(Authority.byProcesses(job, lives.seen(), lives.looks(), rehearsal.excused()));
        var after = processes();
        var authorised =
                new HashSet<>(job.active().stream().map(JobView.Run::taskId).toList());
        findings.add(Finding.of(
                "what runs is what the cell says",
                after.size() == authorised.size()
                        && after.stream().allMatch(process -> authorised.contains(process.taskId())),
                after.size() + " processes of " + authorised.size() + " tasks"));
        if (rehearsal.sameProcesses()) {
            findings.add(Finding.of(
                    "no task was disturbed: the same processes as before",
                    after.equals(before),
                    after.equals(before) ? before.size() + " processes" : "before " + before + ", after " + after));
        }
        return findings;
    }

    /** What became of the framework's tasks; it is torn down then, for the next drill has another. */
    private List<Finding> tasks(DrillFramework framework, Lives lives, boolean isUndisturbed) {
        var findings = new ArrayList<>(FrameworkReview.of(framework, clients(), Rehearsal.DEADLINE, isUndisturbed));
        var history = framework.history();
        findings.add(FrameworkRuns.byProcesses(
                history, lives.seen(), cell.processes().alive(), lives.looks()));
        findings.add(tearDown(framework, history));
        return findings;
    }

    private Finding tearDown(DrillFramework framework, TaskHistory history) {
        var check = "no task of a framework runs once that was torn down";
        int running = FrameworkRuns.tasks(history, cell.processes().alive()).size();
        framework.close();
        try {
            Await.that("the framework is torn down", Rehearsal.DEADLINE, () -> clients().stream()
                    .anyMatch(master -> FrameworkReview.tearDown(master, framework.id())));
            Await.that("none runs", Rehearsal.DEADLINE, () -> FrameworkRuns.tasks(
                            history, cell.processes().alive())
                    .isEmpty());
            return Finding.of(check, true, running + " were killed");
        } catch (AssertionError e) {
            return Finding.of(check, false, told(e));
        }
    }

    private Set<Seen> processes() {
        return new HashSet<>(cell.processes().first(Rehearsal.SERVED));
    }

    private List<CellClient> clients() {
        var clients = new ArrayList<CellClient>();
        for (int master = 0; master < cell.count(); master++) {
            clients.add(cell.client(master));
        }
        return clients;
    }

    static String told(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in a drill", e);
        }
    }
}
