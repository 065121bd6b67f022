package io.boreas.drill;

import io.boreas.cli.CliException;
import io.boreas.cli.Exit;
import io.boreas.drill.Stopwatch.Phase;
import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.cell.JobView;
import io.boreas.drill.cell.Lookout;
import io.boreas.drill.check.Authority;
import io.boreas.drill.check.Finding;
import io.boreas.drill.check.Histories;
import io.boreas.drill.history.HistoryFile;
import io.boreas.drill.load.DrillFramework;
import io.boreas.drill.load.Load;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Rehearses one failure on a cell that others run: the harm is a command of theirs. What the drill brings along, clients,
 * a framework and a job that serves, has names of its own, and is gone afterwards.
 */
final class OwnDrill implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration LOOK_PAUSE = Duration.ofMillis(100);
    private static final Duration AROUND = Duration.ofMillis(500);

    private final OwnCell cell;
    private final OwnPlan plan;
    private final String served;
    private final Stopwatch watch;
    private final OwnTraces traces;
    private final AtomicBoolean harmed = new AtomicBoolean();
    /** Whether the harm was begun, and is to be undone. */
    private final AtomicBoolean mendOwed = new AtomicBoolean();

    OwnDrill(OwnCell cell, OwnPlan plan) {
        this.cell = cell;
        this.plan = plan;
        this.served = plan.prefix() + "served";
        this.watch = new Stopwatch(plan.deadline());
        this.traces = new OwnTraces(cell, served);
    }

    /** Runs it; a failure of the cell is a finding. */
    DrillResult run() {
        long begun = System.nanoTime();
        var since = Instant.now();
        var findings = new ArrayList<Finding>();
        var steps = new ArrayList<DrillResult.Step>();
        serve();
        try (var framework = DrillFramework.start(cell.masters(), plan.seed());
                var load = Load.start(cell.masters(), plan.prefix(), plan.seed())) {
            traces.of(load, framework);
            Await.that("clients reach every key", plan.deadline(), () -> load.allAcknowledgedAfter(begun)
                    .isPresent());
            boolean hasTasks = isServed(framework, begun);
            var agents = Await.until("a master tells of its agents", plan.deadline(), cell::linkedAgents);
            Stopwatch.hold(AROUND);
            var before = job();
            try {
                rehearse(load, framework, hasTasks, agents);
            } catch (AssertionError | RuntimeException e) {
                findings.add(Finding.of("the cell goes on, and is whole again", false, DrillRun.told(e)));
                mend();
            }
            Stopwatch.hold(AROUND);
            framework.rest();
            load.stop();
            load.readAll();
            steps.addAll(watch.steps(load));
            findings.addAll(checks(load, before, since));
            if (!framework.history().launches().isEmpty()) {
                findings.addAll(FrameworkReview.of(framework, cell.masters(), plan.deadline(), !plan.tasksMove()));
            }
            plan.report().ifPresent(folder -> write(folder, load, framework, begun));
        } catch (AssertionError | RuntimeException e) {
            findings.add(Finding.of("the drill could be carried out", false, DrillRun.told(e)));
        }
        findings.add(traces.remove());
        return new DrillResult("own", plan.harm().text(), steps, findings, (System.nanoTime() - begun) / 1e9);
    }

    private void serve() {
        var job = JobText.service(served).process("serve", "exec sleep 100000").instances(plan.instances());
        try {
            var reply = cell.masters().getFirst().post(CellClient.JOBS, job.toString());
            if (reply.status() >= 400 && reply.status() < 500) {
                traces.refused();
                throw new CliException(
                        Exit.API_ERROR, "the drill's job is refused: " + reply.status() + " " + reply.text());
            }
            Await.that("the drill's job runs", plan.deadline(), () -> cell.job(JobText.key(served))
                    .filter(this::isServing)
                    .isPresent());
        } catch (UncheckedIOException e) {
            traces.remove();
            throw new CliException(Exit.NETWORK, "the drill's job was not answered: " + e.getCause());
        } catch (AssertionError e) {
            traces.remove();
            throw new CliException(
                    Exit.COMMAND_FAILURE,
                    e.getMessage() + ", " + plan.instances() + " instances of it; boreas job why " + JobText.key(served)
                            + " says why, or fewer: --instances");
        }
    }

    /** Others may be given all there is to offer: then nothing is to be learned of offers, and of tasks. */
    private static boolean isServed(DrillFramework framework, long since) {
        try {
            Await.that("a framework has a task", SOON, () -> framework
                    .firstRunAfter(since)
                    .isPresent());
            return true;
        } catch (AssertionError none) {
            return false;
        }
    }

    private void rehearse(Load load, DrillFramework framework, boolean hasTasks, Set<String> agents) {
        var members = Await.until("a master tells of the masters", plan.deadline(), cell::membership);
        try (var notices = notices(members, agents)) {
            harmed.set(true);
            mendOwed.set(plan.mend().isPresent());
            watch.harm(plan.harm().text(), () -> plan.harm().run(plan.deadline()));
            long done = watch.done();
            var phases = new ArrayList<>(List.of(
                    new Phase("first mutation accepted", () -> load.firstAcknowledgedAfter(done)),
                    new Phase("every key takes mutations", () -> load.allAcknowledgedAfter(done))));
            if (hasTasks) {
                phases.addAll(Rehearsal.frameworkServed(framework, done));
            } else {
                watch.seen("the framework had no task before, for it was offered too little: not waited for");
            }
            var working = watch.begin(phases);
            if (plan.mend().isPresent()) {
                Stopwatch.hold(plan.hold());
                mend();
            } else {
                Stopwatch.join(working); // a cell that has not noticed yet is whole by its own account
            }
            var whole = watch.begin(List.of(
                    Phase.when("every master answers for the whole cell", () -> cell.missing()
                            .isEmpty()),
                    Phase.when("all agents linked", () -> cell.linkedAgents()
                            .filter(linked -> linked.containsAll(agents))
                            .isPresent()),
                    Phase.when("all tasks of the drill known and running", () -> cell.job(JobText.key(served))
                            .filter(this::isServing)
                            .isPresent())));
            Stopwatch.join(working);
            Stopwatch.join(whole);
            notices.looks();
        }
    }

    /** Notes what is seen of the harm, if anything is. */
    private Lookout notices(OwnCell.Membership before, Set<String> agents) {
        var missed = new AtomicBoolean();
        var led = new AtomicBoolean();
        var cut = new AtomicBoolean();
        return new Lookout("drill-notices", LOOK_PAUSE, () -> {
            var now = cell.membership();
            now.filter(members -> !members.up().containsAll(before.up()))
                    .ifPresent(members -> once(missed, "a master is missed"));
            now.filter(members ->
                            members.leader().isPresent() && !members.leader().equals(before.leader()))
                    .ifPresent(members -> once(led, "another leads"));
            cell.linkedAgents()
                    .filter(linked -> !linked.containsAll(agents))
                    .ifPresent(linked -> once(cut, "an agent's link is down"));
        });
    }

    private void once(AtomicBoolean told, String what) {
        if (harmed.get() && told.compareAndSet(false, true)) {
            watch.seen(what);
        }
    }

    /** Whatever happened: who was harmed by this program's order is not left so. */
    private void mend() {
        if (mendOwed.getAndSet(false)) {
            plan.mend().ifPresent(line -> watch.then(line.text(), () -> line.run(plan.deadline())));
        }
    }

    private List<Finding> checks(Load load, JobView before, Instant since) {
        var findings = new ArrayList<Finding>();
        var history = load.operations();
        var created = Histories.created(history, load::isKept);
        findings.add(Histories.acknowledgedIsThere(created.size(), load.missing(created, plan.deadline())));
        findings.add(Histories.areLinearizable(
                history.stream()
                        .filter(operation -> !load.isKept(operation.key()))
                        .toList(),
                load::isRole));
        var after = job();
        findings.add(Authority.byHistory(after));
        if (!plan.tasksMove()) {
            boolean same =
                    after.active().equals(before.active()) && after.ended().equals(before.ended());
            findings.add(Finding.of(
                    "no task was disturbed: the same as before, in the same states",
                    same,
                    same
                            ? before.active().size() + " tasks, since " + since
                            : "before " + before + ", after " + after));
        }
        return findings;
    }

    private JobView job() {
        return Await.until("the job that serves is told", plan.deadline(), () -> cell.job(JobText.key(served)));
    }

    private boolean isServing(JobView job) {
        return job.active().size() == plan.instances()
                && job.active().stream().allMatch(run -> run.state().equals("RUNNING"));
    }

    private void write(Path folder, Load load, DrillFramework framework, long begun) {
        HistoryFile.write(folder.resolve(plan.prefix() + "history.jsonl"), load.operations(), begun);
        HistoryFile.write(folder.resolve(plan.prefix() + "framework.jsonl"), framework.history(), begun);
    }

    /** When somebody ends the program in the middle. */
    @Override
    public void close() {
        mend();
        traces.remove();
    }
}
