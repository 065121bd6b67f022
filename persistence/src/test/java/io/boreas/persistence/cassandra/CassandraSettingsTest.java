package io.boreas.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CassandraSettingsTest {
    @TempDir
    Path directory;

    @Test
    void defaultsAskForMostOfThreeCopies() {
        var settings = read(Map.of());
        assertThat(settings.contactPoints()).containsExactly("127.0.0.1:9042");
        assertThat(settings.replicationFactor()).isEqualTo(3);
        assertThat(settings.consistency()).isEqualTo(CassandraSettings.Consistency.LOCAL_QUORUM);
        var plugins = settings.plugins();
        for (var profile :
                List.of("pekko-persistence-cassandra-profile", "pekko-persistence-cassandra-snapshot-profile")) {
            assertThat(plugins.getString("datastax-java-driver.profiles." + profile + ".basic.request.consistency"))
                    .isEqualTo("LOCAL_QUORUM");
        }
        assertThat(plugins.getStringList("pekko.persistence.cassandra.journal.data-center-replication-factors"))
                .containsExactly("datacenter1:3");
        assertThat(plugins.getString("pekko.persistence.cassandra.snapshot.keyspace"))
                .isEqualTo(plugins.getString("pekko.persistence.cassandra.journal.keyspace"));
    }

    @Test
    void eachHostMayHaveItsPort() {
        assertThat(read(Map.of("contact-points", "a, b:1234 ,[::1]", "port", "9043"))
                        .contactPoints())
                .containsExactly("a:9043", "b:1234", "[::1]:9043");
    }

    @Test
    void thePasswordIsReadFromItsFileAndIsInNoConfiguration() throws Exception {
        var file = Files.writeString(directory.resolve("password"), "s3cret\n");
        var settings = read(Map.of("username", "boreas", "password-file", file.toString()));
        assertThat(settings.password().orElseThrow().read()).isEqualTo("s3cret");
        assertThat(settings.toString()).doesNotContain("s3cret");
        assertThat(settings.plugins().root().render()).doesNotContain("s3cret");
    }

    @Test
    void whatCannotBeMeantIsRefusedWithAReason() {
        assertThatThrownBy(() -> read(Map.of("consistency", "TWO")))
                .hasMessageContaining("LOCAL_QUORUM, QUORUM or ONE");
        assertThatThrownBy(() -> read(Map.of("contact-points", " "))).hasMessageContaining("names no host");
        assertThatThrownBy(() -> read(Map.of("contact-points", "a b"))).hasMessageContaining("contact-points");
        assertThatThrownBy(() -> read(Map.of("keyspace", "x; DROP"))).hasMessageContaining("keyspace");
        assertThatThrownBy(() -> read(Map.of("username", "boreas"))).hasMessageContaining("go together");
        assertThatThrownBy(() -> read(Map.of("replication-factor", "0"))).hasMessageContaining("replication-factor");
    }

    private static CassandraSettings read(Map<String, String> values) {
        var options = new TreeMap<String, String>();
        values.forEach((key, value) -> options.put(CassandraSettings.SECTION + "." + key, value));
        return Settings.embedded(List.of(), options).checked(CassandraSettings::from);
    }
}
