package io.boreas.testcluster.recovery;

import static io.boreas.drill.cell.CellClient.JOBS;
import static io.boreas.drill.cell.JobText.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.id.TaskId;
import io.boreas.core.task.TaskState;
import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.cell.JobView.Run;
import io.boreas.drill.cell.Signals;
import io.boreas.testcluster.cell.SplitCell;
import io.boreas.testcluster.mesos.FrameworkText;
import io.boreas.testcluster.mesos.Operation;
import io.boreas.testcluster.mesos.SchedulerClient;
import io.boreas.testcluster.mesos.TaskText;
import io.boreas.testcluster.mesos.Update;
import io.boreas.testcluster.recovery.Row.Stage;
import io.boreas.testcluster.recovery.Starts.Start;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A master, an agent, and a task in each stage; what is done to them, and what is seen of each task afterwards. */
final class Matrix implements AutoCloseable {
    private static final String RESOURCES = "cpus:4;mem:4096;disk:4096";

    /** What a task that does not end when it is asked to is given. */
    private static final int GRACE_SECONDS = 10;

    private final SplitCell cell;
    private final WorkFolder folder;
    private final Gates gates;
    private final GatedServer server;
    private final Starts starts;
    private final SchedulerClient scheduler;
    private final Map<Row, String> tasks =
            new TreeMap<>((one, other) -> one.name().compareTo(other.name()));
    private long spawner;

    Matrix(Path root) {
        this.cell = SplitCell.in(root);
        this.folder = new WorkFolder(cell.agentDir(), root.resolve("scratch"));
        this.gates = new Gates(root.resolve("gates"));
        this.server = new GatedServer(gates);
        this.starts = new Starts(root.resolve("starts"));
        this.scheduler = new SchedulerClient(
                cell.client().url(), FrameworkText.named("withholds").capabilities("PARTITION_AWARE"));
    }

    SplitCell cell() {
        return cell;
    }

    WorkFolder folder() {
        return folder;
    }

    SchedulerClient scheduler() {
        return scheduler;
    }

    /** The task's id in the cell: of a job's its first run's, of a framework's what its processes are marked with. */
    String task(Row row) {
        return tasks.getOrDefault(row, "");
    }

    List<Row> rows(Predicate<Row> some) {
        return Row.all().stream().filter(some).toList();
    }

    void startAgent() {
        cell.startAgent("--resources", RESOURCES);
    }

    /** Starts the cell, and brings each task into its stage as far as the master has to know of it. */
    void begin(String... masterOptions) {
        cell.startMaster(masterOptions);
        startAgent();
        launchOfFramework();
        rows(Row::isJob).forEach(this::submit);
        for (var row : rows(Row::isJob)) {
            var state = row.stage() == Stage.KILLING ? "RUNNING" : row.told();
            tasks.put(
                    row,
                    cell.client()
                            .awaitJob(key(row.name()), 1, state, Await.DEADLINE)
                            .instance(0)
                            .taskId());
            if (row.fetches()) {
                Await.that(row.name() + " fetches", () -> server.asked(row.fetched()) == 1);
            } else {
                Await.that(
                        row.name() + " runs",
                        () -> starts.of(task(row), row.process()).size() == 1);
            }
        }
        for (var row : rows(row -> row.stage() == Stage.KILLING)) {
            assertThat(cell.client()
                            .post(JOBS + "/" + key(row.name()) + "/kill", "{}")
                            .status())
                    .isEqualTo(200);
            Await.that(row.name() + " is asked to end", () -> gates.isOpen(row.asked()));
            cell.client().awaitJob(key(row.name()), 1, "KILLING", Await.DEADLINE);
        }
    }

    private void launchOfFramework() {
        scheduler.acknowledging(false);
        scheduler.awaitSubscribed();
        var offer = scheduler.heard().takeOffer(any -> any.scalar("cpus") >= 1);
        var texts = rows(row -> !row.isJob()).stream()
                .map(row -> TaskText.command(row.name(), starts.noting("main", gates.waiting(row.name()))))
                .toList();
        var answer = scheduler.accept(offer, 3_600, Operation.launch(offer, texts));
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        for (var row : rows(row -> !row.isJob())) {
            scheduler.acknowledge(scheduler.heard().awaitUpdate(row.name(), "TASK_STARTING"));
            scheduler.heard().awaitUpdate(row.name(), "TASK_RUNNING");
            var start = Await.until(row.name() + " runs", Await.DEADLINE, () -> starts.all().stream()
                    .filter(any -> any.task().startsWith(row.name() + "@"))
                    .findFirst());
            tasks.put(row, start.task());
        }
    }

    private void submit(Row row) {
        var job = JobText.adHoc(row.name()).withTask("finalization_wait", GRACE_SECONDS);
        if (row.fetches()) {
            job.fetch(server.url(row.fetched()));
        }
        var waiting = gates.waiting(row.name());
        switch (row.stage()) {
            case FINALIZING -> {
                job.process("main", starts.noting("main", "true"));
                job.finalProcess("final", starts.noting("final", waiting));
            }
            case KILLING ->
                job.process(
                        "main", starts.noting("main", "trap '" + gates.opening(row.asked()) + "' TERM; " + waiting));
            case FETCHING, STARTING, RUNNING, UNTOLD, UNACKNOWLEDGED ->
                job.process("main", starts.noting("main", waiting));
        }
        assertThat(cell.client().post(JOBS, job.toString()).status()).isEqualTo(201);
    }

    /** Brings the rest into their stages, of which the master hears nothing, and kills the agent. */
    void killAgent() {
        cell.master().signal("STOP");
        for (var row : rows(row -> row.stage() == Stage.UNTOLD)) {
            gates.open(row.fetches() ? row.fetched() : row.name());
            var state = row.ends() ? TaskState.FINISHED : TaskState.RUNNING;
            Await.that(row.name() + " is stored as " + state, () -> {
                var stored = folder.stored().get(new TaskId(task(row)));
                return stored != null
                        && stored.state() == state
                        && !stored.unacknowledged().isEmpty();
            });
        }
        spawner = spawner();
        Signals.send("STOP", spawner);
        for (var row : rows(row -> row.stage() == Stage.STARTING)) {
            gates.open(row.fetched());
            Await.that(row.name() + " is handed over", () -> folder.isHandedOver(task(row)));
        }
        cell.agent().killHard();
        cell.master().signal("CONT");
    }

    private long spawner() {
        var spawners = ProcessHandle.of(cell.agent().pid())
                .orElseThrow()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("spawner.sh"))
                .toList();
        assertThat(spawners).hasSize(1);
        return spawners.getFirst().pid();
    }

    /** While there is no agent the spawner that it left wakes up, and what is to end does. */
    void passWithoutAgent() {
        Signals.send("CONT", spawner);
        for (var row : rows(Row::ends)) {
            gates.open(row.fetched());
            gates.open(row.name());
        }
        for (var row : rows(row -> row.stage() == Stage.STARTING)) {
            Await.that(row.name() + " was started", () -> starts.of(task(row)).size() == 1);
        }
        for (var row : rows(row -> row.ends() && row.stage() != Stage.FETCHING)) {
            int process = row.stage() == Stage.FINALIZING ? 1 : 0;
            Await.that(row.name() + " has ended unseen", () -> folder.hasEnded(task(row), process));
        }
        Await.that("the spawner has ended with its agent", () -> !ProcessHandle.of(spawner)
                .isPresent());
    }

    /** All that is still waited for happens, but for those that have to be killed. */
    void release() {
        for (var row : rows(row -> row.stage() != Stage.KILLING)) {
            gates.open(row.fetched());
            gates.open(row.name());
        }
    }

    /** What processes of tasks live now, but for what a task's shell starts. */
    List<Start> alive() {
        return starts.all().stream().filter(Start::isAlive).toList();
    }

    /** The starts of a task that is in the cell under this id. */
    List<Start> starts(String task) {
        return starts.of(task);
    }

    /** Waits for the end of the run of a job's instance; all states it was in. */
    List<String> awaitEnded(Row row, String task) {
        return Await.until(row.name() + " ends", Await.DEADLINE, () -> cell.client().job(key(row.name())).stream()
                        .flatMap(job -> job.ended().stream())
                        .filter(run -> run.taskId().equals(task))
                        .findFirst())
                .states();
    }

    /** Waits until the instance of a job is in a state. */
    Run awaitState(Row row, String state) {
        return cell.client().awaitJob(key(row.name()), 1, state, Await.DEADLINE).instance(0);
    }

    /** The states that a framework's task was told to be in, one for each update that asks to be acknowledged. */
    List<String> told(Row row) {
        var seen = new TreeMap<String, String>();
        var states = new ArrayList<String>();
        for (var update : scheduler.heard().updates(row.name())) {
            if (isNews(update) && seen.put(update.uuid(), update.state()) == null) {
                states.add(update.state());
            }
        }
        return states;
    }

    private static boolean isNews(Update update) {
        return !update.uuid().isEmpty();
    }

    /** From now on the framework acknowledges, also what it was told before. */
    void acknowledge() {
        scheduler.acknowledging(true);
        for (var row : rows(row -> !row.isJob())) {
            scheduler.acknowledge(scheduler.heard().awaitUpdate(row.name(), "TASK_RUNNING"));
        }
    }

    /** Waits until nothing is left on the machine but the agent itself, and what it keeps of tasks that are over. */
    Footprint awaitQuiet() {
        return Await.until(
                "nothing is left but the agent and its spawner, ended tasks and their sandboxes",
                Await.DEADLINE,
                () -> {
                    var left = Footprint.of(
                            cell.agentDir(),
                            folder,
                            cell.processes(),
                            cell.agent().pid());
                    return left.isQuiet() ? Optional.of(left) : Optional.empty();
                });
    }

    @Override
    public void close() {
        scheduler.close();
        if (spawner != 0) {
            ProcessHandle.of(spawner).ifPresent(ProcessHandle::destroyForcibly);
        }
        var nonce = folder.nonce();
        cell.close();
        server.close();
        Footprint.removeGroups(nonce);
    }
}
