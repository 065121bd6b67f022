package io.boreas.agent.image;

import com.sun.net.httpserver.HttpExchange;
import io.boreas.agent.fetch.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A registry that says what tests have it say, good or bad, and remembers what it was asked. */
public final class TestRegistry implements AutoCloseable {
    private final TestServer server = new TestServer();
    private final Path folder;
    private final Map<String, TestServer.Page> pages = new ConcurrentHashMap<>();
    private final Map<String, byte[]> pushed = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Guard guard = exchange -> true;

    /** Whether a request may be answered; one that may not has been. */
    public interface Guard {
        boolean admits(HttpExchange exchange) throws IOException;
    }

    /** @param folder its own */
    public TestRegistry(Path folder) throws IOException {
        this.folder = folder;
        server.page("/v2/", exchange -> {
            var path = exchange.getRequestURI().getPath().substring("/v2/".length());
            asked.add(path);
            if (!guard.admits(exchange)) {
                return;
            }
            var page = pages.get(path);
            if (page == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                page.answer(exchange);
            }
        });
    }

    /**
     * Settings of agents that ask one registry, with the usual times.
     *
     * @param standard whether it has the images whose names say none
     */
    public static RegistrySettings asking(String name, boolean standard, Optional<Path> credentials) {
        var usual = RegistrySettings.NONE;
        return new RegistrySettings(
                List.of(name),
                standard ? name : "",
                credentials,
                Optional.empty(),
                usual.parallelMax(),
                usual.connectTimeout(),
                usual.stallTimeout(),
                usual.timeout(),
                Duration.ofMillis(100));
    }

    /** As names of images say it. */
    public String name() {
        return server.url("").substring("http://".length());
    }

    /** Its server, for what else it has to have. */
    public TestServer server() {
        return server;
    }

    public void guard(Guard other) {
        guard = other;
    }

    /** What is found at {@code PATH/manifests/REFERENCE} or {@code PATH/blobs/DIGEST}. */
    public void page(String path, TestServer.Page page) {
        pages.put(path, page);
    }

    public void bytes(String path, byte[] bytes) {
        page(path, exchange -> {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        });
    }

    public void redirect(String path, String to) {
        page(path, exchange -> {
            exchange.getResponseHeaders().add("Location", to);
            exchange.sendResponseHeaders(307, -1);
        });
    }

    /** What was pushed whose path begins like this. */
    public List<String> paths(String prefix) {
        return pushed.keySet().stream().filter(path -> path.startsWith(prefix)).toList();
    }

    /** What was pushed there. */
    public byte[] read(String path) {
        return pushed.get(path).clone();
    }

    /** Other bytes in the place of those that were pushed, which it returns. */
    public byte[] replace(String path, UnaryOperator<byte[]> change) {
        bytes(path, change.apply(read(path)));
        return read(path);
    }

    public void text(String path, String text) {
        bytes(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** An image under a tag, and under its digest, which it returns. */
    public String push(TestImage image, String path, String tag) throws IOException {
        var layout = Files.createTempDirectory(folder, "pushed");
        var digest = image.layout(layout, tag);
        try (var blobs = Files.list(layout.resolve("blobs/sha256"))) {
            for (var blob : blobs.toList()) {
                if (!blob.endsWith(Digests.hex(digest))) {
                    keep(path + "/blobs/sha256:" + blob.getFileName(), Files.readAllBytes(blob));
                }
            }
        }
        var manifest = Files.readAllBytes(layout.resolve("blobs/sha256").resolve(Digests.hex(digest)));
        keep(path + "/manifests/" + tag, manifest);
        keep(path + "/manifests/" + digest, manifest);
        return digest;
    }

    private void keep(String path, byte[] bytes) {
        pushed.put(path, bytes);
        bytes(path, bytes);
    }

    /** Everything it was asked for, in this order. */
    public List<String> asked() {
        return asked;
    }

    @Override
    public void close() {
        server.close();
    }
}
