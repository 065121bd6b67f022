package io.boreas.testcluster.bench.cell;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Servers of etcd with its defaults, one or several that elect a leader: the peer of what Boreas keeps durably. */
final class Etcd implements AutoCloseable {
    /** The first of its ports, if nobody says another. */
    static final int PORT = 24_790;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String VALUE = base64("x".repeat(256));

    private final List<Process> servers = new ArrayList<>();
    private final List<URI> clients;

    private Etcd(List<URI> clients) {
        this.clients = clients;
    }

    /**
     * Starts them, and waits until each answers.
     *
     * @param folder an empty one
     * @param port each server takes two, from this one on
     */
    static Etcd start(Path folder, int port, int count) throws IOException, InterruptedException {
        var etcd = new Etcd(IntStream.range(0, count)
                .mapToObj(server -> URI.create("http://127.0.0.1:" + (port + 2 * server)))
                .toList());
        var cluster = IntStream.range(0, count)
                .mapToObj(server -> "e" + server + "=" + peer(port, server))
                .collect(Collectors.joining(","));
        try {
            for (int server = 0; server < count; server++) {
                etcd.launch(folder, server, peer(port, server), cluster);
            }
            for (var client : etcd.clients) {
                awaitHealth(client);
            }
            return etcd;
        } catch (IOException | InterruptedException | RuntimeException e) {
            etcd.close();
            throw e;
        }
    }

    private static String peer(int port, int server) {
        return "http://127.0.0.1:" + (port + 2 * server + 1);
    }

    private void launch(Path folder, int server, String peer, String cluster) throws IOException {
        var client = clients.get(server).toString();
        servers.add(new ProcessBuilder(
                        "etcd",
                        "--name",
                        "e" + server,
                        "--data-dir",
                        folder.resolve("data-" + server).toString(),
                        "--log-level",
                        "error",
                        "--listen-client-urls",
                        client,
                        "--advertise-client-urls",
                        client,
                        "--listen-peer-urls",
                        peer,
                        "--initial-advertise-peer-urls",
                        peer,
                        "--initial-cluster",
                        cluster)
                .redirectErrorStream(true)
                .redirectOutput(Files.createFile(folder.resolve("output-" + server + ".txt"))
                        .toFile())
                .start());
    }

    private static void awaitHealth(URI client) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (var connection = new HttpConnection(client)) {
                if (connection.get("/health").text().contains("true")) {
                    return;
                }
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("etcd did not start; its output is in its folder", e);
                }
            }
            Thread.sleep(50);
        }
    }

    /** Where the first server answers clients. */
    URI client() {
        return clients.getFirst();
    }

    /** Puts 256 bytes; done when they are durable. */
    static void put(HttpConnection connection, int key) throws IOException {
        connection
                .post("/v3/kv/put", "{\"key\":\"%s\",\"value\":\"%s\"}".formatted(base64("bench/" + key), VALUE))
                .expect(200);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Kills the leader as {@code kill -9} does; returns after how many nanoseconds a put succeeds at another server. */
    long loseLeader() throws IOException, InterruptedException {
        int leader = leader();
        servers.get(leader).destroyForcibly();
        long lost = System.nanoTime();
        for (int turn = 0; System.nanoTime() - lost < PATIENCE.toNanos(); turn++) {
            int server = turn % servers.size();
            if (server == leader) {
                continue;
            }
            try (var connection = new HttpConnection(clients.get(server), Duration.ofMillis(300))) {
                put(connection, turn);
                return System.nanoTime() - lost;
            } catch (IOException | IllegalStateException e) {
                Thread.sleep(5); // there is no leader yet
            }
        }
        throw new IllegalStateException("no put succeeded in " + PATIENCE + " after etcd's leader was killed");
    }

    private int leader() throws IOException {
        for (int server = 0; server < servers.size(); server++) {
            try (var connection = new HttpConnection(clients.get(server))) {
                var status = JSON.readTree(connection
                        .post("/v3/maintenance/status", "{}")
                        .expect(200)
                        .body());
                if (status.path("leader").equals(status.at("/header/member_id"))) {
                    return server;
                }
            }
        }
        throw new IllegalStateException("no server of etcd says that it leads");
    }

    @Override
    public void close() {
        servers.forEach(server -> server.destroyForcibly().onExit().join());
    }
}
