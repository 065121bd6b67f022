package io.boreas.persistence.postgresql;

import com.zaxxer.hikari.HikariDataSource;
import io.boreas.config.Settings;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.actor.ExtensionIdProvider;

/** The connections of one actor system: the journal's, the snapshot store's and the cell's order's. Closed when it ends. */
final class PostgresqlPool implements Extension {
    private static final Id ID = new Id();

    private final PostgresqlSettings settings;
    private final HikariDataSource source;

    private PostgresqlPool(ExtendedActorSystem system) {
        this.settings = Settings.of(system.settings().config()).checked(PostgresqlSettings::from);
        this.source = Connections.pool(settings);
        system.registerOnTermination(source::close);
    }

    static PostgresqlPool get(ClassicActorSystemProvider system) {
        return ID.get(system);
    }

    PostgresqlSettings settings() {
        return settings;
    }

    HikariDataSource source() {
        return source;
    }

    /** What Pekko needs to make the extension. */
    static final class Id extends AbstractExtensionId<PostgresqlPool> implements ExtensionIdProvider {
        @Override
        public Id lookup() {
            return ID;
        }

        @Override
        public PostgresqlPool createExtension(ExtendedActorSystem system) {
            return new PostgresqlPool(system);
        }
    }
}
