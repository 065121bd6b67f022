package io.boreas.testcluster.recovery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A web server that begins each file at once, and ends it when the gate of the file's name is open. */
final class GatedServer implements AutoCloseable {
    private static final byte[] BEGIN = "begun, ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "ended\n".getBytes(StandardCharsets.US_ASCII);
    private static final long LOOK_MS = 10;

    private final Gates gates;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final HttpServer server;

    GatedServer(Gates gates) {
        this.gates = gates;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url(String name) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
    }

    /** How often a file was asked for. */
    int asked(String name) {
        return asked.getOrDefault(name, new AtomicInteger()).get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var name = exchange.getRequestURI().getPath().substring(1);
        asked.computeIfAbsent(name, first -> new AtomicInteger()).incrementAndGet();
        try (exchange) {
            exchange.sendResponseHeaders(200, BEGIN.length + END.length);
            exchange.getResponseBody().write(BEGIN);
            exchange.getResponseBody().flush();
            while (!gates.isOpen(name)) {
                Thread.sleep(LOOK_MS);
            }
            exchange.getResponseBody().write(END);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
