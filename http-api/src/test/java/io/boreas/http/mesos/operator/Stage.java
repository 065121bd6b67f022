package io.boreas.http.mesos.operator;

import com.typesafe.config.ConfigFactory;
import io.boreas.http.BoreasServer;
import io.boreas.http.MesosCell;
import io.boreas.http.mesos.state.LogFile;
import io.boreas.http.server.HttpServer;
import io.boreas.http.server.HttpSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.ServerBinding;

/** A bound server before a cell on paper, and a client for it. */
public final class Stage implements AutoCloseable {
    public static final String PATH = "/api/v1";

    private static final ActorSystem SYSTEM = ActorSystem.create(
            "operator-doors",
            ConfigFactory.parseString("pekko.actor.provider = local").withFallback(ConfigFactory.load()));

    private final PaperCell cell;
    private final List<Integer> levels = new CopyOnWriteArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ServerBinding binding;

    public Stage(PaperCell cell, String changes) {
        this(cell, changes, LogFile.NONE);
    }

    public Stage(PaperCell cell, String changes, LogFile log) {
        this.cell = cell;
        var config = ConfigFactory.parseString(changes)
                .withFallback(ConfigFactory.load().getConfig("boreas.http"));
        var settings = HttpSettings.from(config).at("127.0.0.1", 0);
        var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        var mesos = new MesosCell(cell, new Verbosity(levels::add), log);
        try {
            binding = BoreasServer.bind(SYSTEM, cell, mesos, meters, settings, Optional.empty())
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the doors did not open", e);
        }
    }

    PaperCell cell() {
        return cell;
    }

    List<Integer> levels() {
        return levels;
    }

    public int port() {
        return binding.localAddress().getPort();
    }

    public HttpClient client() {
        return client;
    }

    public HttpRequest.Builder request(String path, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(HttpServer.url(binding) + path))
                .timeout(Duration.ofSeconds(30));
        return headers.length == 0 ? request : request.headers(headers);
    }

    public HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        return client.send(request(path, headers).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    public HttpResponse<byte[]> post(String path, byte[] body, String... headers) throws Exception {
        return client.send(
                request(path, headers)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    /** The text with what differs from run to run taken out. */
    public String settled(String text) {
        return text.replace(Integer.toString(port()), "5050");
    }

    @Override
    public void close() {
        client.shutdownNow();
        binding.terminate(Duration.ofMillis(10)).toCompletableFuture().join();
    }
}
