package io.boreas.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.boreas.config.certificate.TestAuthority;
import io.boreas.config.certificate.TestCertificate;
import io.boreas.launcher.Boreas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample settings: what {@code boreas master} and {@code boreas agent} say of them, and whether the defaults in them are the defaults. */
final class SamplesTest {
    private static final Path CONF = Path.of("conf");

    /** What is not for operators to say, or is said by the command line. */
    private static final Pattern INNER =
            Pattern.compile("log\\..*|rehearsal\\..*|persistence\\.(codec|rocksdb\\.(dir|journal|snapshot)).*");

    @TempDir
    static Path root;

    private static TestCertificate certificate;

    @BeforeAll
    static void makeFiles() throws IOException {
        certificate = TestAuthority.in(root, "cell", TestAuthority.Key.EC).issue("master", TestAuthority.Key.EC);
        secret("credentials.json", "{\"credentials\":[{\"principal\":\"ops\",\"secret\":\"not this one\"}]}");
        secret("store-password", "nor this one\n");
    }

    private static void secret(String name, String text) throws IOException {
        Files.setPosixFilePermissions(
                Files.writeString(root.resolve(name), text), PosixFilePermissions.fromString("rw-------"));
    }

    /** What the program says of settings; empty if it can use them. */
    private static String said(String process, Path settings, List<String> more) {
        var arguments = new ArrayList<>(List.of(process, "--check", "--config", settings.toString()));
        arguments.addAll(List.of("--work-dir", root.resolve("never made").toString()));
        arguments.addAll(more);
        var err = new ByteArrayOutputStream();
        var out = new PrintStream(err, true, StandardCharsets.UTF_8);
        int code = Boreas.run(out, out, arguments.toArray(String[]::new));
        assertThat(root.resolve("never made")).doesNotExist();
        return code == 0 ? "" : code + " " + err.toString(StandardCharsets.UTF_8);
    }

    /** The files that samples name, as this machine has them. */
    private static List<String> files() {
        var files = new TreeMap<>(certificate.settings());
        files.put(
                "boreas.http.authentication.credentials",
                root.resolve("credentials.json").toString());
        files.put(
                "boreas.persistence.cassandra.password-file",
                root.resolve("store-password").toString());
        return files.entrySet().stream().map(file -> "-D" + file).toList();
    }

    @Test
    void oneMasterAndItsAgentsCanUseTheirs() {
        assertThat(said("master", CONF.resolve("one.conf"), List.of())).isEmpty();
        assertThat(said("agent", CONF.resolve("agent.conf"), List.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "three/m1.conf",
                "three/m2.conf",
                "three/m3.conf",
                "five/m1.conf",
                "five/m2.conf",
                "five/m3.conf",
                "five/m4.conf",
                "five/m5.conf"
            })
    void eachOfSeveralMastersCanUseItsOwn(String sample) {
        assertThat(said("master", CONF.resolve(sample), files())).isEmpty();
    }

    @Test
    void whatCannotBeUsedIsToldWithoutAStart() throws IOException {
        var three = CONF.resolve("three/m1.conf");
        var nowhere = new ArrayList<>(files());
        nowhere.add("-Dboreas.persistence.cassandra.password-file=/nowhere");
        assertThat(said("master", three, nowhere)).startsWith("4 ").contains("/nowhere");
        var open = Files.writeString(root.resolve("open.conf"), "boreas.agent.http.host = \"0.0.0.0\"");
        assertThat(said("agent", open, List.of())).startsWith("4 ").contains("there is no authentication");
        var readable = Files.writeString(root.resolve("registries.json"), "{}");
        Files.setPosixFilePermissions(readable, PosixFilePermissions.fromString("rw-r--r--"));
        var images = Files.writeString(
                root.resolve("images.conf"),
                "boreas.agent.images { registries = [a.example], credentials = \"" + readable + "\" }");
        assertThat(said("agent", images, List.of())).startsWith("4 ").contains("run chmod 600 " + readable);
        var effective = Files.writeString(
                root.resolve("effective.conf"), "boreas.agent.limits.effective-capabilities = [kill, sys_time]");
        assertThat(said("agent", effective, List.of()))
                .startsWith("3 ")
                .contains("tasks cannot have the capabilities sys_time without a wish");
        var wrong = Files.writeString(root.resolve("wrong.conf"), "boreas.http.prot = 5050");
        assertThat(said("master", wrong, List.of())).startsWith("3 ").contains("boreas.http.prot is not a setting");
    }

    @Test
    void everySettingIsInThemWithItsDefault() throws IOException {
        var known = ConfigFactory.defaultReference().getConfig("boreas");
        var master = uncommented("one.conf");
        var agent = uncommented("agent.conf");

        assertThat(values(master)).isEqualTo(values(known.withoutPath("agent")));
        assertThat(values(agent.getConfig("agent"))).isEqualTo(values(known.getConfig("agent")));
        assertThat(agent.getConfig("tls")).isEqualTo(known.getConfig("tls"));
    }

    /** The sample with every default in force. */
    private static Config uncommented(String sample) throws IOException {
        var text = Files.readString(CONF.resolve(sample)).replaceAll("(?m)^( *)#(?=[a-z])", "$1");
        return ConfigFactory.parseString(text, ConfigParseOptions.defaults()).getConfig("boreas");
    }

    private static SortedMap<String, Object> values(Config config) {
        return config.entrySet().stream()
                .filter(entry -> !INNER.matcher(entry.getKey()).matches())
                .collect(Collectors.toMap(
                        entry -> entry.getKey(),
                        entry -> entry.getValue().unwrapped(),
                        (one, other) -> one,
                        TreeMap::new));
    }
}
