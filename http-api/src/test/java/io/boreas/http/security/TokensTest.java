package io.boreas.http.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    private static final String GOOD = "{\"sub\":\"ops\",\"exp\":1000}";

    @TempDir
    Path folder = Path.of("");

    private Tokens tokens() {
        var file = new SecretFiles(folder).file("s", SecretFiles.TOKEN_SECRET + "\r\n", "rw-------");
        return Tokens.read(file, "x.token-secret", InstantSource.fixed(Instant.ofEpochSecond(999)));
    }

    private Tokens.Shown check(String header, String claims) {
        return tokens().check(SecretFiles.token(header, claims, SecretFiles.TOKEN_SECRET));
    }

    @Test
    void theSubjectOfAGoodTokenIsThePrincipal() {
        assertThat(check(HEADER, GOOD)).isEqualTo(new Tokens.Shown.By("ops"));
        assertThat(check(HEADER, "{\"sub\":\"ops\",\"exp\":999.5,\"nbf\":999}")).isEqualTo(new Tokens.Shown.By("ops"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sub\":\"ops\",\"exp\":999}", // just over
                "{\"sub\":\"ops\"}", // for ever
                "{\"sub\":\"ops\",\"exp\":\"1000\"}",
                "{\"sub\":\"ops\",\"exp\":null}",
                "{\"sub\":\"ops\",\"exp\":1000,\"nbf\":1000}",
                "{\"sub\":\"ops\",\"exp\":1000,\"nbf\":\"0\"}",
                "{\"sub\":\"ops\",\"exp\":1,\"exp\":1000}",
                "{\"sub\":\"ops\",\"exp\":1000} {}",
                "[]",
                "no json"
            })
    void aTokenOutOfItsTimeOrUnreadableIsNone(String claims) {
        assertThat(check(HEADER, claims)).isEqualTo(new Tokens.Shown.Invalid());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"none\"}",
                "{\"alg\":\"HS512\"}",
                "{\"alg\":\"hs256\"}",
                "{\"alg\":\"RS256\"}",
                "{\"typ\":\"JWT\"}",
                "{\"alg\":\"HS256\",\"crit\":[\"x\"]}",
                "{\"alg\":\"HS256\",\"alg\":\"none\"}"
            })
    void noOtherAlgorithmIsTaken(String header) {
        assertThat(check(header, GOOD)).isEqualTo(new Tokens.Shown.Invalid());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"exp\":1000}", "{\"sub\":\"\",\"exp\":1000}", "{\"sub\":7,\"exp\":1000}"})
    void aTokenOfNobodyIsNameless(String claims) {
        assertThat(check(HEADER, claims)).isEqualTo(new Tokens.Shown.Nameless());
    }

    @Test
    void noBitOfATokenCanBeChanged() {
        var token = SecretFiles.token(HEADER, GOOD, SecretFiles.TOKEN_SECRET);
        var tokens = tokens();
        // The last character of the signature has bits that stand for nothing.
        for (int i = 0; i < token.length() - 1; i++) {
            var other = token.charAt(i) == 'A' ? 'B' : 'A';
            var changed = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(tokens.check(changed)).as("at %s", i).isEqualTo(new Tokens.Shown.Invalid());
        }
    }

    @Test
    void whatIsNoTokenIsRefused() {
        var foreign = SecretFiles.token(HEADER, GOOD, "another secret of thirty-two bytes!");
        var unsigned = SecretFiles.token("{\"alg\":\"none\"}", GOOD, "x").replaceAll("[^.]*$", "");
        var tokens = tokens();
        for (var bad : new String[] {"", ".", "..", "a.b.c", "....", "x".repeat(10_000), foreign, unsigned}) {
            assertThat(tokens.check(bad)).as(bad).isEqualTo(new Tokens.Shown.Invalid());
        }
    }

    @Test
    void aShortSecretIsRefusedWithoutShowingIt() {
        var file = new SecretFiles(folder).file("short", "hunter2\n", "rw-------");
        assertThatThrownBy(() -> Tokens.read(file, "x.token-secret", InstantSource.system()))
                .hasMessageContaining("x.token-secret")
                .hasMessageContaining("7 bytes")
                .hasMessageNotContaining("hunter2");
    }
}
