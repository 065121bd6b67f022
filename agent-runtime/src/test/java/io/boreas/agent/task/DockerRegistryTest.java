package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.process;
import static io.boreas.agent.task.TestAgent.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.agent.image.ImageSettings;
import io.boreas.agent.image.TestImage;
import io.boreas.agent.image.TestRegistry;
import io.boreas.core.task.Container;
import io.boreas.core.task.TaskState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tasks whose images are pulled from a real registry, which wants a password; with the Maven profile {@code registry}, for it must be installed, and
 * {@code htpasswd} too.
 */
@EnabledIfSystemProperty(named = "test.registry", matches = "true")
class DockerRegistryTest {
    private static final String AUTH =
            Base64.getEncoder().encodeToString("ops:hidden".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path workDir;

    @TempDir
    Path home;

    private final HttpClient client = HttpClient.newHttpClient();
    private Process server;
    private String name;
    private TestAgent agent;

    @BeforeEach
    void open() throws Exception {
        ImageTaskTest.requireOverlay(home);
        name = "localhost:" + freePort();
        var password = new ProcessBuilder("htpasswd", "-Bbn", "-C", "4", "ops", "hidden")
                .redirectOutput(home.resolve("htpasswd").toFile())
                .start();
        assertThat(password.waitFor()).isZero();
        var config = Files.writeString(
                home.resolve("config.yml"),
                "version: 0.1\nstorage: {filesystem: {rootdirectory: " + home.resolve("data") + "}}\nhttp: {addr: '"
                        + name + "'}\nauth: {htpasswd: {realm: registry, path: " + home.resolve("htpasswd") + "}}\n");
        server = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("output.log").toFile())
                .start();
        TestAgent.await("the registry to answer", () -> {
            assertThat(server.isAlive())
                    .as(home.resolve("output.log").toString())
                    .isTrue();
            try {
                return ask("GET", "", BodyPublishers.noBody(), "").statusCode() == 200;
            } catch (IOException notYet) {
                return false;
            }
        });
        agent = new TestAgent(
                workDir,
                new ImageSettings(
                        Optional.empty(),
                        1 << 30,
                        10_000,
                        1 << 30,
                        TestRegistry.asking(name, true, Optional.of(credentials("hidden")))));
    }

    @AfterEach
    void close() throws Exception {
        if (agent != null) {
            agent.close();
        }
        if (server != null) {
            server.destroyForcibly().waitFor();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Path credentials(String password) throws IOException {
        var auth = Base64.getEncoder().encodeToString(("ops:" + password).getBytes(StandardCharsets.UTF_8));
        var file = Files.writeString(
                home.resolve("config.json"), "{\"auths\": {\"" + name + "\": {\"auth\": \"" + auth + "\"}}}");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private HttpResponse<String> ask(String method, String path, HttpRequest.BodyPublisher body, String type)
            throws IOException, InterruptedException {
        var uri = path.startsWith("http") ? path : "http://" + name + "/v2/" + path;
        var request = HttpRequest.newBuilder(URI.create(uri)).header("Authorization", "Basic " + AUTH);
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        return client.send(request.method(method, body).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** As {@code docker push} does; the digest of the manifest. */
    private String push(String greeting, String path, String tag) throws IOException, InterruptedException {
        var layout = Files.createTempDirectory(home, "pushed");
        var digest = new TestImage()
                .programs("sh", "cat")
                .layer(l -> l.folder("etc").file("etc/greeting", greeting + "\n"))
                .layout(layout, tag);
        var manifest = layout.resolve("blobs/sha256").resolve(digest.substring("sha256:".length()));
        try (var blobs = Files.list(layout.resolve("blobs/sha256"))) {
            for (var blob : blobs.filter(blob -> !blob.equals(manifest)).toList()) {
                var place = ask("POST", path + "/blobs/uploads/", BodyPublishers.noBody(), "");
                assertThat(place.statusCode()).as(place.body()).isEqualTo(202);
                var location = place.headers().firstValue("Location").orElseThrow();
                var put = ask(
                        "PUT",
                        location + (location.contains("?") ? "&" : "?") + "digest=sha256:" + blob.getFileName(),
                        BodyPublishers.ofFile(blob),
                        "application/octet-stream");
                assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
            }
        }
        var put = ask("PUT", path + "/manifests/" + tag, BodyPublishers.ofFile(manifest), TestImage.MANIFEST);
        assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
        return digest;
    }

    private String greeting(String id, String image) throws IOException {
        var task = agent.launch(id, spec(process("main", "cat /etc/greeting")).in(new Container(image)));
        var end = agent.awaitEnd(task);
        assertThat(end.state()).as(end.message()).isEqualTo(TaskState.FINISHED);
        return Files.readString(agent.sandbox(task).resolve(".logs/main/0/stdout"));
    }

    @Test
    void tasksRunWhatWasPushedAndWhatIsPushedNext() throws Exception {
        var first = push("first", "team/app", "1");
        assertThat(greeting("by-tag", name + "/team/app:1")).isEqualTo("first\n");

        var second = push("second", "team/app", "1");
        assertThat(greeting("by-changed-tag", "team/app:1")).isEqualTo("second\n");
        assertThat(greeting("by-digest", name + "/team/app@" + first)).isEqualTo("first\n");
        assertThat(greeting("by-both", name + "/team/app:1@" + second)).isEqualTo("second\n");

        var missing = agent.launch("missing", spec(process("main", "true")).in(new Container(name + "/team/app:2")));
        assertThat(agent.awaitEnd(missing).message())
                .isEqualTo("Failed to get its image: " + name + " has no 2 of team/app");
        credentials("wrong");
        var refused = agent.launch("refused", spec(process("main", "true")).in(new Container(name + "/team/app:1")));
        assertThat(agent.awaitEnd(refused).message())
                .startsWith("Failed to get its image: " + name + " does not give team/app")
                .endsWith("it answers 401");

        server.destroyForcibly().waitFor();
        assertThat(greeting("without-registry", name + "/team/app@" + first)).isEqualTo("first\n");
        var unreachable =
                agent.launch("unreachable", spec(process("main", "true")).in(new Container(name + "/team/app:1")));
        assertThat(agent.awaitEnd(unreachable).message())
                .startsWith("Failed to get its image: " + name + " cannot be asked: ConnectException");
    }
}
