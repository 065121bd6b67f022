package io.boreas.testcluster.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.config.certificate.TestAuthority;
import io.boreas.config.certificate.TestAuthority.Key;
import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.BoreasProcess;
import io.boreas.drill.cell.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the program itself does about doors that other machines reach. */
final class SecureStartTest {
    private static final String SECRET = "nobody-may-ever-read-this";
    private static final Pattern UP = Pattern.compile("master at (http://\\S+),");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    private BoreasProcess master(String name, String... more) {
        var arguments = new ArrayList<>(
                List.of("master", "--work-dir", root.resolve(name).toString()));
        arguments.addAll(List.of("--port", "0", "--link-port", "0"));
        arguments.addAll(List.of(more));
        return BoreasProcess.start(root.resolve(name + ".out"), arguments);
    }

    private Path credentials(String permissions) throws IOException {
        var file = Files.writeString(
                root.resolve("credentials-" + permissions),
                "{\"credentials\":[{\"principal\":\"ops\",\"secret\":\"" + SECRET + "\"}]}");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static String[] guarded(Path credentials) {
        var prefix = "-Dboreas.http.authentication.";
        return new String[] {
            "-Dboreas.http.host=0.0.0.0",
            prefix + "readonly=true",
            prefix + "readwrite=true",
            prefix + "scheduler=true",
            prefix + "boreas=true",
            prefix + "credentials=" + credentials
        };
    }

    private static int status(String url, String secret) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(url + "/state"));
            if (!secret.isEmpty()) {
                var shown = Base64.getEncoder().encodeToString(("ops:" + secret).getBytes(StandardCharsets.UTF_8));
                request.header("Authorization", "Basic " + shown);
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-Dboreas.cluster.host=0.0.0.0 | masters speak in the clear",
                "-Dboreas.cluster.masters=127.0.0.1:1 | does not name this master",
            })
    void mastersThatOthersCouldJoinOrThatAreNotToldApartDoNotStart(String option, String why) {
        try (var master = master("refused", option)) {
            assertThat(master.awaitExit(Await.DEADLINE)).isNotZero();
            assertThat(master.output()).contains(why);
        }
    }

    /** Whoever comes there has to show a certificate. */
    @Test
    void withCertificatesTheLinkAndThePortOfMastersAreOpenedToOthers() {
        try (var master =
                master("certified", certified("-Dboreas.cluster.host=0.0.0.0", "-Dboreas.link.host=0.0.0.0"))) {
            master.awaitOutput(Pattern.compile("master at https://127.0.0.1:"), Await.DEADLINE);
        }
    }

    private String[] certified(String... more) {
        var certificate = TestAuthority.in(root, "cell", Key.EC).issue("master", Key.EC);
        var settings = certificate.settings().entrySet().stream()
                .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue());
        return Stream.concat(settings, Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void aCertificateThatCannotBeUsedIsToldOfAtTheStart() {
        var options = new String[] {
            "-Dboreas.tls.certificate=/nowhere/c.pem",
            "-Dboreas.tls.key=/nowhere/k.pem",
            "-Dboreas.tls.authorities=/nowhere/a.pem"
        };
        try (var master = master("nowhere", options)) {
            assertThat(master.awaitExit(Await.DEADLINE)).isNotZero();
            assertThat(master.output())
                    .contains("boreas.tls.certificate names /nowhere/c.pem, which does not exist")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void severalMastersDoNotStartOnFilesOfOneOfThem() {
        var address = "127.0.0.1:" + Ports.free(1);
        try (var master = master(
                "refused",
                "-Dboreas.cluster.port=" + address.substring(address.indexOf(':') + 1),
                "-Dboreas.cluster.masters=" + address + ",127.0.0.1:1")) {
            assertThat(master.awaitExit(Await.DEADLINE)).isNotZero();
            assertThat(master.output()).contains("Masters share a journal");
        }
    }

    @Test
    void doorsBeyondLoopbackOpenOnlyIfEveryRealmIsGuarded() throws Exception {
        try (var bare = master("bare", "-Dboreas.http.host=0.0.0.0")) {
            assertThat(bare.awaitExit(Await.DEADLINE)).isNotZero();
            assertThat(bare.output())
                    .contains("boreas.http.host is 0.0.0.0")
                    .contains("boreas.http.authentication.readonly")
                    .contains("--insecure");
        }
        var partly = guarded(credentials("rw-------"));
        partly[2] = "-Dboreas.http.authentication.readwrite=false";
        // The door asks nobody for a certificate: that it has one is no authentication.
        try (var open = master("partly", certified(partly))) {
            assertThat(open.awaitExit(Await.DEADLINE)).isNotZero();
            assertThat(open.output())
                    .contains("Switch on boreas.http.authentication.readwrite,")
                    .doesNotContain(SECRET);
        }
        try (var insecure = master("insecure", "-Dboreas.http.host=0.0.0.0", "--insecure")) {
            var url = insecure.awaitOutput(UP, Await.DEADLINE).group(1);
            assertThat(status(url, "")).isEqualTo(200);
        }
    }

    @Test
    void theLinkOfAgentsIsNotOpenedToOthersUnasked() {
        try (var bare = master("link", "-Dboreas.link.host=0.0.0.0")) {
            assertThat(bare.awaitExit(Await.DEADLINE)).isNotZero();
            assertThat(bare.output()).contains("boreas.link.host is 0.0.0.0").contains("--insecure");
        }
    }

    @Test
    void aFileOfSecretsThatOthersReadIsRefused() throws Exception {
        try (var careless = master("careless", guarded(credentials("rw-r--r--")))) {
            assertThat(careless.awaitExit(Await.DEADLINE)).isNotZero();
            assertThat(careless.output())
                    .contains("boreas.http.authentication.credentials names")
                    .contains("chmod 600")
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void aGuardedMasterShowsItsSecretsNowhere() throws Exception {
        try (var master = master("guarded", guarded(credentials("rw-------")))) {
            var url = master.awaitOutput(UP, Await.DEADLINE).group(1);
            assertThat(status(url, "")).isEqualTo(401);
            assertThat(status(url, "wrong")).isEqualTo(401);
            assertThat(status(url, SECRET)).isEqualTo(200);

            var line = Files.readString(Path.of("/proc/" + master.pid() + "/cmdline"));
            assertThat(line).contains("credentials").doesNotContain(SECRET);
            assertThat(master.output()).doesNotContain(SECRET);
            master.killHard(); // so that no file vanishes while it is read
            try (var files = Files.walk(root.resolve("guarded"))) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .as(file.toString())
                            .doesNotContain(SECRET)
                            .doesNotContain(Base64.getEncoder()
                                    .encodeToString(("ops:" + SECRET).getBytes(StandardCharsets.UTF_8)));
                }
            }
        }
    }
}
