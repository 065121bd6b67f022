package io.boreas.testcluster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.launcher.EmbeddedMaster;
import io.boreas.testcluster.cell.Await;
import io.boreas.testcluster.cell.CellClient;
import io.boreas.testcluster.cell.JobText;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A whole master on a real Cassandra. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CassandraCellTest {
    @TempDir
    static Path directory;

    private static CassandraServer server;

    @BeforeAll
    static void startServer() {
        assumeTrue(CassandraServer.isPossible(), "Cassandra 5 needs a JDK of 11 to 17");
        server = CassandraServer.start(directory.resolve("cassandra"));
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    @Order(1)
    void withoutTablesAMasterSaysWhatToRun() {
        assertThatThrownBy(() -> start(Map.of()))
                .hasMessageContaining("boreas journal init")
                .hasMessageContaining("keyspace \"boreas\"");
    }

    @Test
    @Order(2)
    void tablesAreMadeOnceAndLeftAloneAfterwards() {
        assertThat(EmbeddedMaster.initJournal(server.settings())).anyMatch(line -> line.endsWith("messages: created"));
        assertThat(EmbeddedMaster.initJournal(server.settings())).allMatch(line -> line.endsWith("was there"));
    }

    @Test
    @Order(3)
    void whatWasAcknowledgedIsThereAfterARestart() {
        try (var master = start(Map.of());
                var client = ready(master)) {
            var reply = client.post(
                    CellClient.JOBS,
                    JobText.service("kept").process("p", "sleep 60").toString());
            assertThat(reply.status()).as(reply.text()).isEqualTo(201);
            Await.that("events", () -> client.get("/boreas/v1/events?after=0&follow=false")
                    .text()
                    .contains("kept"));
        }
        try (var master = start(Map.of());
                var client = ready(master)) {
            assertThat(client.job(JobText.key("kept"))).isPresent();
        }
    }

    private static CellClient ready(EmbeddedMaster master) {
        var client = new CellClient(master.url());
        Await.that("the master is ready", () -> client.get("/boreas/v1/health").status() == 200);
        return client;
    }

    private static EmbeddedMaster start(Map<String, String> more) {
        var settings = new TreeMap<>(server.settings());
        settings.put("boreas.http.port", "0");
        settings.put("boreas.link.port", "0");
        settings.putAll(more);
        return EmbeddedMaster.start(directory.resolve("master"), settings);
    }
}
