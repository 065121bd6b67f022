package io.boreas.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.resource.Resources;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionTimeTest {
    private static final Outcome OVERTIME = new Outcome(
            TaskState.FAILED, TaskReason.MAX_COMPLETION_TIME_REACHED, "Maximum completion time of 10 s reached");

    private final ProcessGraph graph = graph(Duration.ofSeconds(10));
    private Progress progress = graph.begin(at(0));

    private static ProcessGraph graph(Duration max) {
        return new ProcessGraph(plain().lastingAtMost(max));
    }

    private static TaskSpec plain() {
        return new TaskSpec(
                "task",
                List.of(
                        new ProcessSpec("main", "x", 1, false, false, Duration.ZERO, false),
                        new ProcessSpec("beside", "x", 1, false, true, Duration.ZERO, false)),
                List.of(),
                Resources.empty(),
                new TreeSet<>(),
                1,
                0,
                Duration.ofSeconds(30),
                "",
                new TreeMap<>(),
                LogPolicy.DEFAULT);
    }

    private static Instant at(long seconds) {
        return Instant.ofEpochSecond(1_000_000 + seconds);
    }

    private void main(ProcessState state, long second) {
        progress = graph.observe(progress, 0, state, at(second), "");
    }

    /** The first process starts at second 100. */
    private void begin() {
        progress = graph.observe(progress, 1, ProcessState.FORKED, at(99), "");
        progress = graph.observe(progress, 1, ProcessState.RUNNING, at(100), "");
        main(ProcessState.FORKED, 103);
        main(ProcessState.RUNNING, 104);
    }

    @Test
    void itCountsFromTheStartOfTheFirstProcess() {
        assertThat(graph.timeUp(progress)).isEqualTo(Instant.MAX);
        assertThat(graph.overtime(progress, at(99_999))).isEmpty();

        begin();

        assertThat(graph.timeUp(progress)).isEqualTo(at(110));
        assertThat(graph.overtime(progress, at(110).minusNanos(1))).isEmpty();
        assertThat(graph.overtime(progress, at(110))).contains(OVERTIME);
    }

    @Test
    void aProcessThatRunsAgainGetsNoMoreTime() {
        begin();
        main(ProcessState.LOST, 105);
        main(ProcessState.FORKED, 106);
        main(ProcessState.RUNNING, 107);

        assertThat(graph.timeUp(progress)).isEqualTo(at(110));
        main(ProcessState.KILLED, 108);
        assertThat(graph.overtime(progress, at(110))).contains(OVERTIME);
    }

    @ParameterizedTest(name = "{0} at second {1}, seen later: overtime {2}")
    @CsvSource({
        "SUCCESS, 109, false",
        "SUCCESS, 110, true",
        "SUCCESS, 500, true",
        "FAILED, 109, false",
        "FAILED, 500, false"
    })
    void whatEndedByItselfIsJudgedByWhenItDidAndNotByWhenThatWasSeen(ProcessState end, long second, boolean over) {
        begin();
        main(end, second);

        assertThat(graph.overtime(progress, at(500)).isPresent()).isEqualTo(over);
    }

    @Test
    void aTaskThatStopsAlreadyEndsAsWhatItDid() {
        begin();

        progress = graph.kill(progress, at(109), Duration.ofSeconds(30), "enough");

        assertThat(graph.overtime(progress, at(500))).isEmpty();
        assertThat(graph.timeUp(progress)).isEqualTo(Instant.MAX);
    }

    @Test
    void aTaskThatSaysNothingOfItMayTakeAnyTime() {
        var free = new ProcessGraph(plain());
        begin();

        assertThat(free.timeUp(progress)).isEqualTo(Instant.MAX);
        assertThat(free.overtime(progress, Instant.MAX)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PT0.000000001S, 0.000000001 s", "PT1.5S, 1.5 s", "PT90S, 90 s", "PT24H, 86400 s"})
    void itIsToldInSeconds(Duration max, String text) {
        begin();
        assertThat(graph(max).overtime(progress, Instant.MAX).orElseThrow().message())
                .isEqualTo("Maximum completion time of " + text + " reached");
    }
}
