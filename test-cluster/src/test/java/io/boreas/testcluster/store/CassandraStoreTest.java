package io.boreas.testcluster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.datastax.oss.driver.api.core.uuid.Uuids;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import io.boreas.config.Settings;
import io.boreas.persistence.cassandra.CassandraOrder;
import io.boreas.persistence.cassandra.CassandraSettings;
import io.boreas.persistence.shared.CellOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.connectors.cassandra.javadsl.CassandraSessionRegistry;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

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

    /**
     * A write that was given up may be carried out after all, when its group has already written another record under that number. What
     * was acknowledged is the other one.
     */
    @Test
    @Order(20)
    void aLateWriteDoesNotTakeThePlaceOfTheOneThatWasAcknowledged() throws Exception {
        Set<String> before;
        try (var master = start();
                var client = ready(master)) {
            create(client, "late-first");
            create(client, "late-second");
            before = keys(client);
        }
        try (var follower = follower("late")) {
            var session = CassandraSessionRegistry.get(follower.system())
                    .sessionFor("pekko.persistence.cassandra")
                    .underlying()
                    .toCompletableFuture()
                    .get(1, TimeUnit.MINUTES);
            long end = follower.order().latest().toCompletableFuture().get(1, TimeUnit.MINUTES);
            var last = read(follower.order(), 0, end).stream()
                    .filter(record -> record.group().startsWith("jobs-"))
                    .reduce((earlier, later) -> later)
                    .orElseThrow();
            var where = " FROM boreas.messages WHERE persistence_id = '" + last.group() + "' AND partition_nr = 0"
                    + " AND sequence_nr = ";
            var json = new ObjectMapper();
            var late = (ObjectNode) json.readTree(
                    session.execute("SELECT JSON *" + where + last.sequence()).one().getString(0));
            // What it says is what another record says, so that believing it would show.
            late.put("event", json.readTree(session.execute("SELECT JSON event" + where + (last.sequence() - 1))
                            .one()
                            .getString(0))
                    .path("event")
                    .asText());
            late.put("writer_uuid", UUID.randomUUID().toString());
            var written = UUID.fromString(late.path("timestamp").asText());
            late.put("timestamp", Uuids.startOf(Uuids.unixTimestamp(written) - 1_000).toString());
            session.execute("INSERT INTO boreas.messages JSON '" + late.toString().replace("'", "''") + "'");
            assertThat(read(follower.order(), last.position() - 1, last.position()).getFirst().payload())
                    .isEqualTo(last.payload());
        }
        try (var master = start();
                var client = ready(master)) {
            assertThat(keys(client)).isEqualTo(before);
            create(client, "late-third");
        }
    }
}
