package io.boreas.launcher.process;

import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.Frameworks;
import io.boreas.http.BoreasServer;
import io.boreas.http.MesosCell;
import io.boreas.http.server.HttpServer;
import io.boreas.http.server.HttpSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.ServerBinding;

/** The HTTP doors of a process, opened. */
public final class Doors implements AutoCloseable {
    private static final Duration BIND_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(2);

    private final ServerBinding binding;
    private final Meters meters;
    private final boolean secure;

    private Doors(ServerBinding binding, Meters meters, boolean secure) {
        this.binding = binding;
        this.meters = meters;
        this.secure = secure;
    }

    /**
     * Opens them.
     *
     * @param tls to speak HTTPS; empty for HTTP
     * @throws RuntimeException if the address is taken, or would need authentication
     */
    public static Doors open(
            ClassicActorSystemProvider system,
            Cell cell,
            Frameworks frameworks,
            HttpSettings settings,
            Optional<SSLContext> tls) {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        var meters = Meters.bind(registry);
        try {
            var binding = bound(system, cell, frameworks, registry, settings, tls);
            return new Doors(binding, meters, tls.isPresent());
        } catch (RuntimeException e) {
            meters.close();
            throw e;
        }
    }

    private static ServerBinding bound(
            ClassicActorSystemProvider system,
            Cell cell,
            Frameworks frameworks,
            PrometheusMeterRegistry registry,
            HttpSettings settings,
            Optional<SSLContext> tls) {
        var mesos = new MesosCell(frameworks, LogLevels.verbosity(), OwnLog.file());
        var stage = BoreasServer.bind(system, cell, mesos, registry, settings, tls);
        try {
            return stage.toCompletableFuture().get(BIND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "the HTTP door cannot listen at " + settings.host() + ":" + settings.port() + ": " + rootMessage(e)
                            + "; choose another with --port, or stop what uses it",
                    e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the HTTP door did not open within " + BIND_TIMEOUT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the HTTP door was opening", e);
        }
    }

    private static String rootMessage(Throwable failure) {
        var root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /** Where clients reach them. */
    public String url() {
        return secure ? HttpServer.secureUrl(binding) : HttpServer.url(binding);
    }

    /** Lets requests end that are being answered, for a while. */
    @Override
    public void close() {
        binding.terminate(DRAIN_TIMEOUT)
                .toCompletableFuture()
                .orTimeout(5, TimeUnit.SECONDS)
                .exceptionally(late -> null)
                .join();
        meters.close();
    }
}
