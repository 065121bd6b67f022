package io.boreas.launcher.journal;

import com.typesafe.config.ConfigFactory;
import io.boreas.actors.gateway.CellInfo;
import io.boreas.actors.gateway.EventFeed;
import io.boreas.actors.guardian.MasterSettings;
import io.boreas.config.Settings;
import io.boreas.config.tls.Tls;
import io.boreas.config.tls.TlsSettings;
import io.boreas.http.server.HttpSettings;
import io.boreas.launcher.process.Doors;
import io.boreas.launcher.process.Version;
import io.boreas.persistence.history.CellState;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The doors of a master before a cell as its journal has it: no cluster, no journal that is written, no agents. */
final class PastMaster implements AutoCloseable {
    private static final int END_SECONDS = 5;

    private final ActorSystem<Void> system;
    private final Doors doors;

    private PastMaster(ActorSystem<Void> system, Doors doors) {
        this.system = system;
        this.doors = doors;
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
            var info = new CellInfo(
                    settings.text("boreas.cell"),
                    "journal",
                    Version.current(),
                    at,
                    0,
                    settings.checked(MasterSettings::domain));
            var cell = new PastCell(info, state, events);
            return new PastMaster(system, Doors.open(system, cell, new PastFrameworks(state.frameworks()), http, tls));
        } catch (RuntimeException e) {
            system.terminate();
            throw e;
        }
    }

    /** Where clients reach it. */
    String url() {
        return doors.url();
    }

    @Override
    public void close() {
        doors.close();
        system.terminate();
        system.getWhenTerminated()
                .toCompletableFuture()
                .orTimeout(END_SECONDS, TimeUnit.SECONDS)
                .exceptionally(late -> null)
                .join();
    }
}
