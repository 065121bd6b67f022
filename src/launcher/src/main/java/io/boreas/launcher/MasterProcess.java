package io.boreas.launcher;

import io.boreas.actors.gateway.Cell;
import io.boreas.actors.guardian.Master;
import io.boreas.actors.guardian.MasterSettings;
import io.boreas.actors.membership.ClusterSettings;
import io.boreas.config.Settings;
import io.boreas.config.tls.Tls;
import io.boreas.http.BoreasServer;
import io.boreas.http.MesosCell;
import io.boreas.http.server.HttpServer;
import io.boreas.http.server.HttpSettings;
import io.boreas.persistence.codec.ProtobufLinkCodec;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.ServerBinding;

/** A master with its doors and its journal, put together. */
final class MasterProcess implements AutoCloseable {
    private static final Duration BIND_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(2);

    private final Master master;
    private final ServerBinding binding;

    /** While it started, the other masters turned out to be a cell without it, or gave it up: it has to begin anew. */
    static final class UnwantedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnwantedException(Throwable cause) {
            super("this master is no member of the cell", cause);
        }
    }

    private MasterProcess(Master master, ServerBinding binding) {
        this.master = master;
        this.binding = binding;
    }

    /**
     * Starts it; it may still be replaying its journal when this returns.
     *
     * @throws io.boreas.config.SettingsException if the settings cannot be used
     * @throws UnwantedException if it may be started again at once
     * @throws RuntimeException if a port or the journal's directory is taken, or the store cannot be used; what was started is stopped again
     */
    static MasterProcess start(Settings settings) {
        var masterSettings = settings.checked(MasterSettings::from);
        var httpSettings =
                settings.checked(all -> HttpSettings.from(all.config().getConfig("boreas.http")));
        if (masterSettings.tls().isEmpty() && !httpSettings.insecure()) {
            requirePrivateLink(settings.config().getString("boreas.link.host"));
            requirePrivateCluster(masterSettings.cluster());
        }
        var store = settings.checked(Store::of);
        requireShared(store, masterSettings.cluster());
        store.check();
        var random = RandomGenerator.getDefault();
        var master = Master.start(
                store.config(),
                masterSettings,
                new ProtobufLinkCodec(),
                store::feed,
                InstantSource.system(),
                bound -> random.nextLong(bound),
                UUID.randomUUID().toString(),
                Version.current());
        try {
            return new MasterProcess(master, bind(master, httpSettings));
        } catch (RuntimeException e) {
            boolean unwanted = master.isEnding();
            master.close();
            throw unwanted ? new UnwantedException(e) : e;
        }
    }

    /** Whoever reaches the port that agents dial can be an agent, and is sent what tasks are to run. */
    private static void requirePrivateLink(String host) {
        if (!isLoopback("boreas.link.host", host)) {
            throw new IllegalArgumentException("boreas.link.host is " + host
                    + ", which other machines can reach, and agents are not authenticated: whoever connects could be one."
                    + " Give masters and agents certificates (boreas.tls); or keep the port in a network of your own or in a"
                    + " tunnel, and say --insecure (boreas.http.insecure = true); the HTTP doors ask for credentials all the"
                    + " same where that is switched on.");
        }
    }

    /** Whoever reaches the port of the other masters in the clear can be a master. */
    private static void requirePrivateCluster(ClusterSettings cluster) {
        if (!isLoopback("boreas.cluster.host", cluster.host())) {
            throw new IllegalArgumentException("boreas.cluster.host is " + cluster.host()
                    + ", which other machines can reach, and without boreas.tls masters speak in the clear: whoever connects"
                    + " could be one. Give them certificates (boreas.tls); or keep the port in a network of your own or in a"
                    + " tunnel, and say --insecure (boreas.http.insecure = true).");
        }
    }

    private static void requireShared(Store store, ClusterSettings cluster) {
        if (!cluster.isAlone() && store instanceof Store.Embedded) {
            throw new IllegalArgumentException(
                    "boreas.cluster.masters names several masters, and boreas.store is embedded: files of"
                            + " one master. Masters share a journal: set boreas.store to cassandra or postgresql.");
        }
    }

    private static boolean isLoopback(String key, String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(key + " is \"" + host + "\", which is no address known here", e);
        }
    }

    private static ServerBinding bind(Master master, HttpSettings settings) {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Meters.bind(registry);
        var mesos = new MesosCell(master.frameworks(), LogLevels.verbosity());
        var stage = BoreasServer.bind(
                master.system(),
                master.cell(),
                mesos,
                registry,
                settings,
                master.tls().map(Tls::context));
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

    static String rootMessage(Throwable failure) {
        var root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /** What runs it. */
    ClassicActorSystemProvider system() {
        return master.system();
    }

    Cell cell() {
        return master.cell();
    }

    /** Where clients reach it. */
    String url() {
        return master.tls().isPresent() ? HttpServer.secureUrl(binding) : HttpServer.url(binding);
    }

    /** What its clients need to reach it over HTTPS; empty if it speaks HTTP. */
    Optional<SSLContext> tls() {
        return master.tls().map(Tls::context);
    }

    /** Returns when it has stopped: because it was closed, or because the other masters have given it up. */
    void awaitEnd() {
        master.whenStopped().toCompletableFuture().join();
    }

    /** Lets requests end that are being answered, then stops. */
    @Override
    public void close() {
        binding.terminate(DRAIN_TIMEOUT)
                .toCompletableFuture()
                .orTimeout(5, TimeUnit.SECONDS)
                .exceptionally(late -> null)
                .join();
        master.close();
    }
}
