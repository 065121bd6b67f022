package io.boreas.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.typesafe.config.ConfigFactory;
import io.boreas.http.mesos.operator.PaperCell;
import io.boreas.http.mesos.operator.Sketch;
import io.boreas.http.server.HttpServer;
import io.boreas.http.server.HttpSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.ServerBinding;

/** A bound server before a cell in memory, and a client for it. */
public final class Doors implements AutoCloseable {
    /** A small job that is good. */
    static final String TOY = """
            {"role": "www-data", "environment": "devel", "name": "toy", "instances": 2,
             "task": {"processes": [{"name": "serve", "cmdline": "exec serve {{thermos.ports[http]}}"}],
                      "resources": {"cpus": 0.1, "mem": 32, "disk": 16}}}
            """;

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final ActorSystem SYSTEM = ActorSystem.create(
            "doors", ConfigFactory.parseString("pekko.actor.provider = local").withFallback(ConfigFactory.load()));

    private final MemoryCell cell = new MemoryCell();
    private final PaperCell frameworks = Sketch.smallCell();
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpClient client = HttpClient.newHttpClient();
    private final ServerBinding binding;

    public Doors() {
        this(settings(""));
    }

    Doors(HttpSettings settings) {
        try {
            binding = BoreasServer.bindOwn(SYSTEM, cell, frameworks, meters, settings)
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the doors did not open", e);
        }
    }

    /** The defaults on any free port, with some changed: {@code idle-timeout=1s}. */
    public static HttpSettings settings(String changes) {
        var changed = ConfigFactory.parseString(changes);
        return HttpSettings.from(changed.withFallback(ConfigFactory.load().getConfig("boreas.http")))
                .at("127.0.0.1", 0);
    }

    public static ActorSystem system() {
        return SYSTEM;
    }

    public MemoryCell cell() {
        return cell;
    }

    PaperCell frameworks() {
        return frameworks;
    }

    PrometheusMeterRegistry meters() {
        return meters;
    }

    public String url() {
        return HttpServer.url(binding);
    }

    int port() {
        return binding.localAddress().getPort();
    }

    Answer get(String path, String... headers) {
        return send(request(path, headers).GET().build());
    }

    Answer post(String path, String body, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    Answer put(String path, String body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    Answer delete(String path) {
        return send(request(path).DELETE().build());
    }

    HttpRequest.Builder request(String path, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(url() + path)).timeout(Duration.ofSeconds(20));
        return headers.length == 0 ? request : request.headers(headers);
    }

    Answer send(HttpRequest request) {
        try {
            var response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(request + " got no answer", e);
        }
    }

    HttpClient client() {
        return client;
    }

    /** Creates the toy and lets it run. */
    void runToy() {
        if (post("/boreas/v1/jobs", TOY).status() != 201) {
            throw new IllegalStateException("the toy was not created");
        }
        cell.runAll("www-data/devel/toy");
    }

    /** What came back. */
    record Answer(HttpResponse<byte[]> response) {
        int status() {
            return response.statusCode();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String text() {
            return new String(response.body(), java.nio.charset.StandardCharsets.UTF_8);
        }

        JsonNode json() {
            try {
                return MAPPER.readTree(response.body());
            } catch (IOException e) {
                throw new IllegalStateException("not JSON: " + text(), e);
            }
        }

        /** The last part of a problem's type. */
        String problem() {
            return header("Content-Type").equals("application/problem+json")
                    ? json().path("type").asText().replace("urn:boreas:problem:", "")
                    : "no problem but " + header("Content-Type");
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        binding.terminate(Duration.ofMillis(10)).toCompletableFuture().join();
    }
}
