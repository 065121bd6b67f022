package io.boreas.testcluster.cell;

import static io.boreas.drill.cell.CellClient.JOBS;
import static io.boreas.drill.cell.CellClient.TASKS;
import static io.boreas.drill.cell.JobText.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient.Reply;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.cell.JobView;
import io.boreas.drill.cell.Ports;
import io.boreas.drill.cell.TaskProcesses;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real cell answers to what it should not be asked; and that it goes on as if nothing had been. */
final class BadInputTest {
    private static final String GOOD =
            JobText.service("good").process("stay", "exec sleep 600").toString();
    private static final int PORTS = 3;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path root;

    private static LocalCell cell = LocalCell.in(Path.of("none"));
    private static String task = "";
    private static String jobsBefore = "";
    private static String usedBefore = "";
    private static Set<Long> processesBefore = Set.of();

    @BeforeAll
    static void start() {
        int port = Ports.free(PORTS);
        var resources = "cpus:1;mem:512;disk:512;ports:[" + port + "-" + (port + PORTS - 1) + "]";
        cell = LocalCell.in(root, "--resources", resources).start();
        assertThat(cell.client().post(JOBS, GOOD).status()).isEqualTo(201);
        task = cell.client()
                .awaitJob(key("good"), 1, "RUNNING", Await.DEADLINE)
                .instance(0)
                .taskId();
        Await.that(
                "its process is there",
                () -> !cell.processes().first(key("good")).isEmpty());
        jobsBefore = jobs();
        usedBefore = used();
        processesBefore = pids();
    }

    @AfterEach
    void theCellIsAsItWas() {
        assertThat(cell.process().isAlive()).isTrue();
        assertThat(jobs()).isEqualTo(jobsBefore);
        assertThat(used()).isEqualTo(usedBefore);
        assertThat(pids()).isEqualTo(processesBefore);
    }

    @AfterAll
    static void close() {
        cell.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "nonsense",
                "[]",
                "\"text\"",
                "null",
                "{\"role\": \"a\",}",
                "{\"role\": 'a'}",
                "{}{}",
                "\0"
            })
    void whatIsNotAJsonObjectIsRefused(String body) {
        for (var path : List.of(JOBS, JOBS + ":plan", JOBS + "/" + key("good") + "/instances")) {
            if (!(body.isEmpty() && path.endsWith("instances"))) {
                assertProblem(cell.client().post(path, body), 400, "malformed-json");
            }
        }
    }

    @Test
    void bottomlessNestingIsRefused() {
        var nested = "{\"task\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertProblem(cell.client().post(JOBS, nested), 400, "malformed-json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "instances":                | "instnces":                | instnces
            "instances":1               | "instances":0              | instances
            "instances":1               | "instances":4001           | instances
            "instances":1               | "instances":"many"         | instances
            "cpus":0.05                 | "cpus":-1                  | task.resources.cpus
            "mem":16                    | "mem":-0.001               | task.resources.mem
            "disk":16                   | "disk":1e300               | task.resources.disk
            "cpus":0.05                 | "cpu":0.05                 | task.resources.cpu
            "cmdline":                  | "command":                 | task.processes[0].command
            "cmdline":"exec sleep 600"  | "cmdline":"{{nobody}}"     | task.processes[0].cmdline
            "role":"drill"              | "role":"../drill"          | role
            "role":"drill"              | "role":""                  | role
            "kind":"service"            | "kind":"cron"              | kind
            """)
    void aJobThatIsNotGoodIsRefusedWithThePathOfEachFault(String from, String to, String path) {
        var bad = JobText.service("bad")
                .instances(1)
                .process("stay", "exec sleep 600")
                .toString();
        assertThat(bad).contains(from);

        var reply = cell.client().post(JOBS, bad.replace(from, to));

        assertProblem(reply, 400, "invalid-spec");
        assertThat(reply.json().path("problems").findValuesAsText("path")).contains(path);
        assertThat(reply.json().path("detail").asText()).isNotBlank();
    }

    @Test
    void aBodyOfTenMegabytesIsRefusedAndTheConnectionStaysUsable() {
        var long10 = GOOD.replace("exec sleep 600", "x".repeat(10 << 20));

        assertProblem(cell.client().post(JOBS, long10), 413, "body-too-long");
        assertThat(cell.client().get("/boreas/v1/health").status()).isEqualTo(200);
    }

    @Test
    void aBodyOfAnotherMediaTypeIsRefused() {
        var request =
                cell.client().request(JOBS).header("Content-Type", "text/plain").POST(BodyPublishers.ofString(GOOD));

        assertProblem(cell.client().send(request), 415, "unsupported-media-type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../agent-id", "..", "a/../../b", "/etc/passwd", "a/..", "\0", "./../x"})
    void aPathOutOfTheSandboxIsRefused(String path) {
        var encoded = URLEncoder.encode(path, StandardCharsets.UTF_8);

        assertProblem(cell.client().get(TASKS + task + "/sandbox?path=" + encoded), 400, "bad-path");
        assertProblem(cell.client().get(TASKS + task + "/sandbox/file?path=" + encoded), 400, "bad-path");
    }

    @Test
    void dotsInThePathOfTheRequestLeadNowhere() throws IOException {
        var raw = raw("GET " + TASKS + task
                + "/sandbox/../../../../../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        assertThat(raw).startsWith("HTTP/1.1 40");
        assertThat(raw).doesNotContain("root:");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        var client = cell.client();
        var nobody = JOBS + "/" + key("nobody");

        assertProblem(client.get(nobody), 404, "unknown-job");
        assertProblem(client.delete(nobody), 404, "unknown-job");
        assertProblem(client.post(nobody + "/kill", "{}"), 404, "unknown-job");
        assertProblem(client.post(nobody + "/restart", "{}"), 404, "unknown-job");
        assertProblem(client.post(nobody + "/instances", "{\"count\": 1}"), 404, "unknown-job");
        assertProblem(client.get(TASKS + "nobody"), 404, "unknown-task");
        assertProblem(client.get(TASKS + "nobody/why"), 404, "unknown-task");
        assertProblem(client.get(TASKS + "nobody/logs"), 404, "unknown-task");
        assertProblem(client.get(TASKS + "nobody/sandbox"), 404, "unknown-task");
        assertProblem(client.get("/boreas/v1/agents/nobody"), 404, "unknown-agent");
        assertThat(client.get("/boreas/v1/nothing").status()).isEqualTo(404);
        assertThat(client.delete(JOBS).status()).isEqualTo(405);
        assertProblem(client.get(TASKS + task + "/logs?process=nobody"), 404, "not-in-sandbox");
        assertProblem(client.get(TASKS + task + "/sandbox/file?path=nobody"), 404, "not-in-sandbox");
    }

    @Test
    void aParameterThatIsUnknownOrWrongIsRefused() {
        for (var query : List.of(
                JOBS + "?colour=red",
                JOBS + "?limit=0",
                JOBS + "?limit=many",
                JOBS + "?limit=1&limit=2",
                JOBS + "?after=x",
                TASKS + task + "/logs?stream=both",
                TASKS + task + "/logs?offset=x",
                "/boreas/v1/events?after=x",
                "/boreas/v1/events?type=x")) {
            var reply = cell.client().get(query);
            assertThat(reply.status()).as(query + " " + reply.text()).isEqualTo(400);
            assertThat(reply.problem()).as(query).isNotBlank();
        }
        assertProblem(cell.client().get("/boreas/v1/events?after=999999999.0"), 410, "events-gone");
        assertProblem(cell.client().post(JOBS, GOOD, "two words"), 400, "invalid-idempotency-key");
    }

    @Test
    void aJobThatExistsIsNotCreatedAgain() {
        assertProblem(cell.client().post(JOBS, GOOD), 409, "job-exists");
    }

    @Test
    void instancesThatAreNotThereAreNotKilledNorCopied() {
        var good = JOBS + "/" + key("good");

        assertProblem(cell.client().post(good + "/kill", "{\"instances\": [0, 7]}"), 409, "inactive-instances");
        assertProblem(cell.client().post(good + "/kill", "{\"instances\": []}"), 400, "invalid-body");
        assertProblem(
                cell.client().post(good + "/instances", "{\"count\": 1, \"template\": 7}"), 409, "inactive-instances");
        assertProblem(cell.client().post(good + "/instances", "{\"count\": 4000}"), 400, "too-many-instances");
        assertProblem(cell.client().post(good + "/instances", "{\"count\": -1}"), 400, "invalid-body");
    }

    @Test
    void whatIsNotHttpIsRefused() throws IOException {
        assertThat(raw("\u0016\u0003\u0001 hello\r\n\r\n")).startsWith("HTTP/1.1 4");
        assertThat(raw("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n"))
                .startsWith("HTTP/1.1 4");
        assertThat(raw("GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 4");
    }

    @Test
    void workThatNoAgentHasRoomForWaitsAndSaysWhy() {
        create(JobText.service("big")
                .process("stay", "exec sleep 600")
                .withTask("resources", Map.of("cpus", 1_000, "mem", 1_000_000, "disk", 1)));

        awaitReasons("big", 0, Set.of("Insufficient: cpus", "Insufficient: mem"));
        kill("big");
    }

    @Test
    void workThatAsksForAnAttributeNobodyHasWaitsAndSaysWhy() {
        create(JobText.service("rack").process("stay", "exec sleep 600").placedNowhere());

        awaitReasons("rack", 0, Set.of("Constraint not satisfied: rack"));
        kill("rack");
    }

    @Test
    void workWaitsForPortsWhenAllAreTakenAndRunsWhenSomeAreFree() {
        var listen = "echo {{thermos.ports[a]}} {{thermos.ports[b]}}; exec sleep 600";
        create(JobText.service("ports").instances(2).process("stay", listen));
        Await.that("one runs and one waits", () -> states("ports").equals(List.of("PENDING", "RUNNING")));
        var job = cell.client().job(key("ports")).orElseThrow();
        int waiting = job.instance(0).state().equals("PENDING") ? 0 : 1;
        awaitReasons("ports", waiting, Set.of("Insufficient: ports"));

        var killed =
                cell.client().post(JOBS + "/" + key("ports") + "/kill", "{\"instances\": [" + (1 - waiting) + "]}");

        assertThat(killed.status()).isEqualTo(200);
        Await.that("the other runs", () -> states("ports").equals(List.of("RUNNING")));
        kill("ports");
    }

    private static List<String> states(String job) {
        return cell.client().job(key(job)).orElseThrow().active().stream()
                .map(JobView.Run::state)
                .sorted()
                .toList();
    }

    private static void awaitReasons(String job, int instance, Set<String> reasons) {
        var run = cell.client().job(key(job)).orElseThrow().instance(instance);
        Await.that(job + " waits for " + reasons, () -> {
            var why = cell.client().get(TASKS + run.taskId() + "/why").json();
            var told = why.path("reasons").properties().stream()
                    .collect(Collectors.toMap(
                            entry -> entry.getKey(), entry -> entry.getValue().asInt()));
            return why.path("pending").asBoolean()
                    && told.keySet().equals(reasons)
                    && told.values().stream().allMatch(count -> count == 1);
        });
    }

    private static void create(JobText job) {
        var reply = cell.client().post(JOBS, job.toString());
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    }

    private static void kill(String job) {
        assertThat(cell.client().delete(JOBS + "/" + key(job)).status()).isEqualTo(200);
        Await.that(job + " is gone", () -> cell.client()
                .job(key(job))
                .map(view -> view.active().isEmpty())
                .orElse(true));
    }

    private static void assertProblem(Reply reply, int status, String type) {
        assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
        assertThat(reply.problem()).as(reply.toString()).isEqualTo(type);
        assertThat(reply.json().path("status").asInt()).isEqualTo(status);
        assertThat(reply.json().path("title").asText()).isNotBlank();
        assertThat(reply.json().path("detail").asText()).isNotBlank();
    }

    /** The active jobs, as the list shows them. */
    private static String jobs() {
        var active = new StringBuilder();
        for (var job : cell.client().get(JOBS).json().path("items")) {
            if (job.path("activeCount").asInt() > 0) {
                active.append(job).append('\n');
            }
        }
        return active.toString();
    }

    /** What of the agent's resources is promised. */
    private static String used() {
        return cell.client()
                .get("/boreas/v1/agents")
                .json()
                .path("items")
                .findPath("used")
                .path("text")
                .asText();
    }

    private static Set<Long> pids() {
        return cell.processes().alive().stream().map(TaskProcesses.Seen::pid).collect(Collectors.toSet());
    }

    /** Sends bytes as they are, and reads the answer until the connection is closed. */
    private static String raw(String request) throws IOException {
        var url = cell.client().url();
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readNBytes(200), StandardCharsets.ISO_8859_1);
        }
    }
}
