package io.boreas.launcher;

import com.typesafe.config.ConfigFactory;
import io.boreas.actors.gateway.CellInfo;
import io.boreas.actors.gateway.EventFeed;
import io.boreas.config.Settings;
import io.boreas.config.tls.Tls;
import io.boreas.config.tls.TlsSettings;
import io.boreas.http.BoreasServer;
import io.boreas.http.MesosCell;
import io.boreas.http.server.HttpServer;
import io.boreas.http.server.HttpSettings;
import io.boreas.persistence.history.CellState;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.ServerBinding;

/** The doors of a master before a cell as its journal has it: no cluster, no journal that is written, no agents. */
final class PastMaster implements AutoCloseable {
    private static final int BIND_SECONDS = 30;
    private static final int END_SECONDS = 5;

    private final ActorSystem<Void> system;
    private final ServerBinding binding;
    private final boolean secure;

    private PastMaster(ActorSystem<Void> system, ServerBinding binding, boolean secure) {
        this.system = system;
        this.binding = binding;
        this.secure = secure;
    }

    /**
     * Opens the doors.
     *
     * @param at the moment that is shown
     * @throws RuntimeException if the address is taken, or would need authentication
     */
    static PastMaster start(Settings settings, CellState state, EventFeed events, Instant at) {
        var http = settings.checked(all -> HttpSettings.from(all.config().getConfig("boreas.http")));
        var tls = settings.checked(all -> TlsSettings.from(all.section("boreas.tls")))
                .map(Tls::load)
                .map(Tls::context);
        var config = ConfigFactory.parseString("pekko.actor.provider = local").withFallback(settings.config());
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "boreas", config);
        try {
            var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            Meters.bind(meters);
            var info = new CellInfo(settings.text("boreas.cell"), "journal", Version.current(), at, 0);
            var cell = new PastCell(info, state, events);
            var mesos = new MesosCell(new PastFrameworks(state.frameworks()), LogLevels.verbosity());
            var binding = BoreasServer.bind(system, cell, mesos, meters, http, tls)
                    .toCompletableFuture()
                    .orTimeout(BIND_SECONDS, TimeUnit.SECONDS)
                    .join();
            return new PastMaster(system, binding, tls.isPresent());
        } catch (CompletionException e) {
            system.terminate();
            throw new IllegalStateException(
                    "the HTTP door cannot listen at " + http.host() + ":" + http.port() + ": "
                            + MasterProcess.rootMessage(e) + "; choose another with --port, or stop what uses it",
                    e);
        } catch (RuntimeException e) {
            system.terminate();
            throw e;
        }
    }

    /** Where clients reach it. */
    String url() {
        return secure ? HttpServer.secureUrl(binding) : HttpServer.url(binding);
    }

    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated()
                .toCompletableFuture()
                .orTimeout(END_SECONDS, TimeUnit.SECONDS)
                .exceptionally(late -> null)
                .join();
    }
}
