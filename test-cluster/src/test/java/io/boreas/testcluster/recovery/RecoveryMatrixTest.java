package io.boreas.testcluster.recovery;

import static io.boreas.drill.cell.JobText.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.JobView.Run;
import io.boreas.testcluster.recovery.Row.Stage;
import io.boreas.testcluster.recovery.Starts.Start;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent is killed with a task in each stage, comes back in time or after it was given up, and the tasks' processes have ended
 * meanwhile or not: each task has the right states, each once, its processes were started once and live on, and nothing of it is
 * left behind. The table of this is in {@code docs/agent.md}.
 */
final class RecoveryMatrixTest {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    @Test
    void anAgentThatIsBackInTimeGoesOnWhereItWas() {
        try (var matrix = new Matrix(root)) {
            matrix.begin();
            matrix.killAgent();
            var before = matrix.alive();
            matrix.passWithoutAgent();
            matrix.startAgent();
            matrix.cell().awaitLinked(2);

            for (var row : matrix.rows(row -> row.isJob() && !row.ends() && row.stage() != Stage.KILLING)) {
                boolean fetching = row.stage() == Stage.FETCHING;
                var run = matrix.awaitState(row, fetching ? "STARTING" : "RUNNING");
                assertThat(run.taskId()).as(row.name()).isEqualTo(matrix.task(row));
            }
            assertThat(before.stream().filter(start -> isLiving(matrix, start)))
                    .as("what was under way lives on")
                    .allMatch(Start::isAlive);
            matrix.release();
            matrix.acknowledge();

            for (var row : matrix.rows(Row::isJob)) {
                assertThat(matrix.awaitEnded(row, matrix.task(row)))
                        .as(row.name())
                        .isEqualTo(expected(row.stage() == Stage.KILLING ? "KILLING KILLED" : "FINISHED"));
                assertThat(matrix.cell()
                                .client()
                                .job(key(row.name()))
                                .orElseThrow()
                                .active())
                        .as(row.name() + " is not replaced")
                        .isEmpty();
            }
            for (var row : matrix.rows(row -> !row.isJob())) {
                matrix.scheduler().heard().awaitUpdate(row.name(), "TASK_FINISHED");
                assertThat(matrix.told(row))
                        .as(row.name())
                        .containsExactly("TASK_STARTING", "TASK_RUNNING", "TASK_FINISHED");
            }
            assertStartedOnce(matrix);
            show("in time", matrix);
        }
    }

    private static List<String> expected(String end) {
        var states = new ArrayList<>(List.of("PENDING", "ASSIGNED", "STARTING", "RUNNING"));
        states.addAll(List.of(end.split(" ", -1)));
        return states;
    }

    private static boolean isLiving(Matrix matrix, Start start) {
        return matrix.rows(row -> !row.ends() && row.stage() != Stage.KILLING).stream()
                .anyMatch(row -> matrix.task(row).equals(start.task()));
    }

    private static void assertStartedOnce(Matrix matrix) {
        var footprint = matrix.awaitQuiet();
        for (var row : Row.all()) {
            var processes = row.stage() == Stage.FINALIZING ? List.of("main", "final") : List.of("main");
            assertThat(matrix.starts(matrix.task(row)))
                    .as(row.name())
                    .extracting(Start::process)
                    .isEqualTo(processes);
            assertThat(matrix.folder().hasSandbox(matrix.task(row)))
                    .as("the sandbox of " + row.name())
                    .isTrue();
        }
        assertThat(matrix.alive()).isEmpty();
        assertThat(footprint.ended()).isEqualTo(Row.all().size());
        assertThat(footprint.sandboxes()).isEqualTo(Row.all().size());
    }

    @Test
    void whatWasGivenUpWithItsAgentIsKilledWhenThatIsBackAndIsNotBelieved() {
        try (var matrix = new Matrix(root)) {
            matrix.begin("-Dboreas.agents.unreachable-after=1s", "-Dboreas.jobs.penalty-min=200ms");
            matrix.killAgent();
            matrix.passWithoutAgent();
            var given = new LinkedHashMap<Row, List<String>>();
            for (var row : matrix.rows(Row::isJob)) {
                given.put(row, matrix.awaitEnded(row, matrix.task(row)));
            }
            var waiting = matrix.alive();
            matrix.startAgent();
            matrix.cell().awaitLinked(2);

            given.forEach((row, states) -> assertThat(states).as(row.name()).isEqualTo(givenUp(row)));
            var replaced = awaitReplaced(matrix);
            Await.that("what was given up is gone", () -> waiting.stream()
                    .filter(start -> !start.task().equals(matrix.task(new Row(Stage.UNACKNOWLEDGED, false))))
                    .noneMatch(Start::isAlive));
            matrix.acknowledge();
            assertFrameworkHears(matrix);

            matrix.release();
            replaced.forEach((row, run) -> {
                matrix.awaitEnded(row, run.taskId());
                assertThat(matrix.starts(run.taskId()))
                        .as("the new run of " + row.name())
                        .hasSize(row.stage() == Stage.FINALIZING ? 2 : 1);
            });
            var lives = new Row(Stage.UNACKNOWLEDGED, false);
            matrix.scheduler().heard().awaitUpdate(lives.name(), "TASK_FINISHED");
            assertThat(matrix.told(lives))
                    .containsExactly(
                            "TASK_STARTING", "TASK_RUNNING", "TASK_UNREACHABLE", "TASK_RUNNING", "TASK_FINISHED");
            assertThat(matrix.starts(matrix.task(lives))).hasSize(1);
            for (var row : matrix.rows(Row::isJob)) {
                assertThat(matrix.awaitEnded(row, matrix.task(row)))
                        .as("what " + row.name() + " was given up as stands")
                        .isEqualTo(givenUp(row));
                int runs = given(row) ? 2 : 1;
                assertThat(matrix.cell()
                                .client()
                                .job(key(row.name()))
                                .orElseThrow()
                                .ended())
                        .as(row.name())
                        .hasSize(runs);
            }
            var left = matrix.awaitQuiet();
            assertThat(left.ended()).isEqualTo(Row.all().size() + replaced.size());
            assertThat(matrix.alive()).isEmpty();
            show("late", matrix);
        }
    }

    /** Whether a job has another run of it; one that was to be killed anyway, or whose end came through, has not. */
    private static boolean given(Row row) {
        return row.stage() != Stage.KILLING && !(row.stage() == Stage.UNTOLD && row.ends());
    }

    private static List<String> givenUp(Row row) {
        if (row.stage() == Stage.UNTOLD && row.ends()) {
            // The master slept; when it woke, the status was there, and the agent was not.
            return expected("FINISHED");
        }
        var states = new ArrayList<>(List.of("PENDING", "ASSIGNED", "STARTING"));
        switch (row.stage()) {
            case FETCHING, STARTING -> {}
            case RUNNING, FINALIZING, UNTOLD, UNACKNOWLEDGED -> states.add("RUNNING");
            case KILLING -> states.addAll(List.of("RUNNING", "KILLING"));
        }
        states.addAll(List.of("PARTITIONED", "LOST"));
        return states;
    }

    /** The runs that take the place of those that were given up. */
    private static Map<Row, Run> awaitReplaced(Matrix matrix) {
        var replaced = new LinkedHashMap<Row, Run>();
        for (var row : matrix.rows(row -> row.isJob() && given(row))) {
            replaced.put(row, Await.until("another run of " + row.name(), Await.DEADLINE, () -> matrix.cell()
                    .client()
                    .job(key(row.name()))
                    .flatMap(job -> Stream.concat(job.active().stream(), job.ended().stream())
                            .filter(run -> !run.taskId().equals(matrix.task(row)))
                            .filter(run -> run.states().contains("STARTING"))
                            .findFirst())));
        }
        return replaced;
    }

    private static void assertFrameworkHears(Matrix matrix) {
        var ends = new Row(Stage.UNACKNOWLEDGED, true);
        matrix.scheduler().heard().awaitUpdate(ends.name(), "TASK_FINISHED");
        assertThat(matrix.told(ends))
                .containsExactly("TASK_STARTING", "TASK_RUNNING", "TASK_UNREACHABLE", "TASK_FINISHED");
        assertThat(matrix.starts(matrix.task(ends))).hasSize(1);
        var lives = new Row(Stage.UNACKNOWLEDGED, false);
        Await.that(lives.name() + " runs again", () -> matrix.told(lives).size() == 4);
        assertThat(matrix.starts(matrix.task(lives))).singleElement().matches(Start::isAlive);
    }

    private static void show(String when, Matrix matrix) {
        for (var row : Row.all()) {
            var states = row.isJob() ? matrix.awaitEnded(row, matrix.task(row)) : matrix.told(row);
            System.out.printf(
                    "%s, %s: %s, %d starts%n",
                    row.name(), when, states, matrix.starts(matrix.task(row)).size());
        }
    }
}
