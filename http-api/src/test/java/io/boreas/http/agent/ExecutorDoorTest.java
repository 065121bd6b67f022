package io.boreas.http.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.agent.HostedExecutor;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.link.FromMaster;
import io.boreas.core.task.Payload;
import io.boreas.core.task.TaskState;
import io.boreas.http.mesos.proto.Executor;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.recordio.RecordDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The executor API over real sockets: what is refused, and how; those who read slowly; those who send nonsense. */
@Timeout(60)
class ExecutorDoorTest {
    private static final String PATH = "/api/v1/executor";
    private static final String UUID = "AAECAwQFBgcICQoLDA0ODw==";

    @TempDir
    static Path folder;

    private static ActorSystem system;
    private static ExecutorStage stage;
    private static HostedExecutor silent;

    @BeforeAll
    static void start() throws Exception {
        system = ActorSystem.create("door");
        stage = new ExecutorStage(system, folder.resolve("agent"));
        stage.streamBytesMax = 64 << 10;
        stage.open();
        silent = stage.custom("silent", Map.of("SILENT", "1"));
        stage.launch(silent, "one");
    }

    @AfterAll
    static void end() throws Exception {
        stage.close();
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({
        "framework-9, silent, SUBSCRIBE, 400, Framework cannot be found",
        "framework-1, nobody, SUBSCRIBE, 400, Executor cannot be found",
        "framework-1, nobody, UPDATE, 400, Executor cannot be found",
        "framework-1, silent, HEARTBEAT, 403, Executor is not subscribed",
        "framework-1, silent, MESSAGE, 403, Executor is not subscribed",
        "framework-1, silent, UPDATE, 403, Executor is not subscribed",
        "framework-1, silent, UNKNOWN, 501, UNKNOWN",
    })
    void callersThatAreNotWhatTheySayAreRefused(String framework, String executor, String type, int status, String text)
            throws Exception {
        var fields = ",\"subscribe\":{},\"message\":{\"data\":\"aGk=\"}," + update(UUID, "TASK_RUNNING");

        var answer = TestCalls.post(
                stage.port, PATH, TestCalls.call(type, executor, new FrameworkId(framework), fields), Map.of());

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(text);
        assertThat(answer.headers().firstValue("Content-Type")).get().asString().startsWith("text/plain");
        assertThat(answer.headers().firstValueAsLong("Content-Length")).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense | application/json | 400",
                "{} | application/json | 400",
                "[] | application/json | 400",
                "{\"type\":\"SUBSCRIBE\"} | application/json | 400",
                "nonsense | application/x-protobuf | 400",
                "{} | text/html | 415",
            })
    void bodiesThatAreNoCallsAreRefused(String body, String type, int status) throws Exception {
        assertThat(TestCalls.post(stage.port, PATH, body, Map.of("Content-Type", type))
                        .statusCode())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"AAEC, TASK_RUNNING, uuid", "AAECAwQFBgcICQoLDA0ODw==, TASK_STAGING, TASK_STAGING"})
    void updatesThatCannotBeAreRefused(String uuid, String state, String text) throws Exception {
        var answer = TestCalls.post(
                stage.port,
                PATH,
                TestCalls.call("UPDATE", "silent", ExecutorStage.FRAMEWORK, "," + update(uuid, state)),
                Map.of());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(text);
    }

    @ParameterizedTest
    @CsvSource({
        "/slave(1)/api/v1/executor, 403",
        "/slave%281%29/api/v1/executor, 403",
        "/api/v1/executor/, 403",
        "/api/v1/executor/deeper, 403",
        "/nothing/here, 404",
    })
    void pathsAreFoundAsMesosFindsThem(String path, int status) throws Exception {
        var call = TestCalls.call("HEARTBEAT", "silent", ExecutorStage.FRAMEWORK);
        assertThat(TestCalls.post(stage.port, path, call, Map.of()).statusCode())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "GET_HEALTH, 200, true",
        "GET_VERSION, 200, 1.11.0",
        "GET_FLAGS, 200, isolation_missing",
        "GET_AGENT, 200, agent-1",
        "GET_EXECUTORS, 200, silent",
        "GET_RESOURCE_PROVIDERS, 501, not implemented",
    })
    void operatorsAreToldWhatIsKnown(String type, int status, String text) throws Exception {
        var answer = TestCalls.post(stage.port, "/api/v1", "{\"type\":\"" + type + "\"}", Map.of());
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(text);
    }

    @Test
    void healthAndVersionAreThereForAnybody() throws Exception {
        for (var path : List.of("/health", "/slave(1)/health", "/version")) {
            assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: agent\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void anotherMethodAndAnUnacceptableAcceptAreRefused() throws Exception {
        var get = raw("GET " + PATH + " HTTP/1.1\r\nHost: agent\r\nConnection: close\r\n\r\n");
        assertThat(get).startsWith("HTTP/1.1 405").contains("Allow: POST");
        var answer = TestCalls.post(
                stage.port,
                PATH,
                TestCalls.call("SUBSCRIBE", "silent", ExecutorStage.FRAMEWORK, ",\"subscribe\":{}"),
                Map.of("Accept", "text/html"));
        assertThat(answer.statusCode()).isEqualTo(406);
    }

    @Test
    void aBodyThatIsTooLongIsRefused() throws Exception {
        var answer = TestCalls.post(stage.port, PATH, "x".repeat(3 << 20), Map.of());
        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void aStreamSpeaksProtobufIfThatIsAskedForAndALaterOneEndsIt() throws Exception {
        var executor = stage.custom("manual", Map.of("SILENT", "1"));
        stage.launch(executor, "by-hand");
        try (var first = subscribe("manual");
                var second = subscribe("manual")) {
            assertThat(first.next().getType()).isEqualTo(Executor.Event.Type.SUBSCRIBED);
            var launch = first.next();
            assertThat(launch.getLaunch().getTask().getTaskId().getValue()).isEqualTo("by-hand");
            assertThat(first.isOver()).isTrue();
            var subscribed = second.next().getSubscribed();
            assertThat(subscribed.getExecutorInfo().getExecutorId().getValue()).isEqualTo("manual");
            assertThat(subscribed.getFrameworkInfo().getId().getValue()).isEqualTo("framework-1");
            assertThat(subscribed.getAgentInfo().getPort()).isEqualTo(stage.port);
            // It says that it holds no task, so what the first heard was lost.
            assertThat(second.next().getType()).isEqualTo(Executor.Event.Type.LAUNCH);
            var again = update(UUID, "TASK_RUNNING").replace("\"t\"", "\"by-hand\"");
            for (int i = 0; i < 2; i++) {
                var answer = TestCalls.post(
                        stage.port,
                        PATH,
                        TestCalls.call("UPDATE", "manual", ExecutorStage.FRAMEWORK, "," + again),
                        Map.of());
                assertThat(answer.statusCode()).isEqualTo(202);
                assertThat(answer.body()).isEmpty();
                assertThat(second.next().getAcknowledged().getUuid().size()).isEqualTo(16);
            }
            assertThat(stage.states("by-hand")).containsExactly(TaskState.RUNNING);
        }
    }

    @Test
    void anExecutorThatReadsTooSlowlyIsCutOffAndOthersAreNotDisturbed() throws Exception {
        var slow = stage.custom("slow", Map.of("SILENT", "1"));
        var quick = stage.custom("quick", Map.of());
        stage.launch(slow, "never-read");
        try (var stalled = subscribe("slow")) {
            assertThat(stalled.next().getType()).isEqualTo(Executor.Event.Type.SUBSCRIBED);
            var message = Payload.of(new byte[100_000]);
            stage.await("it to be cut off", () -> {
                stage.runner().deliver(new FromMaster.TellExecutor(slow.key(), message));
                return stage.runner().executors().toCompletableFuture().get(5, TimeUnit.SECONDS).stream()
                        .noneMatch(state -> state.executor().key().equals(slow.key()) && state.subscribed());
            });
            stage.launch(quick, "finish-quick");
            stage.awaitState("finish-quick", TaskState.FINISHED);
        }
    }

    @Test
    void nonsenseNeitherEndsTheDoorNorDisturbsOthers() throws Exception {
        var random = new Random(8_675_309);
        for (int i = 0; i < 200; i++) {
            var bytes = new byte[random.nextInt(400)];
            random.nextBytes(bytes);
            var type = random.nextBoolean() ? "application/json" : "application/x-protobuf";
            var answer = send(bytes, type);
            assertThat(answer).isBetween(400, 501);
        }
        var call = Executor.Call.newBuilder()
                .setType(Executor.Call.Type.UPDATE)
                .setExecutorId(Mesos.ExecutorID.newBuilder().setValue("silent"))
                .setFrameworkId(Mesos.FrameworkID.newBuilder().setValue("framework-1"))
                .setUpdate(Executor.Call.Update.newBuilder()
                        .setStatus(Mesos.TaskStatus.newBuilder()
                                .setTaskId(Mesos.TaskID.newBuilder().setValue("one"))
                                .setState(Mesos.TaskState.TASK_RUNNING)))
                .build()
                .toByteArray();
        for (int i = 0; i < 200; i++) {
            var damaged = call.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            assertThat(send(damaged, "application/x-protobuf")).isBetween(400, 501);
        }
        raw("POST " + PATH + " HTTP/1.1\r\nHost: agent\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{", true);
        assertThat(TestCalls.post(
                                stage.port,
                                PATH,
                                TestCalls.call("HEARTBEAT", "silent", ExecutorStage.FRAMEWORK),
                                Map.of())
                        .statusCode())
                .isEqualTo(403);
    }

    private static String update(String uuid, String state) {
        return ("\"update\":{\"status\":{\"task_id\":{\"value\":\"t\"},\"state\":\"%s\",\"source\":\"SOURCE_EXECUTOR\","
                        + "\"uuid\":\"%s\"}}")
                .formatted(state, uuid);
    }

    private static int send(byte[] body, String type) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stage.port + PATH))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return CLIENT.send(request, BodyHandlers.discarding()).statusCode();
    }

    private static String raw(String request) throws IOException {
        return raw(request, false);
    }

    private static String raw(String request, boolean hangUp) throws IOException {
        try (var socket = new Socket("127.0.0.1", stage.port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return hangUp ? "" : new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static EventStream subscribe(String executor) throws Exception {
        var body = TestCalls.call("SUBSCRIBE", executor, ExecutorStage.FRAMEWORK, ",\"subscribe\":{}");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stage.port + PATH))
                .header("Content-Type", "application/json")
                .header("Accept", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<InputStream> answer = CLIENT.send(request, BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-protobuf");
        return new EventStream(answer.body());
    }

    /** Events as they come. */
    private static final class EventStream implements AutoCloseable {
        private final InputStream in;
        private final RecordDecoder decoder = new RecordDecoder(1 << 20);
        private final List<byte[]> records = new ArrayList<>();

        EventStream(InputStream in) {
            this.in = in;
        }

        Executor.Event next() throws Exception {
            while (records.isEmpty()) {
                int next = in.read();
                assertThat(next).as("the stream goes on").isNotNegative();
                decoder.feed(new byte[] {(byte) next}, records::add);
            }
            return Executor.Event.parseFrom(records.removeFirst());
        }

        boolean isOver() throws IOException {
            return records.isEmpty() && in.read() < 0;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
