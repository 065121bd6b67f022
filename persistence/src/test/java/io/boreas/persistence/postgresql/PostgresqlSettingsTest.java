package io.boreas.persistence.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.config.Settings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class PostgresqlSettingsTest {
    @Test
    void theUrlIsMadeOfItsParts() {
        assertThat(read(Map.of()).url()).isEqualTo("jdbc:postgresql://127.0.0.1:5432/boreas");
        assertThat(read(Map.of("host", "db", "port", "5433", "database", "cell"))
                        .url())
                .isEqualTo("jdbc:postgresql://db:5433/cell");
        assertThat(read(Map.of("url", "jdbc:postgresql://db/cell?sslmode=verify-full"))
                        .url())
                .isEqualTo("jdbc:postgresql://db/cell?sslmode=verify-full");
    }

    @Test
    void aPasswordHasNoPlaceInTheUrl() {
        assertThatThrownBy(() -> read(Map.of("url", "jdbc:postgresql://db/cell?user=a&password=b")))
                .hasMessageContaining("password-file")
                .hasMessageNotContaining("password=b");
    }

    @Test
    void whatCannotBeMeantIsRefusedWithAReason() {
        assertThatThrownBy(() -> read(Map.of("url", "jdbc:mysql://db/cell"))).hasMessageContaining("jdbc:postgresql:");
        assertThatThrownBy(() -> read(Map.of("pool-size", "1"))).hasMessageContaining("pool-size");
    }

    private static PostgresqlSettings read(Map<String, String> values) {
        var options = new TreeMap<String, String>();
        values.forEach((key, value) -> options.put(PostgresqlSettings.SECTION + "." + key, value));
        return Settings.embedded(List.of(), options).checked(PostgresqlSettings::from);
    }
}
