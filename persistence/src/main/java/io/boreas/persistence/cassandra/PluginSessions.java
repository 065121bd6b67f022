package io.boreas.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import io.boreas.config.Settings;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.connectors.cassandra.CqlSessionProvider;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/** Opens the one session that the journal, the snapshot store and the cell's order of an actor system share. Made by the plug-in, by name. */
public final class PluginSessions implements CqlSessionProvider {
    private final ActorSystem system;

    public PluginSessions(ActorSystem system, Config plugin) {
        this.system = system;
    }

    /** Tries until somebody answers. */
    @Override
    public Future<CqlSession> connect(ExecutionContext dispatcher) {
        var config = system.settings().config();
        var settings = CassandraSettings.from(Settings.of(config));
        return FutureConverters.asScala(Sessions.builder(settings, config).buildAsync());
    }
}
