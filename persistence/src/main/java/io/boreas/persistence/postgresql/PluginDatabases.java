package io.boreas.persistence.postgresql;

import com.typesafe.config.Config;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.jdbc.db.SlickDatabase;
import org.apache.pekko.persistence.jdbc.db.SlickDatabaseProvider;
import scala.Option;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcBackend$;
import slick.jdbc.JdbcProfile;
import slick.jdbc.PostgresProfile$;
import slick.util.AsyncExecutor$;

/** Gives the journal and the snapshot store the one pool of their actor system. Made by the plug-in, by name. */
public final class PluginDatabases implements SlickDatabaseProvider {
    /** Requests that may wait for a connection; each group has one write under way, and one snapshot. */
    private static final int WAITING_MAX = 10_000;

    private final SlickDatabase database;

    public PluginDatabases(ActorSystem system) {
        var pool = PostgresqlPool.get(system);
        int size = pool.settings().poolSize();
        var executor = AsyncExecutor$.MODULE$.apply("boreas-postgresql", size, size, WAITING_MAX, size);
        this.database = new Shared(JdbcBackend$.MODULE$
                .Database()
                .forDataSource(pool.source(), Option.apply((Object) size), executor, false));
        system.registerOnTermination(executor::close);
    }

    @Override
    public SlickDatabase database(Config plugin) {
        return database;
    }

    /** Nobody's own: it ends with the actor system. */
    private record Shared(JdbcBackend.JdbcDatabaseDef database) implements SlickDatabase {
        @Override
        public JdbcProfile profile() {
            return PostgresProfile$.MODULE$;
        }

        @Override
        public boolean allowShutdown() {
            return false;
        }
    }
}
