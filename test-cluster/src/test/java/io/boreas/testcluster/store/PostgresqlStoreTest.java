package io.boreas.testcluster.store;

import com.typesafe.config.Config;
import io.boreas.config.Settings;
import io.boreas.drill.store.PostgresqlServer;
import io.boreas.drill.store.StoreServer;
import io.boreas.persistence.postgresql.PostgresqlOrder;
import io.boreas.persistence.postgresql.PostgresqlSettings;
import io.boreas.persistence.shared.CellOrder;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.ActorSystem;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Masters on a real PostgreSQL; with the Maven profile {@code postgresql}, for it must be installed. */
@EnabledIfSystemProperty(named = "test.postgresql", matches = "true")
class PostgresqlStoreTest extends SharedStoreContract {
    @Override
    StoreServer startServer(Path directory) {
        return PostgresqlServer.start(directory);
    }

    @Override
    CellOrder order(ActorSystem system, Settings settings, List<String> groups) {
        return PostgresqlOrder.open(system, settings.checked(PostgresqlSettings::from), groups);
    }

    @Override
    Map<String, String> timeout(String time) {
        return Map.of("boreas.persistence.postgresql.start-timeout", time);
    }

    @Override
    Map<String, String> elsewhere(String name) throws SQLException {
        var settings = server.settings();
        var url = "jdbc:postgresql://127.0.0.1:" + settings.get("boreas.persistence.postgresql.port") + "/boreas?user="
                + settings.get("boreas.persistence.postgresql.user");
        try (var connection = DriverManager.getConnection(url);
                var there = connection
                        .createStatement()
                        .executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
            if (!there.next()) {
                connection.createStatement().execute("CREATE DATABASE " + name);
            }
        }
        return Map.of("boreas.persistence.postgresql.database", name);
    }

    @Override
    Config config(Settings settings) {
        return settings.checked(PostgresqlSettings::from).plugins().withFallback(settings.config());
    }
}
