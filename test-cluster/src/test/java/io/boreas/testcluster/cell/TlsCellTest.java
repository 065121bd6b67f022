package io.boreas.testcluster.cell;

import static io.boreas.drill.cell.JobText.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.config.certificate.TestAuthority;
import io.boreas.config.certificate.TestAuthority.Key;
import io.boreas.config.certificate.TestCertificate;
import io.boreas.config.tls.Tls;
import io.boreas.config.tls.TlsSettings;
import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.BoreasProcess;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.cell.MastersCell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A master, an agent and the command line that speak TLS, and what becomes of those who do not, or not rightly. */
final class TlsCellTest {
    private static final String RESOURCES = "cpus:1;mem:512;disk:512";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path root;

    private static TestAuthority authority;
    private static MastersCell cell;

    @BeforeAll
    static void start() {
        authority = TestAuthority.in(root, "cell", Key.EC);
        var master = authority.issue("master", Key.RSA);
        var agent = authority.issue("agent", Key.EC, "-ext", "san=dns:agent.example");
        cell = MastersCell.in(
                root, Map.of(), new MastersCell.Security(List.of(master.settings()), agent.settings(), context(agent)));
        cell.startMasters();
        cell.startAgent("--resources", RESOURCES);
    }

    @AfterAll
    static void stop() throws IOException {
        try {
            assertShowsNoKey();
        } finally {
            cell.close();
        }
    }

    private static SSLContext context(TestCertificate of) {
        return Tls.load(new TlsSettings(of.certificate(), of.key(), of.authorities()))
                .context();
    }

    private static String url() {
        return cell.client(0).url().toString();
    }

    @Test
    void aJobRunsFromTheCommandLineToTheAgent() throws IOException {
        assertThat(url()).startsWith("https://");
        var job = Files.writeString(
                root.resolve("job.json"),
                JobText.service("secret").process("serve", "exec sleep 600").toString());
        var create = List.of("job", "create", job.toString(), "--wait", "running", "--master", url());

        try (var doubtful = BoreasProcess.start(root.resolve("doubtful"), create)) {
            assertThat(doubtful.awaitExit(Await.DEADLINE)).isNotZero();
            assertThat(doubtful.output()).contains("is not believed").contains("--authorities");
        }
        var believing = new ArrayList<>(create);
        believing.addAll(List.of("--authorities", authority.certificate().toString()));
        try (var believed = BoreasProcess.start(root.resolve("believed"), believing)) {
            assertThat(believed.awaitExit(Await.DEADLINE)).as(believed.output()).isZero();
        }

        assertThat(cell.processes().first(key("secret"))).hasSize(1);
        assertThat(sayInTheClear(cell.client(0).url().getPort(), "GET /state HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"))
                .as("an answer of the HTTPS door to HTTP")
                .doesNotContain("HTTP/");
        assertThat(cell.client(0).delete(CellClient.JOBS + "/" + key("secret")).status())
                .isEqualTo(200);
        Await.that(
                "the job has ended", () -> cell.processes().first(key("secret")).isEmpty());
    }

    @Test
    void anAgentWithoutACertificateOfTheAuthorityIsRefusedAndToldWhy() throws IOException {
        var foreign = TestAuthority.in(root, "foreign", Key.EC).issue("agent", Key.EC);
        try (var bare = agent("bare", Map.of());
                var credulous = agent(
                        "credulous", foreign.believing(authority.certificate()).settings())) {
            bare.awaitOutput(
                    Pattern.compile("no master at https://.* no TLS: .*this agent has no boreas.tls"), Await.DEADLINE);
            credulous.awaitOutput(Pattern.compile("agent link down: .*certificate"), Await.DEADLINE);
            cell.master(0)
                    .awaitOutput(
                            Pattern.compile("agent link closed: .*cause=no TLS: .*certificate.*boreas.tls"),
                            Await.DEADLINE);
            sayInTheClear(cell.linkPort(0), "\0\0\0\u0005hello");
            cell.master(0)
                    .awaitOutput(Pattern.compile("agent link closed: .*cause=it does not speak TLS"), Await.DEADLINE);
            assertThat(bare.output()).doesNotContain("agent is up");
        }

        assertThat(cell.master(0).output()).doesNotContain("\tat ");
        Await.that("the agent that may is there, and no other", () -> {
            var agents = cell.client(0).get("/boreas/v1/agents").json().path("items");
            return agents.size() == 1 && agents.path(0).path("linked").asBoolean();
        });
    }

    private static BoreasProcess agent(String name, Map<String, String> settings) {
        var arguments = new ArrayList<>(List.of(
                "agent",
                "--work-dir",
                root.resolve(name).toString(),
                "--master",
                url(),
                "--agent-port",
                "0",
                "--resources",
                RESOURCES));
        settings.forEach((key, value) -> arguments.add("-D" + key + "=" + value));
        return BoreasProcess.start(root.resolve(name + ".out"), arguments);
    }

    /** Whatever the other end says until it hangs up. */
    private static String sayInTheClear(int port, String words) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) Await.DEADLINE.toMillis());
            socket.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketException reset) {
            return "";
        }
    }

    /** What the master prints and keeps in files has nothing of its key. */
    private static void assertShowsNoKey() throws IOException {
        var secret = Files.readAllLines(root.resolve("cell-master.key")).get(3);
        cell.master(0).killHard(); // so that no file vanishes while it is read
        assertThat(cell.master(0).output()).doesNotContain(secret);
        try (var files = Files.walk(root.resolve("master-0"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(secret);
            }
        }
    }
}
