package io.boreas.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryTest {
    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource({
        "registry.example, https://registry.example/v2/",
        "Registry.Example:5000, https://registry.example:5000/v2/",
        "http://registry.example:5000, http://registry.example:5000/v2/",
        "localhost:5000, http://localhost:5000/v2/",
        "127.0.0.1:5000, http://127.0.0.1:5000/v2/",
        "https://127.0.0.1:5000, https://127.0.0.1:5000/v2/",
        "localhost.example, https://localhost.example/v2/"
    })
    void itIsAskedByTlsUnlessItIsHereOrTheSettingSaysOtherwise(String setting, String address) {
        assertThat(Registry.parse(setting).uri("/v2/")).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a/b",
                "a b",
                "http://",
                "ftp://a.example",
                "user@a.example",
                "a.example:",
                "a_b.example",
                "*"
            })
    void whatIsNoRegistryIsRefused(String setting) {
        assertThatThrownBy(() -> Registry.parse(setting)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theRegistryOfPlainNamesMustBeOneThatMayBeAsked() {
        var none = RegistrySettings.NONE;

        assertThatThrownBy(() -> new RegistrySettings(
                        List.of("b.example"),
                        "a.example",
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        none.connectTimeout(),
                        none.stallTimeout(),
                        none.timeout(),
                        none.progressEvery()))
                .hasMessageContaining("boreas.agent.images.registries");
    }

    private Path credentials(String permissions, String text) throws Exception {
        var file = Files.writeString(home.resolve("config.json"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @ParameterizedTest
    @CsvSource({"a.example:5000, a.example:5000", "https://a.example/v1/, a.example", "a.example/v2, A.EXAMPLE"})
    void credentialsAreFoundByTheNamesThatDockerWrites(String key, String registry) throws Exception {
        var file = credentials(
                "rw-------",
                "{\"auths\": {\"other.example\": {\"auth\": \"!\"}, \"" + key
                        + "\": {\"auth\": \"b3BzOnM6ZWNyZXQ=\"}}}");

        var login = RegistryLogin.read(file, Registry.parse(registry)).orElseThrow();

        assertThat(login).isEqualTo(new RegistryLogin("ops", "s:ecret"));
        assertThat(login.toString()).doesNotContain("ecret");
        assertThat(RegistryLogin.read(file, Registry.parse("no.example"))).isEmpty();
    }

    @Test
    void credentialsOfOneNamespaceAreNotThoseOfTheRegistry() throws Exception {
        var file = credentials("rw-------", "{\"auths\": {\"a.example/team\": {\"auth\": \"b3BzOnM6ZWNyZXQ=\"}}}");

        assertThat(RegistryLogin.read(file, Registry.parse("a.example"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
    void credentialsThatOthersMayReadAreRefused(String permissions) throws Exception {
        var file = credentials(permissions, "{}");

        assertThatThrownBy(() -> RegistryLogin.read(file, Registry.parse("a.example")))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("run chmod 600 " + file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret",
                "{\"auths\": {\"a.example\": {\"auth\": \"secret\"}}}",
                "{\"auths\": {\"a.example\": {\"identitytoken\": \"secret\"}}}",
                "{\"auths\": {\"a.example\": {}}}"
            })
    void whatIsNoUserAndPasswordIsRefusedAndNotShown(String text) throws Exception {
        var file = credentials("rw-------", text);

        assertThatThrownBy(() -> RegistryLogin.read(file, Registry.parse("a.example")))
                .isInstanceOf(ImageException.class)
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }
}
