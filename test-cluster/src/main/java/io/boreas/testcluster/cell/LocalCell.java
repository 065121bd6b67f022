package io.boreas.testcluster.cell;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.BoreasProcess;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.TaskProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code boreas local} on a work directory: started, killed and started again as often as needed. */
public final class LocalCell implements AutoCloseable {
    private static final Pattern UP = Pattern.compile("cell \\S+ is up: (http://\\S+/)");

    private final Path root;
    private final List<String> options;
    private final TaskProcesses processes;
    private int starts;
    private @Nullable BoreasProcess process;
    private @Nullable CellClient client;

    private LocalCell(Path root, List<String> options) {
        this.root = root;
        this.options = List.copyOf(options);
        this.processes = new TaskProcesses(workDir());
    }

    /** A cell that is not started yet; its work directory is in a folder. */
    public static LocalCell in(Path root, String... options) {
        return new LocalCell(root, List.of(options));
    }

    public Path workDir() {
        return root.resolve("work");
    }

    /** Starts the JVM and waits until the cell is ready. */
    public LocalCell start(String... more) {
        launch(more);
        return awaitReady();
    }

    /** Starts the JVM, and waits for nothing. */
    public BoreasProcess launch(String... more) {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException("the cell runs already");
        }
        closeClient();
        var arguments = new ArrayList<>(List.of("local", "--work-dir", workDir().toString(), "--port", "0"));
        arguments.addAll(options);
        arguments.addAll(List.of(more));
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process = BoreasProcess.start(root.resolve("output-" + starts++), arguments);
        return process;
    }

    /** Waits until a launched cell is up, and takes requests. */
    public LocalCell awaitReady() {
        var url = process().awaitOutput(UP, Await.DEADLINE).group(1);
        client = new CellClient(URI.create(url));
        Await.that("the cell is ready", () -> client().get("/boreas/v1/health").status() == 200);
        return this;
    }

    /** SIGKILL to the JVM; the tasks are not touched. */
    public void kill() {
        process().killHard();
        closeClient();
    }

    public BoreasProcess process() {
        if (process == null) {
            throw new IllegalStateException("the cell was never started");
        }
        return process;
    }

    /** The cell's doors, as of its last start. */
    public CellClient client() {
        if (client == null) {
            throw new IllegalStateException("the cell is not up");
        }
        return client;
    }

    /** The real processes of its tasks. */
    public TaskProcesses processes() {
        return processes;
    }

    /** Kills everything, the JVM first, so that nothing is started again. */
    @Override
    public void close() {
        closeClient();
        if (process != null) {
            process.close();
        }
        processes.killAll();
    }

    private void closeClient() {
        if (client != null) {
            client.close();
            client = null;
        }
    }
}
