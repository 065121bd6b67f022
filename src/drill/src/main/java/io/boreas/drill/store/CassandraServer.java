package io.boreas.drill.store;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.Ports;
import io.boreas.drill.cell.Signals;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Cassandra of one node, from its published jars, in a JVM of its own: started, paused, killed and started again on the same ports and
 * files. It writes to the disk before it answers. Methods are for one thread.
 */
public final class CassandraServer implements StoreServer {
    private static final Duration START_DEADLINE = Duration.ofMinutes(3);
    private static final Duration LOOK_TIMEOUT = Duration.ofMillis(500);

    private final Path directory;
    private final int port;
    private final int storagePort;
    private volatile @Nullable Process process;

    private CassandraServer(Path directory) {
        this.directory = directory;
        this.port = Ports.free(2);
        this.storagePort = port + 1;
        // It does not outlive whoever started it, however that ends.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "cassandra-end"));
    }

    /** Whether one can be started here. */
    public static boolean isPossible() {
        return impossible().isEmpty();
    }

    /** Why none can be started here; empty if it can. */
    public static Optional<String> impossible() {
        if (ServerJdk.find().isEmpty()) {
            return Optional.of("Cassandra 5 needs a JDK of 11 to 17 of its own; name one in -Dboreas.cassandra.java");
        }
        return jars().isPresent()
                ? Optional.empty()
                : Optional.of("there is no folder with Cassandra's jars; run mvn -pl test-cluster/cassandra-server"
                        + " generate-resources in a source tree, or name a folder in -Dboreas.cassandra.jars");
    }

    /**
     * Starts one, and waits until it takes clients.
     *
     * @param directory where its files go; what is there of an earlier one is used again
     * @throws IllegalStateException if there is no JDK of 11 to 17, or no folder with its jars
     */
    public static CassandraServer start(Path directory) {
        var server = new CassandraServer(directory.toAbsolutePath());
        server.restart();
        return server;
    }

    /** Where clients reach it: {@code host:port}. */
    public String contactPoint() {
        return "127.0.0.1:" + port;
    }

    /** {@inheritDoc} One copy, as there is one node. */
    @Override
    public Map<String, String> settings() {
        var settings = new TreeMap<String, String>();
        settings.put("boreas.store", "cassandra");
        settings.put("boreas.persistence.cassandra.contact-points", contactPoint());
        settings.put("boreas.persistence.cassandra.replication-factor", "1");
        return settings;
    }

    @Override
    public void pause() {
        Signals.send("STOP", pid());
    }

    @Override
    public void resume() {
        Signals.send("CONT", pid());
    }

    @Override
    public void kill() {
        var running = running();
        running.destroyForcibly();
        awaitEnd(running);
        process = null;
    }

    @Override
    public void restart() {
        if (process != null) {
            throw new IllegalStateException("Cassandra runs already");
        }
        try {
            writeConfiguration();
            process = new ProcessBuilder(command())
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start Cassandra: " + e.getMessage(), e);
        }
        Await.that("Cassandra takes clients at " + contactPoint() + "; its output: " + log(), START_DEADLINE, () -> {
            if (!running().isAlive()) {
                throw new IllegalStateException(
                        "Cassandra ended with " + running().exitValue() + ":\n" + lastOutput());
            }
            return answers();
        });
    }

    public long pid() {
        return running().pid();
    }

    /** What its process prints. */
    public Path log() {
        return directory.resolve("output.log");
    }

    @Override
    public void close() {
        var running = process;
        if (running != null) {
            running.destroyForcibly(); // also one that is paused
            awaitEnd(running);
            process = null;
        }
    }

    private List<String> command() {
        impossible().ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
        var jdk = ServerJdk.find().orElseThrow();
        var command = new ArrayList<>(List.of(
                jdk.java().toString(),
                "-Xms512m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xss512k",
                "-XX:MaxDirectMemorySize=256m",
                "-Dcassandra.config=" + directory.resolve("cassandra.yaml").toUri(),
                "-Dcassandra.storagedir=" + directory,
                "-Dcassandra.logdir=" + directory,
                // Alone, it has nobody to wait for.
                "-Dcassandra.ring_delay_ms=0",
                "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                "-Dcassandra.superuser_setup_delay_ms=0",
                "-Dcassandra.consistent.rangemovement=false",
                "-Djava.net.preferIPv4Stack=true"));
        for (var module : List.of("sun.nio.ch", "jdk.internal.ref", "jdk.internal.misc")) {
            command.add("--add-exports=java.base/" + module + "=ALL-UNNAMED");
        }
        for (var module : List.of("sun.nio.ch", "java.nio", "java.io", "java.lang", "jdk.internal.ref")) {
            command.add("--add-opens=java.base/" + module + "=ALL-UNNAMED");
        }
        command.addAll(List.of(
                "-cp",
                directory.resolve("conf") + File.pathSeparator + jars().orElseThrow() + File.separator + "*",
                "org.apache.cassandra.service.CassandraDaemon"));
        return command;
    }

    /** The folder that the build of test-cluster/cassandra-server fills, if this runs from a source tree. */
    private static Optional<Path> jars() {
        var told = System.getProperty("boreas.cassandra.jars");
        if (told != null) {
            return Optional.of(Path.of(told)).filter(Files::isDirectory);
        }
        try {
            var classes = Path.of(CassandraServer.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            for (Path at = classes; at != null; at = at.getParent()) {
                var jars = at.resolve(Path.of("test-cluster", "cassandra-server", "target", "lib"));
                if (Files.isDirectory(jars)) {
                    return Optional.of(jars);
                }
            }
            return Optional.empty();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private void writeConfiguration() throws IOException {
        var conf = Files.createDirectories(directory.resolve("conf"));
        Files.writeString(directory.resolve("cassandra.yaml"), """
                        cluster_name: boreas-throw-away
                        num_tokens: 16
                        partitioner: org.apache.cassandra.dht.Murmur3Partitioner
                        endpoint_snitch: SimpleSnitch
                        seed_provider:
                          - class_name: org.apache.cassandra.locator.SimpleSeedProvider
                            parameters:
                              - seeds: "127.0.0.1:%2$d"
                        listen_address: 127.0.0.1
                        storage_port: %2$d
                        start_native_transport: true
                        rpc_address: 127.0.0.1
                        native_transport_port: %1$d
                        data_file_directories: ["%3$s/data"]
                        commitlog_directory: "%3$s/commitlog"
                        saved_caches_directory: "%3$s/saved_caches"
                        hints_directory: "%3$s/hints"
                        cdc_enabled: false
                        # An answer means that the commit log is on the disk.
                        commitlog_sync: group
                        commitlog_sync_group_window: 2ms
                        auto_snapshot: false
                        memtable_heap_space: 128MiB
                        memtable_offheap_space: 64MiB
                        key_cache_size: 16MiB
                        concurrent_reads: 16
                        concurrent_writes: 16
                        """.formatted(port, storagePort, directory));
        Files.writeString(conf.resolve("logback.xml"), """
                        <configuration>
                          <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
                            <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%n</pattern></encoder>
                          </appender>
                          <root level="WARN"><appender-ref ref="OUT"/></root>
                        </configuration>
                        """);
    }

    private boolean answers() {
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) LOOK_TIMEOUT.toMillis());
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private String lastOutput() {
        try (Stream<String> lines = Files.lines(log(), StandardCharsets.UTF_8)) {
            var all = lines.toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - 40), all.size()));
        } catch (IOException e) {
            return "(its output cannot be read: " + e + ")";
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("Cassandra is not running");
        }
        return process;
    }

    private static void awaitEnd(Process ending) {
        try {
            if (!ending.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Cassandra does not end, pid " + ending.pid());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Cassandra ended", e);
        }
    }
}
