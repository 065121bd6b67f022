package io.boreas.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.gateway.PendingReasons;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.SandboxQuery.Stream;
import io.boreas.core.task.TaskState;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TaskDoorTest {
    private static final JobKey TOY = JobKey.parse("www-data/devel/toy");

    private final Doors doors = new Doors(Doors.settings("idle-timeout = 1s, log-poll = 20ms"));
    private TaskId task = new TaskId("none");
    private String path = "";
    private MemorySandbox sandbox = new MemorySandbox();

    @BeforeEach
    void run() {
        doors.runToy();
        task = doors.cell().active("www-data/devel/toy", 0).id();
        path = "/boreas/v1/tasks/" + task;
        sandbox = doors.cell().sandbox(task);
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void aTaskKnowsItsJobAndWhatItWasStartedFrom() {
        var shown = doors.get(path).json();

        assertThat(shown.path("job").asText()).isEqualTo("www-data/devel/toy");
        assertThat(shown.path("taskId").asText()).isEqualTo(task.value());
        assertThat(shown.path("state").asText()).isEqualTo("RUNNING");
        assertThat(shown.path("spec").path("resources").path("cpus").asDouble()).isEqualTo(0.1);
        assertThat(shown.path("spec").path("processes").get(0).path("name").asText())
                .isEqualTo("serve");
    }

    @Test
    void whySaysThatARunningTaskDoesNotWait() {
        var why = doors.get(path + "/why").json();

        assertThat(why.path("pending").asBoolean()).isFalse();
        assertThat(why.path("detail").asText()).isEqualTo("It does not wait for a place: it is RUNNING.");
        assertThat(why.has("reasons")).isFalse();
    }

    @Test
    void whyCountsTheReasonsOfAPendingTask() {
        doors.post("/boreas/v1/jobs", Doors.TOY.replace("\"toy\"", "\"big\""));
        var waiting = "/boreas/v1/tasks/"
                + doors.cell().active("www-data/devel/big", 1).id();
        var notLookedAt = doors.get(waiting + "/why").json();
        doors.cell()
                .setReasons(new PendingReasons(
                        3,
                        new TreeMap<>(Map.of("Insufficient: cpus", 2, "Constraint not satisfied: rack", 1)),
                        Instant.now()));

        var why = doors.get(waiting + "/why").json();

        assertThat(notLookedAt.path("detail").asText()).contains("nobody has looked");
        assertThat(why.path("pending").asBoolean()).isTrue();
        assertThat(why.path("state").asText()).isEqualTo("PENDING");
        assertThat(why.path("detail").asText()).isEqualTo("It waits for a place: none of 3 agents can take it.");
        assertThat(why.path("agents").asInt()).isEqualTo(3);
        assertThat(why.path("reasons").path("Insufficient: cpus").asInt()).isEqualTo(2);
        assertThat(why.path("reasons").path("Constraint not satisfied: rack").asInt())
                .isEqualTo(1);
    }

    @Test
    void aLogIsReadFromAnywhere() {
        sandbox.write("serve", Stream.STDOUT, "0123456789");
        sandbox.write("serve", Stream.STDERR, "oh");
        sandbox.write("install", Stream.STDOUT, "done");

        var all = doors.get(path + "/logs");

        assertThat(all.text()).isEqualTo("0123456789");
        assertThat(all.header("Content-Type")).isEqualTo("text/plain; charset=UTF-8");
        assertThat(all.header("Boreas-Offset")).isEqualTo("0");
        assertThat(all.header("Boreas-End")).isEqualTo("10");
        assertThat(all.header("Boreas-Process")).isEqualTo("serve");
        assertThat(doors.get(path + "/logs?stream=stderr").text()).isEqualTo("oh");
        assertThat(doors.get(path + "/logs?process=install").text()).isEqualTo("done");
        assertThat(doors.get(path + "/logs?offset=4&length=3").text()).isEqualTo("456");
        assertThat(doors.get(path + "/logs?offset=-3").text()).isEqualTo("789");
        assertThat(doors.get(path + "/logs?offset=-3").header("Boreas-Offset")).isEqualTo("7");
        assertThat(doors.get(path + "/logs?offset=-30").text()).isEqualTo("0123456789");
        assertThat(doors.get(path + "/logs?offset=100").text()).isEmpty();
    }

    @Test
    void aLogThatLostItsBeginningSaysWhereItStarts() {
        sandbox.write("serve", Stream.STDOUT, "0123456789");
        sandbox.rotateAway(6);

        var log = doors.get(path + "/logs");

        assertThat(log.text()).isEqualTo("6789");
        assertThat(log.header("Boreas-Offset")).isEqualTo("6");
    }

    @Test
    void aLongLogIsStreamed() {
        var line = "0123456789abcdef".repeat(64);
        var text = line.repeat(2_000);
        sandbox.write("serve", Stream.STDOUT, text);

        assertThat(doors.get(path + "/logs").text()).isEqualTo(text);
        assertThat(doors.get(path + "/logs?offset=5&length=1000000").text()).isEqualTo(text.substring(5, 1_000_005));
    }

    @Test
    void aFollowedLogOutlastsTheIdleTimeoutAndEndsWithItsTask() throws Exception {
        sandbox.write("serve", Stream.STDOUT, "first\n");
        var request = doors.request(path + "/logs?follow=true").build();
        try (InputStream body =
                doors.client().send(request, BodyHandlers.ofInputStream()).body()) {
            assertThat(line(body)).isEqualTo("first");
            Thread.sleep(Duration.ofMillis(1_800));
            sandbox.write("serve", Stream.STDOUT, "second\n");
            assertThat(line(body)).isEqualTo("second");
            var ending = doors.cell().active("www-data/devel/toy", 0);
            sandbox.write("serve", Stream.STDOUT, "last words\n");
            doors.cell().tell(TOY, ending, TaskState.FAILED, "exit 1");
            assertThat(line(body)).isEqualTo("last words");
            assertThat(body.read()).isEqualTo(-1);
        }
    }

    @Test
    void aFollowedLogThatIsEmptyIsAnsweredAtOnce() throws Exception {
        sandbox.write("serve", Stream.STDOUT, "");
        var request = doors.request(path + "/logs?follow=true")
                .timeout(Duration.ofSeconds(5))
                .build();

        var response = doors.client().send(request, BodyHandlers.ofInputStream());

        try (InputStream body = response.body()) {
            assertThat(response.statusCode()).isEqualTo(200);
            sandbox.write("serve", Stream.STDOUT, "first\n");
            assertThat(line(body)).isEqualTo("first");
        }
    }

    @Test
    void aSandboxIsBrowsedAndItsFilesAreRead() {
        sandbox.file("index.html", "<b>0123456789</b>".getBytes(StandardCharsets.UTF_8));
        var file = path + "/sandbox/file?path=index.html";

        var folder = doors.get(path + "/sandbox").json();

        assertThat(folder.path("items").get(0).toString())
                .isEqualTo("{\"name\":\"index.html\",\"type\":\"file\",\"size\":17,\"mode\":\"-rw-r--r--\","
                        + "\"modified\":\"2026-01-02T03:04:05Z\",\"links\":1,\"user\":\"www\",\"group\":\"www-data\"}");
        var whole = doors.get(file);
        assertThat(whole.text()).isEqualTo("<b>0123456789</b>");
        assertThat(whole.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(whole.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(whole.header("Boreas-End")).isEqualTo("17");
        assertThat(doors.get(file + "&offset=3&length=4").text()).isEqualTo("0123");
        assertThat(doors.get(file + "&offset=-4").text()).isEqualTo("</b>");
    }

    @Test
    void rangesAreAnswered() {
        sandbox.file("data", "0123456789".getBytes(StandardCharsets.UTF_8));
        var file = path + "/sandbox/file?path=data";

        var part = doors.get(file, "Range", "bytes=2-4");

        assertThat(part.status()).isEqualTo(206);
        assertThat(part.text()).isEqualTo("234");
        assertThat(part.header("Content-Range")).isEqualTo("bytes 2-4/10");
        assertThat(doors.get(file, "Range", "bytes=8-").text()).isEqualTo("89");
        assertThat(doors.get(file, "Range", "bytes=-3").text()).isEqualTo("789");
        assertThat(doors.get(file, "Range", "bytes=8-99").text()).isEqualTo("89");
        assertThat(doors.get(file, "Range", "bytes=10-").problem()).isEqualTo("range-not-satisfiable");
        assertThat(doors.get(file, "Range", "bytes=0-1,3-4").status()).isEqualTo(200);
    }

    @Test
    void aBigFileIsStreamed() {
        var data = "0123456789abcdef".repeat(100_000);
        sandbox.file("big", data.getBytes(StandardCharsets.UTF_8));

        assertThat(doors.get(path + "/sandbox/file?path=big").text()).isEqualTo(data);
    }

    @ParameterizedTest(name = "{0} => {1} {2}")
    @CsvSource({
        "/nope/why, 404, unknown-path",
        "TASK/logs?stream=both, 400, invalid-query",
        "TASK/logs?offset=x, 400, invalid-query",
        "TASK/logs?length=-1, 400, invalid-query",
        "TASK/logs?follow=yes, 400, invalid-query",
        "TASK/logs?process=nope, 404, not-in-sandbox",
        "TASK/sandbox?path=../x, 400, bad-path",
        "TASK/sandbox?path=a/../../x, 400, bad-path",
        "TASK/sandbox?path=a%2F..%2F..%2Fx, 400, bad-path",
        "TASK/sandbox?path=..%2Fx, 400, bad-path",
        "TASK/sandbox?path=/etc, 400, bad-path",
        "TASK/sandbox?path=%00, 400, bad-path",
        "TASK/sandbox?path=data, 400, bad-path",
        "TASK/sandbox?path=nope, 404, not-in-sandbox",
        "TASK/sandbox/file, 400, invalid-query",
        "TASK/sandbox/file?path=nope, 404, not-in-sandbox",
        "TASK/sandbox/file?path=../../etc/passwd, 400, bad-path",
        "TASK/sandbox/file?path=data&length=-1, 400, invalid-query",
        "/boreas/v1/tasks/unknown, 404, unknown-task",
        "/boreas/v1/tasks/unknown/why, 404, unknown-task",
        "/boreas/v1/tasks/unknown/logs, 404, unknown-task",
        "/boreas/v1/tasks/unknown/sandbox, 404, unknown-task",
        "/boreas/v1/tasks/unknown/sandbox/file?path=x, 404, unknown-task",
        "/boreas/v1/tasks/a%2Fb, 400, invalid-id",
        "/boreas/v1/tasks/%2E%2E, 404, unknown-path",
        "/boreas/v1/agents/unknown, 404, unknown-agent",
        "/boreas/v1/agents/a%2Fb, 400, invalid-id",
    })
    void whatCannotBeReadIsTold(String asked, int status, String type) {
        sandbox.file("data", new byte[] {1});

        var answer = doors.get(asked.replace("TASK", path));

        assertThat(answer.problem()).as(answer.text()).isEqualTo(type);
        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void aTaskWithoutAPlaceHasNoSandbox() {
        doors.post("/boreas/v1/jobs", Doors.TOY.replace("\"toy\"", "\"big\""));
        var waiting = "/boreas/v1/tasks/"
                + doors.cell().active("www-data/devel/big", 0).id();

        assertThat(doors.get(waiting + "/logs").problem()).isEqualTo("no-sandbox");
        assertThat(doors.get(waiting + "/sandbox").problem()).isEqualTo("no-sandbox");
    }

    @Test
    void anAgentThatIsAwayIsUnreadableForNow() {
        doors.cell().setLinked(false);

        var answer = doors.get(path + "/sandbox");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.problem()).isEqualTo("sandbox-unreadable");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void agentsShowWhatTheyHaveAndWhatIsUsed() {
        var listed = doors.get("/boreas/v1/agents").json().path("items").get(0);
        var agent = doors.get("/boreas/v1/agents/agent-1").json();

        assertThat(listed.path("agentId").asText()).isEqualTo("agent-1");
        assertThat(listed.path("host").asText()).isEqualTo("127.0.0.1");
        assertThat(listed.path("presence").asText()).isEqualTo("REGISTERED");
        assertThat(listed.path("linked").asBoolean()).isTrue();
        assertThat(listed.path("resources").path("total").path("cpus").asDouble())
                .isEqualTo(4);
        assertThat(listed.path("resources").path("total").path("memMb").asDouble())
                .isEqualTo(8_192);
        assertThat(listed.path("resources").path("total").path("ports").asInt()).isEqualTo(1_001);
        assertThat(listed.path("resources").path("used").path("cpus").asDouble())
                .isEqualTo(1.5);
        assertThat(listed.path("attributes").get(0).path("value").asText()).isEqualTo("r1");
        assertThat(agent.path("tasks").isArray()).isTrue();
    }

    private static String line(InputStream body) throws IOException {
        var line = new StringBuilder();
        for (int c = body.read(); c != '\n'; c = body.read()) {
            if (c < 0) {
                throw new IOException("the stream ended after \"" + line + "\"");
            }
            line.append((char) c);
        }
        return line.toString();
    }
}
