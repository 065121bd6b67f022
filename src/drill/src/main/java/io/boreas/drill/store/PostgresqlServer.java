package io.boreas.drill.store;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL from the machine's packages: started, paused, killed and started again on the same port and files. It refuses to run as
 * root, and then runs as its own user. Methods are for one thread.
 */
public final class PostgresqlServer implements StoreServer {
    private static final String USER = "postgres";
    private static final Duration STEP_DEADLINE = Duration.ofMinutes(1);

    private final Path directory;
    private final Path programs;
    private final int port = Ports.free(1);
    private volatile @Nullable Process process;

    private PostgresqlServer(Path directory, Path programs) {
        this.directory = directory;
        this.programs = programs;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "postgresql-end"));
    }

    /** Whether this machine has PostgreSQL's server programs. */
    public static boolean isPossible() {
        return programs().isPresent();
    }

    /**
     * Makes an empty database in a folder, starts its server, and waits until it takes clients.
     *
     * @throws IllegalStateException if the machine has no PostgreSQL
     */
    public static PostgresqlServer start(Path directory) {
        var programs = programs()
                .orElseThrow(() -> new IllegalStateException(
                        "no PostgreSQL server here; install one, or name its bin folder in -Dboreas.postgresql.bin"));
        var server = new PostgresqlServer(directory.toAbsolutePath(), programs);
        server.make();
        server.restart();
        server.run(server.program("createdb"), "-h", "127.0.0.1", "-p", Integer.toString(server.port), "boreas");
        return server;
    }

    @Override
    public Map<String, String> settings() {
        var settings = new TreeMap<String, String>();
        settings.put("boreas.store", "postgresql");
        settings.put("boreas.persistence.postgresql.host", "127.0.0.1");
        settings.put("boreas.persistence.postgresql.port", Integer.toString(port));
        settings.put("boreas.persistence.postgresql.user", USER);
        return settings;
    }

    @Override
    public void pause() {
        signal("STOP");
    }

    @Override
    public void resume() {
        signal("CONT");
    }

    @Override
    public void kill() {
        var running = running();
        var all = processes(running);
        all.forEach(ProcessHandle::destroyForcibly);
        Await.that("PostgreSQL has ended", STEP_DEADLINE, () -> all.stream().noneMatch(ProcessHandle::isAlive));
        process = null;
    }

    @Override
    public void restart() {
        if (process != null) {
            throw new IllegalStateException("PostgreSQL runs already");
        }
        var command = new ArrayList<>(asUser());
        command.addAll(List.of(program("postgres"), "-D", data().toString()));
        try {
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start PostgreSQL: " + e.getMessage(), e);
        }
        Await.that("PostgreSQL takes clients; its output: " + log(), STEP_DEADLINE, () -> {
            if (!running().isAlive()) {
                throw new IllegalStateException(
                        "PostgreSQL ended with " + running().exitValue() + ", see " + log());
            }
            return exitCode(List.of(program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", Integer.toString(port))) == 0;
        });
    }

    /** What its processes print. */
    public Path log() {
        return directory.resolve("output.log");
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    private void make() {
        try {
            Files.createDirectories(directory);
            if (isRoot()) {
                run("chown", USER, directory.toString());
                for (Path at = directory.getParent(); at != null; at = at.getParent()) {
                    var permissions = Files.getPosixFilePermissions(at);
                    if (permissions.add(PosixFilePermission.OTHERS_EXECUTE)) {
                        Files.setPosixFilePermissions(at, permissions); // a temporary folder that is ours alone
                    }
                }
            }
            var initdb = new ArrayList<>(asUser());
            initdb.addAll(List.of(
                    program("initdb"),
                    "-D",
                    data().toString(),
                    "-A",
                    "trust",
                    "-U",
                    USER,
                    "-E",
                    "UTF8",
                    "--no-locale"));
            run(initdb.toArray(String[]::new));
            Files.writeString(
                    data().resolve("postgresql.auto.conf"),
                    "port = " + port + "\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '" + directory
                            + "'\nshared_buffers = '64MB'\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a database: " + e.getMessage(), e);
        }
    }

    private static List<String> asUser() {
        return isRoot() ? List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups") : List.of();
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private String program(String name) {
        return programs.resolve(name).toString();
    }

    private static Optional<Path> programs() {
        var candidates = new ArrayList<Path>();
        var told = System.getProperty("boreas.postgresql.bin");
        if (told != null) {
            candidates.add(Path.of(told));
        }
        var versions = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(versions)) {
            try (Stream<Path> all = Files.list(versions)) {
                all.sorted(Comparator.reverseOrder())
                        .map(version -> version.resolve("bin"))
                        .forEach(candidates::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        candidates.add(Path.of("/usr/bin"));
        candidates.add(Path.of("/usr/local/bin"));
        return candidates.stream()
                .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
                .findFirst();
    }

    private void signal(String name) {
        for (var each : processes(running())) {
            exitCode(List.of("kill", "-" + name, Long.toString(each.pid()))); // one that has just ended needs none
        }
    }

    private static List<ProcessHandle> processes(Process running) {
        var all = new ArrayList<ProcessHandle>();
        all.add(running.toHandle());
        running.descendants().forEach(all::add);
        return all;
    }

    private void run(String... command) {
        int code = exitCode(List.of(command));
        if (code != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed with " + code + ", see " + log());
        }
    }

    private int exitCode(List<String> command) {
        try {
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
            builder.environment().put("PGUSER", USER);
            var running = builder.start();
            if (!running.waitFor(STEP_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                running.destroyForcibly();
                throw new IllegalStateException(command.getFirst() + " does not end");
            }
            return running.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command.getFirst() + " ran", e);
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("PostgreSQL is not running");
        }
        return process;
    }
}
