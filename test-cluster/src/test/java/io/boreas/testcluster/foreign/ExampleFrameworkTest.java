package io.boreas.testcluster.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.TaskProcesses;
import io.boreas.examples.framework.BatchFramework;
import io.boreas.testcluster.cell.LocalCell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The example framework on a cell with real processes. */
final class ExampleFrameworkTest {
    private static final int PIECES = 6;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path root = Path.of("none");

    private static LocalCell cell = LocalCell.in(root);

    @BeforeAll
    static void start() throws IOException {
        Files.createDirectory(root.resolve("ran"));
        // Room for three pieces at once.
        cell = LocalCell.in(root, "--resources", "cpus:0.3;mem:4096;disk:4096");
        cell.start();
    }

    @AfterAll
    static void close() {
        cell.close();
    }

    @Test
    void itGoesOnWhereItWasKilledAndRunsEveryPieceOnce() {
        var go = root.resolve("go");
        var command = "echo $$ >>ran/$MESOS_TASK_ID; while [ ! -e go ]; do sleep 0.1; done";
        String id;
        List<Long> first;
        try (var framework = framework(command)) {
            id = framework.awaits("framework (\\S+)").group(1);
            first = Await.until("three pieces run", Await.DEADLINE, () -> Optional.of(pids())
                    .filter(pids -> pids.size() == 3));
            framework.awaits("piece-2\\.1 TASK_RUNNING");
        }
        touch(go);
        Await.that("they end while no scheduler is there", () -> first.stream().noneMatch(TaskProcesses::isAlive));

        try (var framework = framework(command)) {
            assertThat(framework.awaits("framework (\\S+)").group(1)).isEqualTo(id);
            assertThat(framework.awaitEnd()).as(framework::toString).isZero();
            for (int piece = 0; piece < PIECES; piece++) {
                assertThat(framework.said()).contains("piece-" + piece + ".1 TASK_FINISHED");
            }
        }
        assertThat(new HashSet<>(pids())).hasSize(PIECES).containsAll(first);
        assertThat(root.resolve("progress.json")).doesNotExist();
    }

    @Test
    void itTriesAgainWhatFailsAndGivesUpInTheEnd() {
        try (var framework = framework("exit 7")) {
            assertThat(framework.awaitEnd()).as(framework::toString).isEqualTo(1);
            assertThat(framework.said())
                    .anyMatch(line -> line.endsWith(".1 TASK_FAILED"))
                    .anyMatch(line -> line.endsWith(".3 TASK_FAILED"))
                    .noneMatch(line -> line.contains(".4 "));
        }
    }

    private static ForeignProgram framework(String command) {
        return ForeignProgram.start(
                root,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BatchFramework.class.getName(),
                        cell.client().url().toString(),
                        root.resolve("progress.json").toString(),
                        Integer.toString(PIECES),
                        "cd " + root + " && " + command));
    }

    private static List<Long> pids() {
        try (var files = Files.list(root.resolve("ran"))) {
            return files.flatMap(file -> lines(file).stream())
                    .map(Long::valueOf)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void touch(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
