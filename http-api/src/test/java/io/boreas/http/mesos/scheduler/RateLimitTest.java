package io.boreas.http.mesos.scheduler;

import static io.boreas.http.security.SecretFiles.OPS_SECRET;
import static io.boreas.http.security.SecretFiles.basic;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.core.id.OfferId;
import io.boreas.http.mesos.limit.RateLimitsReader;
import io.boreas.http.mesos.limit.StandingClock;
import io.boreas.http.mesos.proto.Scheduler.Event;
import io.boreas.http.mesos.wire.Head;
import io.boreas.http.mesos.wire.Media;
import io.boreas.http.security.SecretFiles;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schedulers that call faster than they may, on a clock that stands until it is told to go. */
class RateLimitTest {
    private static final String OPS = basic("ops", OPS_SECRET);
    private static final String WEB = basic("web", "webs:own secret é");
    private static final long BYTES_MAX = 10_000;

    @TempDir
    Path folder = Path.of("");

    private final HttpClient client = HttpClient.newHttpClient();
    private final StandingClock clock = new StandingClock();

    @AfterEach
    void close() {
        client.shutdownNow();
    }

    private SchedulerStage stage(String limits, String... guarded) {
        return new SchedulerStage(
                new SecretFiles(folder).settings(guarded), clock.gate(RateLimitsReader.read(limits), BYTES_MAX));
    }

    private CompletableFuture<HttpResponse<String>> send(SchedulerStage stage, String who, String stream, String json) {
        return client.sendAsync(request(stage, who, stream, json), BodyHandlers.ofString());
    }

    private static HttpRequest request(SchedulerStage stage, String who, String stream, String json) {
        var request = stage.request(SchedulerStage.PATH)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        if (!stream.isEmpty()) {
            request.header(Head.STREAM_ID, stream);
        }
        if (!who.isEmpty()) {
            request.header("Authorization", who);
        }
        return request.build();
    }

    private SchedulerStage.Stream subscribe(SchedulerStage stage, String who, String framework, String principal)
            throws Exception {
        var json = "{\"type\":\"SUBSCRIBE\",\"framework_id\":{\"value\":\"" + framework + "\"},\"subscribe\":"
                + "{\"framework_info\":{\"id\":{\"value\":\"" + framework + "\"},\"user\":\"u\",\"name\":\"n\""
                + (principal.isEmpty() ? "" : ",\"principal\":\"" + principal + "\"") + "}}}";
        var answer = client.send(request(stage, who, "", json), BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        var stream = new SchedulerStage.Stream(answer, Media.JSON);
        assertThat(stream.news().getType()).isEqualTo(Event.Type.SUBSCRIBED);
        return stream;
    }

    private static String decline(String framework, String offer) {
        return "{\"type\":\"DECLINE\",\"framework_id\":{\"value\":\"" + framework
                + "\"},\"decline\":{\"offer_ids\":[{\"value\":\"" + offer + "\"}]}}";
    }

    private static String revive(String framework) {
        return "{\"type\":\"REVIVE\",\"framework_id\":{\"value\":\"" + framework + "\"}}";
    }

    private static void awaitReceived(SchedulerStage stage, String principal, int calls) throws InterruptedException {
        SchedulerStage.await(
                principal + " called " + calls + " times", () -> count(stage, principal, "received") == calls);
    }

    private static double count(SchedulerStage stage, String principal, String what) {
        return stage.door().counted().getOrDefault("frameworks/" + principal + "/messages_" + what, 0.0);
    }

    private static List<String> declined(SchedulerStage stage) {
        return stage.frameworks().taken().stream()
                .map(FrameworkCall.Decline.class::cast)
                .map(call -> call.offers().getFirst().value())
                .toList();
    }

    private static HttpResponse<String> answered(CompletableFuture<HttpResponse<String>> call) throws Exception {
        return call.get(20, TimeUnit.SECONDS);
    }

    @Test
    void callsThatComeTooFastWaitInTheirOrderAndThoseOfOthersDoNot() throws Exception {
        var limits = "{\"limits\":[{\"principal\":\"ops\",\"qps\":1}]}";
        try (var stage = stage(limits, "scheduler");
                var slow = subscribe(stage, OPS, "f", "");
                var free = subscribe(stage, WEB, "g", "")) {
            var first = send(stage, OPS, slow.id(), decline("f", "o-1"));
            awaitReceived(stage, "ops", 2);
            var second = send(stage, OPS, slow.id(), decline("f", "o-2"));
            awaitReceived(stage, "ops", 3);
            // of somebody else's framework, and refused for it: but only when it is its caller's turn
            var third = send(stage, OPS, free.id(), revive("g"));
            awaitReceived(stage, "ops", 4);
            for (int call = 0; call < 3; call++) {
                assertThat(answered(send(stage, WEB, free.id(), decline("g", "free-" + call)))
                                .statusCode())
                        .isEqualTo(202);
            }
            assertThat(declined(stage)).containsExactly("free-0", "free-1", "free-2");
            assertThat(count(stage, "ops", "processed")).isEqualTo(1); // its SUBSCRIBE
            assertThat(count(stage, "web", "processed")).isEqualTo(4);

            // what it is told does not wait
            stage.frameworks().push("f", new FrameworkPush.Rescind(new OfferId("o-9")));
            assertThat(slow.news().getRescind().getOfferId().getValue()).isEqualTo("o-9");

            clock.advance(Duration.ofMillis(999));
            assertThat(count(stage, "ops", "processed")).isEqualTo(1);
            clock.advance(Duration.ofMillis(1));
            assertThat(answered(first).statusCode()).isEqualTo(202);
            assertThat(declined(stage)).containsExactly("o-1");
            assertThat(second).isNotDone();
            clock.advance(Duration.ofSeconds(1));
            assertThat(answered(second).statusCode()).isEqualTo(202);
            assertThat(declined(stage)).containsExactly("o-2");
            assertThat(third).isNotDone();
            clock.advance(Duration.ofSeconds(1));
            assertThat(answered(third).statusCode()).isEqualTo(400);
            assertThat(count(stage, "ops", "processed")).isEqualTo(4);
        }
    }

    @Test
    void beyondTheCapacityACallIsRefusedAndChangesNothing() throws Exception {
        var limits = "{\"limits\":[{\"principal\":\"ops\",\"qps\":0.25,\"capacity\":2}]}";
        try (var stage = stage(limits, "scheduler");
                var stream = subscribe(stage, OPS, "f", "")) {
            var first = send(stage, OPS, stream.id(), decline("f", "o-1"));
            awaitReceived(stage, "ops", 2);
            var second = send(stage, OPS, stream.id(), decline("f", "o-2"));
            awaitReceived(stage, "ops", 3);
            clock.advance(Duration.ofMillis(1_500));

            var refused = answered(send(stage, OPS, stream.id(), decline("f", "o-3")));

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
            assertThat(refused.headers().firstValue("Retry-After")).contains("3");
            assertThat(refused.body())
                    .isEqualTo(
                            "Call DECLINE of principal 'ops' dropped: capacity(2) exceeded. So much waits already, and"
                                    + " 0.25 calls pass in a second. Wait for answers before you call again, or ask the"
                                    + " operator for more (rate_limits).");
            assertThat(stage.frameworks().taken()).isEmpty();
            clock.advance(Duration.ofMillis(2_500));
            assertThat(answered(first).statusCode()).isEqualTo(202);
            var fourth = send(stage, OPS, stream.id(), decline("f", "o-4"));
            awaitReceived(stage, "ops", 5);
            clock.advance(Duration.ofSeconds(8));
            assertThat(answered(second).statusCode()).isEqualTo(202);
            assertThat(answered(fourth).statusCode()).isEqualTo(202);
            assertThat(declined(stage)).containsExactly("o-1", "o-2", "o-4");
            assertThat(count(stage, "ops", "received")).isEqualTo(5);
            assertThat(count(stage, "ops", "processed")).isEqualTo(4);
        }
    }

    @Test
    void withoutAuthenticationAFrameworkSaysWhoseItIsAndAllOthersShareALimit() throws Exception {
        var limits = """
                {"limits":[{"principal":"ops","qps":2,"capacity":1},{"principal":"free"}],
                 "aggregate_default_qps":1,"aggregate_default_capacity":2}
                """;
        try (var stage = stage(limits);
                var listed = subscribe(stage, "", "f", "ops");
                var free = subscribe(stage, "", "g", "free");
                var nobodys = subscribe(stage, "", "h", "")) {
            // it has used up the turn that all others share
            var web = subscribing(stage, "web");
            awaitReceived(stage, "web", 1);
            var dev = subscribing(stage, "dev");
            awaitReceived(stage, "dev", 1);
            for (var refused : List.of(
                    answered(send(stage, "", nobodys.id(), revive("h"))),
                    answered(send(stage, "", "none", revive("never-seen"))))) {
                assertThat(refused.statusCode()).isEqualTo(429);
                assertThat(refused.body())
                        .startsWith("Call REVIVE without a principal dropped: capacity(2) exceeded.")
                        .contains("Principals without a limit of their own share this one.");
            }

            assertThat(answered(send(stage, "", free.id(), revive("g"))).statusCode())
                    .isEqualTo(202);
            // over another's stream, as if it were connected to another master: whose framework it is says the cell
            var elsewhere = send(stage, "", "another", decline("f", "o"));
            awaitReceived(stage, "ops", 2);
            var full = answered(send(stage, "", listed.id(), decline("f", "o")));
            assertThat(full.statusCode()).isEqualTo(429);
            assertThat(full.body()).startsWith("Call DECLINE of principal 'ops' dropped: capacity(1) exceeded.");
            clock.advance(Duration.ofMillis(500));
            assertThat(answered(elsewhere).statusCode()).isEqualTo(400);
            assertThat(web).isNotDone();
            for (var one : List.of(web, dev)) {
                clock.advance(Duration.ofSeconds(1));
                try (var stream = new SchedulerStage.Stream(one.get(20, TimeUnit.SECONDS), Media.JSON)) {
                    assertThat(stream.next().getType()).isEqualTo(Event.Type.SUBSCRIBED);
                }
            }
        }
    }

    private CompletableFuture<HttpResponse<InputStream>> subscribing(SchedulerStage stage, String principal) {
        var json =
                "{\"type\":\"SUBSCRIBE\",\"subscribe\":{\"framework_info\":{\"user\":\"u\",\"name\":\"n\",\"principal\":\""
                        + principal + "\"}}}";
        return client.sendAsync(request(stage, "", "", json), BodyHandlers.ofInputStream());
    }

    @Test
    void aSubscriptionWhoseClientHangsUpWhileItWaitsIsForgotten() throws Exception {
        var limits = "{\"aggregate_default_qps\":1,\"aggregate_default_capacity\":1}";
        try (var stage = stage(limits);
                var stream = subscribe(stage, "", "f", "web")) {
            assertThat(stream.id()).isNotEmpty();
            var body = "{\"type\":\"SUBSCRIBE\",\"subscribe\":{\"framework_info\":{\"user\":\"u\",\"name\":\"n\","
                    + "\"principal\":\"gone\"}}}";
            try (var socket = stage.socket()) {
                var head = "POST " + SchedulerStage.PATH + " HTTP/1.1\r\nHost: 127.0.0.1:" + stage.port()
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n";
                socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
                awaitReceived(stage, "gone", 1);
                assertThat(answered(send(stage, "", stream.id(), revive("f"))).statusCode())
                        .isEqualTo(429);
            }
            SchedulerStage.await("the hang-up is noticed", () -> stage.answers(408) == 1);
            var next = send(stage, "", stream.id(), revive("f"));
            awaitReceived(stage, "web", 3);
            clock.advance(Duration.ofSeconds(1));
            assertThat(answered(next).statusCode()).isEqualTo(202);
            assertThat(count(stage, "gone", "processed")).isZero();
        }
    }

    @Test
    void bodiesThatWaitHaveABoundOfTheirOwn() throws Exception {
        try (var stage = stage("{\"limits\":[{\"principal\":\"ops\",\"qps\":1}]}", "scheduler");
                var stream = subscribe(stage, OPS, "f", "")) {
            var first = send(stage, OPS, stream.id(), decline("f", "o-" + "x".repeat(6_000)));
            awaitReceived(stage, "ops", 2);

            var refused = answered(send(stage, OPS, stream.id(), decline("f", "o-" + "y".repeat(6_000))));

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            assertThat(refused.body())
                    .startsWith("Call DECLINE of principal 'ops' dropped: capacity(10000 bytes) exceeded.");
            clock.advance(Duration.ofSeconds(1));
            assertThat(answered(first).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void whatCannotBeReadIsRefusedAtOnceAndUsesNothingUp() throws Exception {
        try (var stage = stage("{\"limits\":[{\"principal\":\"ops\",\"qps\":1,\"capacity\":1}]}", "scheduler");
                var stream = subscribe(stage, OPS, "f", "")) {
            var waits = send(stage, OPS, stream.id(), revive("f"));
            awaitReceived(stage, "ops", 2);
            Stream.of("{", "{\"type\":\"REVIVE\"}", "{\"type\":\"NEVER\"}").forEach(json -> {
                assertThat(send(stage, OPS, stream.id(), json).join().statusCode())
                        .as(json)
                        .isEqualTo(400);
            });
            clock.advance(Duration.ofSeconds(1));
            assertThat(answered(waits).statusCode()).isEqualTo(202);
        }
    }
}
