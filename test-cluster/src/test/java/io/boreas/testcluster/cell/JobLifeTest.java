package io.boreas.testcluster.cell;

import static io.boreas.drill.cell.CellClient.JOBS;
import static io.boreas.drill.cell.CellClient.TASKS;
import static io.boreas.drill.cell.JobText.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.cell.JobView;
import io.boreas.drill.cell.JobView.Run;
import io.boreas.drill.cell.TaskProcesses;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on a real cell: they end, fail, are killed, and are read while they run. */
final class JobLifeTest {
    private static final long PENALTY_MIN_MS = 300;
    private static final long PENALTY_MAX_MS = 1_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path root;

    private static LocalCell cell = LocalCell.in(Path.of("none"));

    @BeforeAll
    static void start() {
        cell = LocalCell.in(
                root,
                "--resources",
                "cpus:4;mem:4096;disk:4096;ports:[]",
                "-Dboreas.jobs.penalty-min=" + PENALTY_MIN_MS + "ms",
                "-Dboreas.jobs.penalty-max=" + PENALTY_MAX_MS + "ms",
                "-Dboreas.http.log-poll=50ms");
        cell.start();
    }

    @AfterAll
    static void close() {
        cell.close();
    }

    @Test
    void aFlappingServiceBacksOffTwiceAsLongEachTime() {
        create(JobText.service("flapping").process("fall", "exit 3"));

        var ended = Await.until(
                "five runs are over",
                Await.DEADLINE,
                () -> cell.client().job(key("flapping")).map(JobView::ended).filter(runs -> runs.size() >= 5));
        delete("flapping");

        var waited = new ArrayList<Long>();
        for (var run : ended.subList(0, 5)) {
            assertThat(run.state()).isEqualTo("FAILED");
            assertThat(run.history().getLast().message()).contains("3");
            waited.add(throttled(run));
        }
        assertThat(waited.get(0)).isZero();
        assertThat(waited.get(1)).isZero(); // the first quick end is free
        assertThat(waited.get(2)).isGreaterThanOrEqualTo(PENALTY_MIN_MS);
        assertThat(waited.get(3)).isGreaterThanOrEqualTo(2 * PENALTY_MIN_MS);
        assertThat(waited.get(4)).isGreaterThanOrEqualTo(PENALTY_MAX_MS);
        assertThat(ended.get(2).history().getFirst().message()).isEqualTo("penalized for 300 ms");
        assertThat(ended.get(3).history().getFirst().message()).isEqualTo("penalized for 600 ms");
        assertThat(ended.get(4).history().getFirst().message()).isEqualTo("penalized for 1000 ms");
    }

    @Test
    void aBatchJobRunsInOrderAndEndsFinished() throws IOException {
        create(JobText.adHoc("batch")
                .instances(3)
                .process("second", "cat first && echo two")
                .process("first", "echo one >first")
                .withTask("order", List.of(List.of("first", "second"))));

        var runs = awaitEnded("batch", 3);

        assertThat(runs).extracting(Run::state).containsOnly("FINISHED");
        for (var run : runs) {
            assertThat(run.states()).startsWith("PENDING", "ASSIGNED").endsWith("FINISHED");
            assertThat(log(run, "second")).isEqualTo("one\ntwo\n");
        }
        assertThat(cell.processes().first(key("batch"))).isEmpty();
    }

    @Test
    void aBatchJobThatFailsIsTriedAsOftenAsItSays() {
        create(JobText.adHoc("failing").process("fall", "exit 1").with("max_task_failures", 3));

        var runs = awaitEnded("failing", 3);

        assertThat(runs).extracting(Run::state).containsExactly("FAILED", "FAILED", "FAILED");
        Await.that(
                "nothing is tried any more",
                () -> cell.client().job(key("failing")).orElseThrow().active().isEmpty());
        assertThat(cell.client().job(key("failing")).orElseThrow().ended()).hasSize(3);
    }

    @Test
    void aServiceIsRunningOnceItIsHealthyAndReplacedWhenItIsNotAnyMore() throws IOException {
        var healthy = root.resolve("healthy");
        create(JobText.service("checked")
                .process("serve", "exec sleep 1000")
                .withTask(
                        "health",
                        Map.of(
                                "shell",
                                "[ -e " + healthy + " ]",
                                "interval",
                                "200ms",
                                "initial_interval",
                                "4s",
                                "timeout",
                                "10s")));
        cell.client().awaitJob(key("checked"), 1, "STARTING", Await.DEADLINE);

        Files.createFile(healthy);
        var first = cell.client()
                .awaitJob(key("checked"), 1, "RUNNING", Await.DEADLINE)
                .instance(0);
        assertThat(first.history().getLast().message()).isEqualTo("Task is healthy.");
        var usage = Await.until(
                "what it uses", Await.DEADLINE, () -> Optional.of(cell.client().get(TASKS + first.taskId() + "/usage"))
                        .filter(answer -> answer.status() == 200));
        assertThat(usage.text()).contains("\"name\":\"serve\"", "\"name\":\"sleep\"");

        Files.delete(healthy);
        var second = Await.until("another run", Await.DEADLINE, () -> cell.client()
                .job(key("checked"))
                .flatMap(job -> job.active().stream()
                        .filter(run -> !run.taskId().equals(first.taskId())
                                && run.state().equals("STARTING"))
                        .findFirst()));
        var ended = cell.client().job(key("checked")).orElseThrow().ended().stream()
                .filter(run -> run.taskId().equals(first.taskId()))
                .findFirst()
                .orElseThrow();
        delete("checked");
        assertThat(ended.states()).endsWith("STARTING", "RUNNING", "FAILED");
        assertThat(ended.history().getLast().message()).isEqualTo("Failed health check! Command exited with status 1");
        assertThat(second.states()).doesNotContain("RUNNING");
    }

    @Test
    void nothingIsLeftOfAKilledJobThatDoesNotWantToDie() {
        // One that ignores, its child, one in a session of its own, an orphan in another, and one without its
        // environment.
        var stubborn = """
                trap '' TERM INT HUP
                sh -c 'echo $$ >>pids; while :; do sleep 1; done' &
                setsid sh -c 'trap "" TERM; echo $$ >>pids; while :; do sleep 1; done' &
                ( ( setsid sh -c 'trap "" TERM; echo $$ >>pids; while :; do sleep 1; done' & ) & )
                env -i /bin/sh -c 'trap "" TERM; echo $$ >>pids; while :; do /bin/sleep 1; done' &
                echo $$ >>pids
                while :; do sleep 1; done
                """;
        var others = cell.processes().allPids();
        create(JobText.service("stubborn").process("stay", stubborn).withTask("finalization_wait", 2));
        var run = cell.client()
                .awaitJob(key("stubborn"), 1, "RUNNING", Await.DEADLINE)
                .instance(0);
        var pids = Await.until(
                "all have said who they are", Await.DEADLINE, () -> pids(run).filter(all -> all.size() == 5));
        assertThat(pids).allMatch(TaskProcesses::isAlive);

        delete("stubborn");

        assertThat(awaitEnded("stubborn", 1)).extracting(Run::state).containsExactly("KILLED");
        assertThat(pids).noneMatch(TaskProcesses::isAlive);
        assertThat(others).containsAll(cell.processes().allPids());
    }

    @Test
    void aLogIsFollowedFromAnOffsetUntilItsTaskEnds() throws IOException {
        create(JobText.adHoc("writer")
                .process(
                        "write",
                        "echo begin; while [ ! -e go ]; do sleep 0.1; done; echo middle; sleep 0.5; echo end"));
        var run = cell.client()
                .awaitJob(key("writer"), 1, "RUNNING", Await.DEADLINE)
                .instance(0);
        Await.that("something is written", () -> log(run, "write").equals("begin\n"));

        var request = cell.client().request(TASKS + run.taskId() + "/logs?follow=true&offset=3");
        var lines = new ArrayList<String>();
        try (var body = new BufferedReader(new InputStreamReader(
                cell.client().send(request, BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
            lines.add(body.readLine());
            Files.createFile(sandbox(run).resolve("go"));
            body.lines().forEach(lines::add);
        }

        assertThat(lines).containsExactly("in", "middle", "end");
        assertThat(awaitEnded("writer", 1)).extracting(Run::state).containsExactly("FINISHED");
        assertThat(log(run, "write")).isEqualTo("begin\nmiddle\nend\n");
        var end = cell.client().get(TASKS + run.taskId() + "/logs?offset=-4");
        assertThat(end.text()).isEqualTo("end\n");
    }

    @Test
    void aSandboxIsBrowsedAndReadWhileTheTaskRuns() {
        create(
                JobText.service("files")
                        .process(
                                "make",
                                "mkdir -p deep/er; printf 0123456789 >deep/er/data; ln -s ../../.. out; echo ok >&2; exec sleep 600"));
        var run = cell.client()
                .awaitJob(key("files"), 1, "RUNNING", Await.DEADLINE)
                .instance(0);
        var path = TASKS + run.taskId() + "/sandbox";
        Await.that(
                "the file is there",
                () -> cell.client().get(path + "/file?path=deep/er/data").text().equals("0123456789"));

        var top = cell.client().get(path).json().path("items");
        var deep = cell.client().get(path + "?path=deep/er").json().path("items");
        var part = cell.client().get(path + "/file?path=deep/er/data&offset=2&length=3");

        assertThat(top.findValuesAsText("name")).contains("deep");
        assertThat(deep.path(0).path("name").asText()).isEqualTo("data");
        assertThat(deep.path(0).path("size").asInt()).isEqualTo(10);
        assertThat(part.text()).isEqualTo("234");
        assertThat(cell.client()
                        .get(TASKS + run.taskId() + "/logs?stream=stderr")
                        .text())
                .isEqualTo("ok\n");
        assertThat(cell.client().get(path + "/file?path=out/agent-id").status()).isBetween(400, 404);
        assertThat(cell.client().get(path + "?path=out").status()).isBetween(400, 404);
        delete("files");
    }

    private static void create(JobText job) {
        var reply = cell.client().post(JOBS, job.toString());
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    }

    private static void delete(String job) {
        var reply = cell.client().delete(JOBS + "/" + key(job));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }

    private static List<Run> awaitEnded(String job, int count) {
        return Await.until(count + " runs of " + job + " are over", Await.DEADLINE, () -> cell.client()
                .job(key(job))
                .filter(view -> view.active().isEmpty() && view.ended().size() == count)
                .map(JobView::ended));
    }

    private static String log(Run run, String process) {
        return cell.client()
                .get(TASKS + run.taskId() + "/logs?process=" + process)
                .text();
    }

    /** How long a run waited for its penalty to be over, in ms. */
    private static long throttled(Run run) {
        return run.states().getFirst().equals("THROTTLED")
                ? Duration.between(
                                run.history().get(0).time(),
                                run.history().get(1).time())
                        .toMillis()
                : 0;
    }

    private static Path sandbox(Run run) {
        return cell.workDir().resolve("agent/run/sandboxes").resolve(run.taskId());
    }

    private static Optional<List<Long>> pids(Run run) {
        try {
            return Optional.of(Files.readAllLines(sandbox(run).resolve("pids")).stream()
                    .map(Long::parseLong)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
