package io.boreas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    /** No reference.conf: tests of other modules have this module's classes of tests on their class path. */
    private static final List<String> LAYERS = List.of("settings-test.conf");

    @TempDir
    Path folder;

    private Optional<Path> file(String text) throws Exception {
        var file = folder.resolve("boreas.conf");
        Files.writeString(file, text);
        return Optional.of(file);
    }

    @Test
    void theCommandLineWinsOverTheEnvironmentAndThatOverTheFile() throws Exception {
        var file = file("boreas.test { pause = 2s, count = 2, size = 2MiB }");
        var settings = Settings.load(
                LAYERS,
                file,
                Map.of("boreas.test.pause", "4s"),
                Map.of("BOREAS_TEST_PAUSE", "3s", "BOREAS_TEST_COUNT", "3"));
        var test = settings.section("boreas.test");
        assertThat(test.duration("pause", Duration.ZERO, Duration.ofMinutes(1))).isEqualTo(Duration.ofSeconds(4));
        assertThat(test.count("count", 0, 10)).isEqualTo(3);
        assertThat(test.bytes("size", 0, 1L << 30)).isEqualTo(2L << 20);
        assertThat(test.text("name")).isEqualTo("default");
    }

    @Test
    void aKeyThatNobodyReadsIsRefusedWithItsOrigin() throws Exception {
        var file = file("boreas.test.puase = 2s");
        assertThatThrownBy(() -> Settings.load(LAYERS, file, Map.of(), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("boreas.test.puase is not a setting")
                .hasMessageContaining("boreas.conf: 1");
    }

    @Test
    void whatIsEmbeddedDoesNotHearTheJvmsProperties() {
        System.setProperty("boreas.of-the-program-around", "anything");
        try {
            ConfigFactory.invalidateCaches();

            var test =
                    Settings.embedded(LAYERS, Map.of("boreas.test.count", "3")).section("boreas.test");

            assertThat(test.count("count", 0, 10)).isEqualTo(3);
            assertThatThrownBy(() -> Settings.embedded(LAYERS, Map.of("boreas.tset", "1")))
                    .hasMessageContaining("boreas.tset is not a setting");
        } finally {
            System.clearProperty("boreas.of-the-program-around");
            ConfigFactory.invalidateCaches();
        }
    }

    @Test
    void allProblemsAreReportedTogether() throws Exception {
        var file = file("boreas.test { pause = 2 hours, count = many }");
        var settings = Settings.load(LAYERS, file, Map.of(), Map.of()).section("boreas.test");
        assertThatThrownBy(() -> settings.checked(s ->
                        List.of(s.duration("pause", Duration.ZERO, Duration.ofMinutes(1)), s.count("count", 0, 10))))
                .isInstanceOfSatisfying(
                        SettingsException.class, e -> assertThat(e.problems()).hasSize(2));
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> Settings.load(LAYERS, Optional.of(folder.resolve("absent.conf")), Map.of(), Map.of()))
                .hasMessageContaining("absent.conf");
    }
}
