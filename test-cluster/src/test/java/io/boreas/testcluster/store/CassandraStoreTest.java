package io.boreas.testcluster.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.typesafe.config.Config;
import io.boreas.config.Settings;
import io.boreas.persistence.cassandra.CassandraOrder;
import io.boreas.persistence.cassandra.CassandraSettings;
import io.boreas.persistence.shared.CellOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.ActorSystem;

/** Masters on a real Cassandra. */
class CassandraStoreTest extends SharedStoreContract {
    @Override
    StoreServer startServer(Path directory) {
        assumeTrue(CassandraServer.isPossible(), "Cassandra 5 needs a JDK of 11 to 17");
        return CassandraServer.start(directory);
    }

    @Override
    CellOrder order(ActorSystem system, Settings settings, List<String> groups) {
        return CassandraOrder.open(system, settings.checked(CassandraSettings::from), groups);
    }

    @Override
    Map<String, String> timeout(String time) {
        return Map.of("boreas.persistence.cassandra.start-timeout", time);
    }

    @Override
    Config config(Settings settings) {
        return settings.checked(CassandraSettings::from).plugins().withFallback(settings.config());
    }
}
