package io.boreas.config.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.config.Settings;
import io.boreas.config.SettingsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsSettingsTest {
    private static final Map<String, String> ALL =
            Map.of("boreas.tls.certificate", "/c.pem", "boreas.tls.key", "/k.pem", "boreas.tls.authorities", "/a.pem");

    private static Optional<TlsSettings> read(Map<String, String> settings) {
        return Settings.embedded(List.of(), settings).checked(all -> TlsSettings.from(all.section("boreas.tls")));
    }

    @Test
    void noneIsNoTlsAndAllIsTls() {
        assertThat(read(Map.of())).isEmpty();
        assertThat(read(ALL)).contains(new TlsSettings(Path.of("/c.pem"), Path.of("/k.pem"), Path.of("/a.pem")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"certificate", "key", "authorities"})
    void someOfItIsRefused(String missing) {
        var some = new TreeMap<>(ALL);
        some.remove("boreas.tls." + missing);
        assertThatThrownBy(() -> read(some))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("boreas.tls needs all of certificate, key and authorities, or none")
                .hasMessageContaining(missing + " \"\"");
    }
}
