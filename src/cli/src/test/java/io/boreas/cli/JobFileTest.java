package io.boreas.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JobFileTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void yamlAndJsonAreTheSameFile() throws IOException {
        var yaml = JobFile.read(file("role: r\ntask: {name: t, order: [[a, b]], cpus: 0.5}\n"), Map.of());
        var json = JobFile.read(
                file("{\"role\": \"r\", \"task\": {\"name\": \"t\", \"order\": [[\"a\", \"b\"]], \"cpus\": 0.5}}"),
                Map.of());

        assertThat(yaml).isEqualTo(json);
    }

    @Test
    void whatIsBoundOutsideGoesBeforeTheFilesOwn() throws IOException {
        var file = file("role: r\nbind: {version: 1, who: me}\n");

        var job = JobFile.read(file, Map.of("version", "1.10", "n", "7", "zip", "007"));

        assertThat(job.path("bind").toString())
                .contains("\"version\":\"1.10\"", "\"who\":\"me\"", "\"n\":7", "\"zip\":\"007\"");
    }

    @Test
    void aNumberKeepsItsZeros() throws IOException {
        assertThat(JobFile.read(file("bind: {version: 1.10}"), Map.of())
                        .path("bind")
                        .path("version")
                        .asText())
                .isEqualTo("1.10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "just text", "[1, 2]", "a: 1\na: 2\n", "a: [1", "---\na: 1\n---\nb: 2\n", "a: b: c"})
    void whatIsNoJobFileIsAnInvalidConfig(String text) throws IOException {
        var file = file(text);

        var refused = catchThrowableOfType(CliException.class, () -> JobFile.read(file, Map.of()));

        assertThat(refused.exit()).isEqualTo(Exit.INVALID_CONFIG);
        assertThat(refused.getMessage()).contains("job.yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"0; [0]", "0-3,5; [0, 1, 2, 3, 5]", "5,0-3; [0, 1, 2, 3, 5]", "1,1-2; [1, 2]", " 7 , 9 ; [7, 9]"})
    void instancesAreSpans(String text, String instances) {
        assertThat(JobKeyText.instances(text)).hasToString(instances);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "3-1", "-1", "1-", "1,,2", "0-9999"})
    void otherTextIsNoInstances(String text) {
        assertThat(catchThrowableOfType(CliException.class, () -> JobKeyText.instances(text))
                        .exit())
                .isEqualTo(Exit.INVALID_PARAMETER);
    }

    @Test
    void whatSteersATerminalIsNotPrinted() {
        assertThat(Table.printable("a\u001b[31mb\nc")).isEqualTo("a [31mb c");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("job.yaml"), text);
    }
}
