package io.boreas.http.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
    private static final String ONE = "{\"credentials\":[{\"principal\":\"ops\",\"secret\":\"hunter2\"}]}";

    @TempDir
    Path folder = Path.of("");

    private Credentials read(String text, String permissions) {
        return Credentials.read(new SecretFiles(folder).file("c.json", text, permissions), "x.credentials");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-----w-", "rw-rw-rw-"})
    void aFileThatOthersMayReadOrChangeIsRefused(String permissions) {
        assertThatThrownBy(() -> read(ONE, permissions))
                .hasMessageContaining("x.credentials")
                .hasMessageContaining("c.json")
                .hasMessageContaining(permissions)
                .hasMessageContaining("chmod 600");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"credentials\":[{\"principal\":\"ops\",\"secret\":\"hunter2\" | not valid JSON",
                "hunter2 | not valid JSON",
                "{\"credentials\":[]} | no credential",
                "{\"credential\":\"hunter2\"} | no list",
                "[] | no list",
                "{\"credentials\":[{\"secret\":\"hunter2\"}]} | credential 1 has no \"principal\"",
                "{\"credentials\":[{\"principal\":\"a:b\",\"secret\":\"hunter2\"}]} | colon",
                "{\"credentials\":[{\"principal\":\"ops\"}]} | no \"secret\"",
                "{\"credentials\":[{\"principal\":\"o\",\"secret\":\"hunter2\"},{\"principal\":\"o\",\"secret\":\"x\"}]}"
                        + " | credential 2 is of a principal that was there",
            })
    void aFileThatMeansNothingIsRefusedWithoutShowingIt(String text, String message) {
        assertThatThrownBy(() -> read(text, "rw-------"))
                .hasMessageContaining(message)
                .hasMessageContaining("c.json")
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Credentials.read(folder.resolve("none"), "x.credentials"))
                .hasMessageContaining("x.credentials names " + folder.resolve("none"));
    }

    @Test
    void onlyTheRightSecretIsTheRightOne() {
        var credentials = read(ONE, "rw-------");
        assertThat(shown(credentials, "ops", "hunter2")).contains("ops");
        assertThat(shown(credentials, "ops", "hunter")).isEmpty();
        assertThat(shown(credentials, "ops", "hunter22")).isEmpty();
        assertThat(shown(credentials, "ops", "")).isEmpty();
        assertThat(shown(credentials, "Ops", "hunter2")).isEmpty();
        assertThat(shown(credentials, "", "hunter2")).isEmpty();
        assertThat(credentials.principal("b3Bz")).isEmpty();
        assertThat(credentials.principal("!")).isEmpty();
        assertThat(credentials.toString()).doesNotContain("hunter2");
    }

    private static java.util.Optional<String> shown(Credentials credentials, String principal, String secret) {
        return credentials.principal(SecretFiles.basic(principal, secret).substring("Basic ".length()));
    }
}
