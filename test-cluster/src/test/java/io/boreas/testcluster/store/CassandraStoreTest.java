package io.boreas.testcluster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.datastax.oss.driver.api.core.uuid.Uuids;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import io.boreas.config.Settings;
import io.boreas.drill.store.CassandraServer;
import io.boreas.drill.store.StoreServer;
import io.boreas.persistence.cassandra.CassandraOrder;
import io.boreas.persistence.cassandra.CassandraSettings;
import io.boreas.persistence.shared.CellOrder;
import java.nio.file.Path;
import java.util.ArrayList;
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
    Map<String, String> elsewhere(String name) {
        return Map.of("boreas.persistence.cassandra.keyspace", name);
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
        for (var run : List.of("late-a-", "late-b-")) {
            try (var master = start();
                    var client = ready(master)) {
                for (int i = 0; i < 12; i++) {
                    create(client, run + i);
                }
            }
        }
        Set<String> before;
        try (var master = start();
                var client = ready(master)) {
            before = keys(client);
        }
        try (var follower = follower("late")) {
            var session = CassandraSessionRegistry.get(follower.system())
                    .sessionFor("pekko.persistence.cassandra")
                    .underlying()
                    .toCompletableFuture()
                    .get(1, TimeUnit.MINUTES);
            long end = follower.order().latest().toCompletableFuture().get(1, TimeUnit.MINUTES);
            // The first record of the second run in some group: its writer is another one than that of the record
            // before.
            var rows = new ArrayList<JsonNode>();
            var json = new ObjectMapper();
            for (var row : session.execute(
                    "SELECT JSON * FROM boreas.messages WHERE persistence_id = 'jobs-1' AND partition_nr = 0")) {
                rows.add(json.readTree(row.getString(0)));
            }
            int at = rows.size() - 1;
            while (rows.get(at).path("writer_uuid").equals(rows.get(at - 1).path("writer_uuid"))) {
                at--;
            }
            ObjectNode late = rows.get(at).deepCopy();
            var earlier = rows.get(at - 1);
            late.put("event", earlier.path("event").asText());
            late.put("writer_uuid", earlier.path("writer_uuid").asText());
            var written = UUID.fromString(late.path("timestamp").asText());
            late.put(
                    "timestamp",
                    Uuids.startOf(Uuids.unixTimestamp(written) - 1_000).toString());
            long sequence = late.path("sequence_nr").asLong();
            var last = read(follower.order(), 0, end).stream()
                    .filter(record -> record.group().equals("jobs-1") && record.sequence() == sequence)
                    .findFirst()
                    .orElseThrow();
            session.execute(
                    "INSERT INTO boreas.messages JSON '" + late.toString().replace("'", "''") + "'");
            assertThat(read(follower.order(), last.position() - 1, last.position())
                            .getFirst()
                            .payload())
                    .isEqualTo(last.payload());
        }
        try (var master = start();
                var client = ready(master)) {
            assertThat(keys(client)).isEqualTo(before);
            create(client, "late-third");
        }
    }
}
