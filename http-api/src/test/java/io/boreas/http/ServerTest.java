package io.boreas.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.http.server.HttpSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerTest {
    private static final String JOBS = "/boreas/v1/jobs";

    private final Doors doors = new Doors(Doors.settings("idle-timeout = 1s, body-timeout = 1s"));

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void anythingButLoopbackIsRefusedUnlessAskedFor() {
        var open = settings("0.0.0.0", false);

        assertThatThrownBy(() -> bind(open))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0.0.0.0")
                .hasMessageContaining("boreas.http.insecure = true");
        var binding = bind(settings("0.0.0.0", true));
        binding.terminate(Duration.ofMillis(100)).toCompletableFuture().join();
    }

    @Test
    void aTakenPortIsAnError() {
        var taken = Doors.settings("").at("127.0.0.1", doors.port());

        assertThatThrownBy(() -> bind(taken)).hasRootCauseInstanceOf(java.net.BindException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"connections-max = 1", "idle-timeout = 0s", "body-bytes-max = 1", "heartbeat = 1h", "port = -1"})
    void settingsOutOfBoundsAreRefused(String setting) {
        assertThatThrownBy(() -> Doors.settings(setting))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("boreas.http." + setting.substring(0, setting.indexOf(' ')));
    }

    @Test
    void anUnknownPathIsTold() {
        for (var path : new String[] {"/nope", "/boreas/v2/jobs", "/boreas/v1", "/boreas/v1/jobs/a/b/c/d/e"}) {
            var answer = doors.get(path);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.problem()).isEqualTo("unknown-path");
        }
    }

    @Test
    void aWrongMethodNamesTheRightOnes() {
        var answer = doors.delete("/boreas/v1/agents");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("GET");
        assertThat(answer.json().path("allow").toString()).isEqualTo("[\"GET\"]");
    }

    @Test
    void headIsGetWithoutTheBody() {
        var answer = doors.send(doors.request("/boreas/v1/version")
                .method("HEAD", BodyPublishers.noBody())
                .build());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().body()).isEmpty();
    }

    @Test
    void aBodyThatIsTooLongIsReadToItsEndAndRefused() {
        var long10Mb = "{\"contact\": \"" + "x".repeat(10 << 20) + "\"}";

        var withLength = doors.post(JOBS, long10Mb);
        var chunked = doors.send(doors.request(JOBS)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(long10Mb)))
                .build());
        var asked = doors.send(doors.request(JOBS)
                .header("Content-Type", "application/json")
                .expectContinue(true)
                .POST(BodyPublishers.ofString(long10Mb))
                .build());

        for (var answer : new Doors.Answer[] {withLength, chunked, asked}) {
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.problem()).isEqualTo("body-too-long");
            assertThat(answer.json().path("detail").asText()).contains("4194304");
        }
        assertThat(doors.post(JOBS, Doors.TOY).status()).isEqualTo(201);
    }

    @Test
    void aLongBodyThatIsShortEnoughIsTaken() {
        var metadata = new StringBuilder("\"metadata\": {");
        for (int i = 0; i < 200; i++) {
            metadata.append(i == 0 ? "" : ",")
                    .append("\"k")
                    .append(i)
                    .append("\": \"")
                    .append("x".repeat(4_000))
                    .append('"');
        }
        var body = Doors.TOY.replace("\"instances\": 2", metadata + "}");

        assertThat(doors.post(JOBS, body).status()).isEqualTo(201);
    }

    @Test
    void aBodyOfAnotherTypeIsRefused() {
        for (var type : new String[] {"text/plain", "application/x-yaml", "application/x-www-form-urlencoded"}) {
            var answer = doors.send(doors.request(JOBS)
                    .header("Content-Type", type)
                    .POST(BodyPublishers.ofString(Doors.TOY))
                    .build());
            assertThat(answer.status()).isEqualTo(415);
            assertThat(answer.problem()).isEqualTo("unsupported-media-type");
            assertThat(answer.json().path("detail").asText()).contains(type).contains("application/json");
        }
    }

    @Test
    void deepNestingIsRefused() {
        var answer = doors.post(JOBS, "{\"a\":".repeat(100_000));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("malformed-json");
    }

    @Test
    void aPageOfAnotherOriginMayNotUseTheDoor() throws IOException {
        assertThat(raw("GET /boreas/v1/agents HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403")
                .contains("foreign-origin");
        assertThat(raw("POST " + JOBS + " HTTP/1.1\r\nHost: localhost:" + doors.port()
                        + "\r\nOrigin: http://evil.example\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(raw("GET /boreas/v1/agents HTTP/1.1\r\nHost: localhost:" + doors.port()
                        + "\r\nOrigin: http://localhost:" + doors.port() + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void whatIsNotHttpIsAnsweredAsAProblem() throws IOException {
        assertThat(raw("NON SENSE\r\n\r\n")).startsWith("HTTP/1.1 ").contains("application/problem+json");
        assertThat(raw("GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("problem+json");
        assertThat(raw("GET / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400").contains("problem+json");
        assertThat(raw("GET /?q=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n")).startsWith("HTTP/1.1 400");
    }

    @Test
    void anIdleConnectionIsClosed() throws IOException {
        assertThat(raw("")).isEmpty();
        assertThat(raw("GET / HTT")).isEmpty();
        assertThat(raw("GET /boreas/v1/version HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void aBodyThatNeverComesIsNotWaitedFor() throws IOException {
        var answer = raw("POST " + JOBS + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 100\r\n\r\n{\"role\":");

        assertThat(answer).startsWith("HTTP/1.1 408").contains("body-timeout");
    }

    @Test
    void healthSaysWhatIsMissing() {
        var ready = doors.get("/boreas/v1/health");
        doors.cell().setUnreadiness("group agents-3 has not recovered");
        var unready = doors.get("/boreas/v1/health");
        doors.cell().setAvailable(false);
        var unavailable = doors.get("/boreas/v1/health");

        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.json().toString()).isEqualTo("{\"live\":true,\"ready\":true,\"reasons\":[]}");
        assertThat(unready.status()).isEqualTo(503);
        assertThat(unready.json().path("live").asBoolean()).isTrue();
        assertThat(unready.json().path("reasons").get(0).asText()).isEqualTo("group agents-3 has not recovered");
        assertThat(unavailable.status()).isEqualTo(503);
        assertThat(unavailable.json().path("reasons").get(0).asText()).contains("jobs-0");
    }

    @Test
    void theVersionSaysWhoAnswers() {
        assertThat(doors.get("/boreas/v1/version").json().toString())
                .isEqualTo("{\"version\":\"0.1.0-test\",\"cell\":\"test-cell\",\"master\":\"master-1\","
                        + "\"startedAt\":\"2026-01-02T03:04:05Z\",\"linkPort\":5052}");
    }

    @Test
    void requestsAreCountedByRoute() {
        doors.get("/boreas/v1/jobs/a/b/c");

        var metrics = doors.get("/metrics");

        assertThat(metrics.header("Content-Type")).startsWith("text/plain");
        assertThat(metrics.text())
                .contains("boreas_http_requests_seconds_count{method=\"GET\","
                        + "route=\"/boreas/v1/jobs/{role}/{environment}/{name}\",status=\"404\"} 1");
    }

    @Test
    void theCellIsCountedWhenSomebodyLooks() {
        doors.runToy();

        var metrics = doors.get("/metrics").text();
        doors.cell().setAvailable(false);
        var old = doors.get("/metrics").text();

        assertThat(metrics)
                .contains("boreas_tasks{state=\"RUNNING\"} 2.0")
                .contains("boreas_tasks{state=\"PENDING\"} 0.0")
                .contains("boreas_jobs 1.0")
                .contains("boreas_agents{presence=\"REGISTERED\"} 1.0")
                .contains("boreas_resources{kind=\"total\",resource=\"mem\"} 8192.0")
                .contains("boreas_resources{kind=\"used\",resource=\"cpus\"} 1.5")
                .contains("boreas_agents_linked 1.0")
                .contains("boreas_cell_answered 1.0");
        assertThat(old).contains("boreas_cell_answered 0.0").contains("boreas_tasks{state=\"RUNNING\"} 2.0");
    }

    @Test
    void theMastersAreCountedAndThisOneSaysWhatItHostsAsFarAsItIsKnown() {
        assertThat(doors.get("/metrics").text())
                .contains("boreas_masters{standing=\"UP\"} 1.0")
                .contains("boreas_masters{standing=\"UNREACHABLE\"} 0.0")
                .contains("boreas_master_leads 1.0")
                .contains("boreas_groups_hosted{kind=\"job\"} 16.0")
                .contains("boreas_groups_hosted{kind=\"agent\"} 0.0")
                .doesNotContain("boreas_groups_hosted{kind=\"framework\"}");
    }

    private HttpSettings settings(String host, boolean insecure) {
        return Doors.settings("insecure = " + insecure).at(host, 0);
    }

    private org.apache.pekko.http.javadsl.ServerBinding bind(HttpSettings settings) {
        return BoreasServer.bindOwn(
                        Doors.system(),
                        doors.cell(),
                        doors.frameworks(),
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        settings)
                .toCompletableFuture()
                .join();
    }

    /** Sends bytes and reads until the server closes. */
    private String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), doors.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
