package io.boreas.testcluster.cell;

import static io.boreas.drill.cell.CellClient.JOBS;
import static io.boreas.drill.cell.JobText.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.cell.JobView;
import io.boreas.drill.cell.JobView.Change;
import io.boreas.drill.cell.JobView.Run;
import io.boreas.drill.cell.Ports;
import io.boreas.drill.cell.TaskProcesses;
import io.boreas.drill.cell.TaskProcesses.Seen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The JVM of a cell is killed while its tasks run, and started again. */
final class CellRestartTest {
    /** Counts in its sandbox for as long as it lives, which shows that it does its work. */
    private static final String TICK = "while :; do echo tick >>ticks; sleep 0.2; done";

    private static final String SERVE = """
            exec python3 -u -c '
            import http.server, os
            class Toy(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    self.send_response(200)
                    self.end_headers()
                    self.wfile.write((os.environ["BOREAS_INSTANCE"] + " " + os.environ["BOREAS_TASK_ID"]).encode())
            http.server.HTTPServer(("127.0.0.1", {{thermos.ports[http]}}), Toy).serve_forever()
            '
            """;

    /** What a restart may take until the state is told again. A machine that does other things too gets longer. */
    private static final Duration BACK = Duration.ofSeconds(Long.getLong("boreas.drill.back-seconds", 60));

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    private LocalCell cell = LocalCell.in(Path.of("none"));

    @BeforeEach
    void prepare() {
        int port = Ports.free(20);
        cell = LocalCell.in(
                root,
                "--resources",
                "cpus:4;mem:4096;disk:4096;ports:[" + port + "-" + (port + 19) + "]",
                "-Dboreas.jobs.penalty-min=200ms",
                "-Dboreas.jobs.penalty-max=400ms");
    }

    @AfterEach
    void close() {
        cell.close();
    }

    @Test
    void tasksOutliveTheirCellAndAreFoundAgain() {
        cell.start();
        create(JobText.service("ticker").instances(2).process("tick", TICK));
        var before = cell.client().awaitJob(key("ticker"), 2, "RUNNING", Await.DEADLINE);
        var processes = awaitFirst("ticker", 2);

        cell.kill();

        assertThat(processes).allMatch(TaskProcesses::isAlive);
        before.active().forEach(this::assertTicks);
        long began = System.nanoTime();
        cell.start();
        var after = cell.client().awaitJob(key("ticker"), 2, "RUNNING", BACK);
        var back = Duration.ofNanos(System.nanoTime() - began);
        System.out.println("from the start of a new JVM to the job's state: " + back.toMillis() + " ms");
        assertThat(back).isLessThan(BACK);
        for (var run : before.active()) {
            var again = after.instance(run.instance());
            assertThat(again.taskId()).isEqualTo(run.taskId());
            assertThat(again.history()).startsWith(changes(run));
        }
        assertThat(after.ended()).isEmpty();
        assertThat(ids(cell.processes().first(key("ticker")))).isEqualTo(ids(processes));
        before.active().forEach(this::assertTicks);
        awaitAgentKnows(2);
        assertThat(cell.client().awaitJob(key("ticker"), 2, "RUNNING", BACK).ended())
                .isEmpty();
    }

    @Test
    void aServiceAnswersAllTheWhile() {
        Assumptions.assumeTrue(hasPython(), "python3 is not here");
        cell.start();
        create(JobText.service("server").instances(2).process("serve", SERVE));
        var before = cell.client().awaitJob(key("server"), 2, "RUNNING", Await.DEADLINE);
        before.active().forEach(CellRestartTest::awaitAnswer);
        var processes = awaitFirst("server", 2);

        cell.kill();

        before.active().forEach(run -> assertThat(answer(run)).contains(run.instance() + " " + run.taskId()));
        cell.start();
        var after = cell.client().awaitJob(key("server"), 2, "RUNNING", BACK);
        assertThat(after.active())
                .extracting(Run::taskId)
                .isEqualTo(before.active().stream().map(Run::taskId).toList());
        assertThat(ids(cell.processes().first(key("server")))).isEqualTo(ids(processes));
        after.active().forEach(run -> assertThat(answer(run)).contains(run.instance() + " " + run.taskId()));
    }

    @Test
    void processesThatEndedMeanwhileAreReplacedAndNoInstanceEverRunsTwice() {
        cell.start();
        try (var watch = new InstanceWatch(cell.processes())) {
            create(JobText.service("ticker").instances(3).process("tick", "trap 'exit 7' TERM; " + TICK));
            var before = cell.client().awaitJob(key("ticker"), 3, "RUNNING", Await.DEADLINE);
            before.active().forEach(this::assertTicks);
            var killed = process(0);
            var failed = process(1);
            var untouched = process(2);
            cell.kill();
            signal(killed, ProcessHandle::destroyForcibly);
            signal(failed, ProcessHandle::destroy);

            cell.start();

            // What fails by itself ends its run, and another is started; what a signal ended runs again within its run.
            var after = Await.until("all run again", Await.DEADLINE, () -> cell.client()
                    .job(key("ticker"))
                    .filter(job -> job.active().size() == 3
                            && job.active().stream().allMatch(run -> run.state().equals("RUNNING"))
                            && !id(job, 1).equals(id(before, 1))));
            assertThat(id(after, 0)).isEqualTo(id(before, 0));
            assertThat(id(after, 2)).isEqualTo(id(before, 2));
            var ended = after.ended();
            assertThat(ended).extracting(Run::taskId).containsExactly(id(before, 1));
            assertThat(ended.getFirst().state()).isEqualTo("FAILED");
            assertThat(ended.getFirst().history()).startsWith(changes(before.instance(1)));
            assertThat(ended.getFirst().history().getLast().message()).contains("7");
            assertThat(awaitFirst("ticker", 3))
                    .extracting(Seen::taskId)
                    .containsExactlyInAnyOrder(id(after, 0), id(after, 1), id(after, 2));
            assertThat(TaskProcesses.isAlive(untouched)).isTrue();
            after.active().forEach(this::assertTicks);
            assertThat(watch.doubles()).isEmpty();
        }
    }

    @Test
    void aCommandSentAgainAfterTheRestartIsNotDoneTwice() {
        cell.start();
        var job = JobText.service("waiting")
                .instances(2)
                .process("tick", TICK)
                .placedNowhere()
                .toString();
        assertThat(cell.client().post(JOBS, job, "create-1").status()).isEqualTo(201);
        var add = JOBS + "/" + key("waiting") + "/instances";
        assertThat(cell.client().post(add, "{\"count\": 3}", "add-1").status()).isEqualTo(200);
        var kill = JOBS + "/" + key("waiting") + "/kill";
        assertThat(cell.client().post(kill, "{\"instances\": [0]}", "kill-1").status())
                .isEqualTo(200);
        var before = cell.client().job(key("waiting")).orElseThrow();

        cell.kill();
        cell.start();

        assertThat(cell.client().post(JOBS, job, "create-1").status()).isEqualTo(201);
        assertThat(cell.client().post(add, "{\"count\": 3}", "add-1").status()).isEqualTo(200);
        assertThat(cell.client().post(kill, "{\"instances\": [0]}", "kill-1").status())
                .isEqualTo(200);
        assertThat(cell.client().job(key("waiting"))).contains(before);
        assertThat(cell.client().post(JOBS, job, "create-2").status()).isEqualTo(409);
        assertThat(cell.client().post(add, "{\"count\": 3}", "add-2").status()).isEqualTo(200);
        assertThat(cell.client().job(key("waiting")).orElseThrow().active())
                .hasSize(before.active().size() + 3);
    }

    private void create(JobText job) {
        assertThat(cell.client().post(JOBS, job.toString()).status()).isEqualTo(201);
    }

    private List<Seen> awaitFirst(String job, int count) {
        return Await.until(count + " processes of " + job, Await.DEADLINE, () -> Optional.of(
                        cell.processes().first(key(job)))
                .filter(processes -> processes.size() == count));
    }

    private Seen process(int instance) {
        return cell.processes().first(key("ticker")).stream()
                .filter(process -> process.instance() == instance)
                .findFirst()
                .orElseThrow();
    }

    private static void signal(Seen process, Consumer<ProcessHandle> signal) {
        ProcessHandle.of(process.pid()).ifPresent(signal);
        Await.that("the process has ended", () -> !TaskProcesses.isAlive(process));
    }

    private static String id(JobView job, int instance) {
        return job.instance(instance).taskId();
    }

    private static Change[] changes(Run run) {
        return run.history().toArray(new Change[0]);
    }

    /** The agent has told the master what it holds: only now has a restart changed nothing. */
    private void awaitAgentKnows(int tasks) {
        Await.that("the agent is back with its tasks", () -> {
            var agents = cell.client().get("/boreas/v1/agents").json().path("items");
            var id = agents.path(0).path("agentId").asText();
            return cell.client()
                            .get("/boreas/v1/agents/" + id)
                            .json()
                            .path("tasks")
                            .size()
                    == tasks;
        });
    }

    private void assertTicks(Run run) {
        var file = cell.workDir()
                .resolve("agent/run/sandboxes")
                .resolve(run.taskId())
                .resolve("ticks");
        long before = size(file);
        Await.that("instance " + run.instance() + " goes on", () -> size(file) > before);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<Long> ids(List<Seen> processes) {
        return processes.stream().map(Seen::pid).collect(Collectors.toSet());
    }

    private static void awaitAnswer(Run run) {
        Await.that("instance " + run.instance() + " answers", () -> answer(run).isPresent());
    }

    private static Optional<String> answer(Run run) {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + run.ports().get("http") + "/"))
                .timeout(Duration.ofSeconds(30))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            return Optional.of(http.send(request, BodyHandlers.ofString()).body());
        } catch (IOException notYet) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static boolean hasPython() {
        var folders =
                new ArrayList<>(List.of(System.getenv().getOrDefault("PATH", "").split(":", -1)));
        return folders.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, "python3")));
    }
}
