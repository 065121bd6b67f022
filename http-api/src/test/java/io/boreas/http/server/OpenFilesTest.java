package io.boreas.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenFilesTest {
    @ParameterizedTest
    @CsvSource({
        "4096, 131072, 110, 4096",
        "4096, 1024, 124, 300",
        "100, 1024, 124, 100",
        "4096, 130, 124, 4",
        "4096, 100, 124, 4",
        "65536, 9223372036854775807, 124, 65536"
    })
    void aDoorTakesAThirdOfWhatIsFreeAtMost(int wanted, long max, long open, int connections) {
        assertThat(OpenFiles.connections(wanted, max, open)).isEqualTo(connections);
    }
}
