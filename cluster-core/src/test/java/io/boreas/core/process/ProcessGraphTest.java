package io.boreas.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.core.process.Step.Demand;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.HttpLifecycle;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessGraphTest {
    private static final Duration MIN_DURATION = Duration.ofSeconds(5);
    private static final Duration WAIT = Duration.ofSeconds(30);

    /** A task that is walked through its life by hand, with a clock that only the test moves. */
    private static final class Walk {
        private final ProcessGraph graph;
        private final List<String> names;
        private Progress progress;
        private Instant now = Instant.EPOCH;
        private Step step;

        Walk(TaskSpec spec) {
            graph = new ProcessGraph(spec);
            names = spec.processes().stream().map(ProcessSpec::name).toList();
            progress = graph.begin(now);
        }

        /** The names of the processes to start now; they are forked and running at once. */
        List<String> starts() {
            ask(false);
            for (int index : step.starts()) {
                observe(index, ProcessState.FORKED);
                observe(index, ProcessState.RUNNING);
            }
            return step.starts().stream().map(names::get).toList();
        }

        Step ask(boolean empty) {
            step = graph.step(progress, now, empty);
            progress = step.progress();
            return step;
        }

        Walk ends(String name, ProcessState state) {
            observe(names.indexOf(name), state);
            return this;
        }

        Walk later(Duration duration) {
            now = now.plus(duration);
            return this;
        }

        void kill(Duration grace) {
            progress = graph.kill(progress, now, grace, "enough");
        }

        void unheard(Demand asked) {
            progress = graph.unheard(progress, now, asked);
        }

        private void observe(int index, ProcessState state) {
            progress = graph.observe(progress, index, state, now, state == ProcessState.FAILED ? "exit 3" : "");
        }
    }

    private static ProcessSpec process(String name) {
        return new ProcessSpec(name, "x", 1, false, false, MIN_DURATION, false);
    }

    private static ProcessSpec failing(String name, int maxFailures) {
        return new ProcessSpec(name, "x", maxFailures, false, false, MIN_DURATION, false);
    }

    private static ProcessSpec daemon(String name) {
        return new ProcessSpec(name, "x", 1, true, false, MIN_DURATION, false);
    }

    private static ProcessSpec ephemeral(String name) {
        return new ProcessSpec(name, "x", 1, false, true, MIN_DURATION, false);
    }

    private static ProcessSpec last(String name) {
        return new ProcessSpec(name, "x", 1, false, false, MIN_DURATION, true);
    }

    private static TaskSpec task(int maxFailures, int maxConcurrency, List<TaskSpec.Order> order, ProcessSpec... all) {
        return new TaskSpec(
                "task",
                List.of(all),
                order,
                Resources.empty(),
                new TreeSet<>(),
                maxFailures,
                maxConcurrency,
                WAIT,
                "",
                new TreeMap<>(),
                LogPolicy.DEFAULT);
    }

    private static Walk walk(ProcessSpec... processes) {
        return new Walk(task(1, 0, List.of(), processes));
    }

    private static List<TaskSpec.Order> order(String... names) {
        var order = new ArrayList<TaskSpec.Order>();
        for (int i = 1; i < names.length; i++) {
            order.add(new TaskSpec.Order(names[i - 1], names[i]));
        }
        return order;
    }

    @Test
    void aProcessStartsOnlyWhenAllBeforeItFinishedWell() {
        var walk = new Walk(task(1, 0, order("a", "b", "c"), process("c"), process("a"), process("b")));

        assertThat(walk.starts()).containsExactly("a");
        assertThat(walk.starts()).isEmpty();
        assertThat(walk.ends("a", ProcessState.SUCCESS).starts()).containsExactly("b");
        assertThat(walk.ends("b", ProcessState.SUCCESS).starts()).containsExactly("c");
        assertThat(walk.ends("c", ProcessState.SUCCESS).ask(false).demand()).isEqualTo(Demand.ASK);
        assertThat(walk.ask(true).ended()).contains(new Outcome(TaskState.FINISHED, ""));
    }

    @Test
    void unorderedProcessesStartTogetherInTheOrderTheyWereWritten() {
        assertThat(walk(process("b"), process("a")).starts()).containsExactly("b", "a");
    }

    @Test
    void onlySoManyProcessesRunAtTheSameTime() {
        var walk = new Walk(task(1, 2, List.of(), process("a"), process("b"), process("c")));

        assertThat(walk.starts()).containsExactly("a", "b");
        assertThat(walk.ends("b", ProcessState.SUCCESS).starts()).containsExactly("c");
    }

    @Test
    void aFailedProcessRunsAgainAfterItsPauseUntilItFailedOftenEnough() {
        var walk = walk(failing("a", 2));
        walk.starts();

        assertThat(walk.ends("a", ProcessState.FAILED).starts()).isEmpty();
        assertThat(walk.ask(false).wake()).isEqualTo(Instant.EPOCH.plus(MIN_DURATION));
        assertThat(walk.later(MIN_DURATION.minusMillis(1)).starts()).isEmpty();
        assertThat(walk.later(Duration.ofMillis(1)).starts()).containsExactly("a");
        walk.ends("a", ProcessState.FAILED).ask(false);
        assertThat(walk.ask(true).ended()).contains(new Outcome(TaskState.FAILED, "process a failed: exit 3"));
    }

    @Test
    void aProcessWithoutALimitOfFailuresRunsAHundredTimes() {
        var walk = walk(failing("a", 0));
        for (int run = 1; run <= ProcessGraph.RUNS_MAX; run++) {
            assertThat(walk.starts()).as("run %s", run).containsExactly("a");
            walk.ends("a", ProcessState.FAILED).later(MIN_DURATION);
        }
        assertThat(walk.starts()).isEmpty();
        assertThat(walk.ask(true).ended().orElseThrow().state()).isEqualTo(TaskState.FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILLED", "LOST"})
    void aRunThatWasKilledOrLostIsNoFailureAndRunsAgain(ProcessState state) {
        var walk = walk(process("a"));
        walk.starts();

        assertThat(walk.ends("a", state).starts()).isEmpty();
        assertThat(walk.later(MIN_DURATION).starts()).containsExactly("a");
        assertThat(walk.progress.processes().getFirst().failures()).isZero();
        walk.ends("a", ProcessState.SUCCESS).ask(false);
        assertThat(walk.ask(true).ended().orElseThrow().state()).isEqualTo(TaskState.FINISHED);
    }

    @Test
    void aDaemonRunsAgainAfterItEndedWell() {
        var walk = walk(daemon("a"));
        walk.starts();

        assertThat(walk.ends("a", ProcessState.SUCCESS).starts()).isEmpty();
        assertThat(walk.later(MIN_DURATION).starts()).containsExactly("a");
    }

    @Test
    void aTaskEndsWhileItsEphemeralProcessesStillRun() {
        var walk = walk(process("a"), ephemeral("side"));
        assertThat(walk.starts()).containsExactly("a", "side");

        assertThat(walk.ends("a", ProcessState.SUCCESS).ask(false).demand()).isEqualTo(Demand.ASK);
        assertThat(walk.ask(true).ended()).as("side still runs").isEmpty();
        walk.ends("side", ProcessState.KILLED);
        assertThat(walk.ask(true).ended().orElseThrow().state()).isEqualTo(TaskState.FINISHED);
    }

    @Test
    void anEphemeralProcessThatFailedOftenEnoughDoesNotFailItsTask() {
        var walk = walk(process("a"), ephemeral("side"));
        walk.starts();
        walk.ends("side", ProcessState.FAILED);

        assertThat(walk.ask(false).demand()).isEqualTo(Demand.NONE);
        walk.ends("a", ProcessState.SUCCESS).ask(false);
        assertThat(walk.ask(true).ended().orElseThrow().state()).isEqualTo(TaskState.FINISHED);
    }

    @Test
    void aTaskOfOnlyEphemeralProcessesRunsThem() {
        var walk = walk(ephemeral("a"));

        assertThat(walk.starts()).containsExactly("a");
        assertThat(walk.ask(false).demand()).isEqualTo(Demand.NONE);
    }

    @ParameterizedTest(name = "max_failures {0}, {1} of 3 fail: {2}")
    @CsvSource({
        "1, 0, FINISHED",
        "1, 1, FAILED",
        "2, 1, FINISHED",
        "2, 2, FAILED",
        "3, 3, FAILED",
        "0, 1, FINISHED",
        "0, 3, FINISHED"
    })
    void aTaskFailsWhenThatManyOfItsProcessesFailed(int maxFailures, int failing, TaskState end) {
        var walk = new Walk(task(maxFailures, 0, List.of(), process("a"), process("b"), process("c")));
        walk.starts();
        var names = List.of("a", "b", "c");
        for (int i = 0; i < 3; i++) {
            walk.ends(names.get(i), i < failing ? ProcessState.FAILED : ProcessState.SUCCESS);
        }
        walk.ask(false);
        assertThat(walk.ask(true).ended().orElseThrow().state()).isEqualTo(end);
    }

    @Test
    void whatStillRunsIsAskedAndThenForcedToEndWhenATaskFails() {
        var walk = walk(process("a"), process("b"));
        walk.starts();
        walk.ends("a", ProcessState.FAILED);

        assertThat(walk.ask(false).demand()).isEqualTo(Demand.ASK);
        assertThat(walk.ask(false).wake()).isEqualTo(Instant.EPOCH.plus(WAIT));
        assertThat(walk.later(WAIT).ask(false).demand()).isEqualTo(Demand.FORCE);
        walk.ends("b", ProcessState.KILLED);
        assertThat(walk.ask(false).ended()).as("somebody may be left").isEmpty();
        assertThat(walk.ask(true).ended().orElseThrow().state()).isEqualTo(TaskState.FAILED);
    }

    private static Walk polite(Duration gracefulWait, Duration shutdownWait, ProcessSpec... processes) {
        var walk = new Walk(task(1, 0, List.of(), processes)
                .ending(new HttpLifecycle("http", "/quit", "/abort", gracefulWait, shutdownWait)));
        walk.starts();
        return walk;
    }

    @Test
    void whoSaysHowIsAskedTwiceBeforeItIsTold() {
        var walk = polite(Duration.ofSeconds(4), Duration.ofSeconds(6), process("a"));
        walk.kill(WAIT);

        assertThat(walk.ask(false).demand()).isEqualTo(Demand.QUIT);
        assertThat(walk.ask(false).wake()).isEqualTo(Instant.EPOCH.plusSeconds(4));
        assertThat(walk.later(Duration.ofSeconds(4)).ask(false).demand()).isEqualTo(Demand.ABORT);
        assertThat(walk.ask(false).wake()).isEqualTo(Instant.EPOCH.plusSeconds(10));
        assertThat(walk.later(Duration.ofSeconds(6)).ask(false).demand()).isEqualTo(Demand.ASK);
        assertThat(walk.ask(false).wake()).isEqualTo(Instant.EPOCH.plus(WAIT));
        assertThat(walk.later(Duration.ofSeconds(20)).ask(false).demand()).isEqualTo(Demand.FORCE);
        assertThat(walk.ends("a", ProcessState.KILLED).ask(true).ended().orElseThrow())
                .isEqualTo(new Outcome(TaskState.KILLED, "enough"));
    }

    @Test
    void whatIsLeftOfOneThatEndedWhenItWasAskedIsToldAtOnce() {
        var walk = polite(Duration.ofSeconds(4), Duration.ofSeconds(6), process("a"), last("z"));
        walk.kill(WAIT);
        assertThat(walk.ask(false).demand()).isEqualTo(Demand.QUIT);

        assertThat(walk.ends("a", ProcessState.SUCCESS).ask(false).demand()).isEqualTo(Demand.ASK);
        assertThat(walk.ask(true).starts()).containsExactly(1);
    }

    @Test
    void whatNobodyTakesIsFollowedByTheNextAtOnce() {
        var walk = polite(Duration.ofSeconds(4), Duration.ofSeconds(6), process("a"));
        walk.kill(WAIT);
        walk.ask(false);
        walk.later(Duration.ofSeconds(1)).unheard(Demand.QUIT);

        assertThat(walk.ask(false).demand()).isEqualTo(Demand.ABORT);
        assertThat(walk.ask(false).wake()).isEqualTo(Instant.EPOCH.plusSeconds(7));
        walk.unheard(Demand.QUIT);
        assertThat(walk.ask(false).demand()).as("what is heard late").isEqualTo(Demand.ABORT);
        walk.unheard(Demand.ABORT);
        assertThat(walk.ask(false).demand()).isEqualTo(Demand.ASK);
    }

    @Test
    void halfOfTheGraceIsLeftForSignals() {
        var walk = polite(Duration.ofSeconds(60), Duration.ofSeconds(60), process("a"));
        walk.kill(WAIT);
        assertThat(walk.ask(false).wake()).isEqualTo(Instant.EPOCH.plusSeconds(15));

        walk.later(Duration.ofSeconds(2)).kill(Duration.ofSeconds(10));
        assertThat(walk.ask(false).demand()).isEqualTo(Demand.QUIT);
        assertThat(walk.ask(false).wake()).isEqualTo(Instant.EPOCH.plusSeconds(7));
        assertThat(walk.later(Duration.ofSeconds(5)).ask(false).demand()).isEqualTo(Demand.ASK);

        walk.kill(Duration.ZERO);
        assertThat(walk.ask(false).demand()).isEqualTo(Demand.FORCE);
    }

    @Test
    void whoFailedByItselfIsNotAsked() {
        var walk = polite(Duration.ofSeconds(4), Duration.ofSeconds(6), process("a"), process("b"));
        walk.ends("a", ProcessState.FAILED);
        assertThat(walk.ask(false).demand()).isEqualTo(Demand.ASK);
    }

    @Test
    void aTaskInWhichNothingCanRunAnyMoreFails() {
        var walk = new Walk(task(0, 0, order("a", "b"), process("a"), process("b")));
        walk.starts();
        walk.ends("a", ProcessState.FAILED).ask(false);

        var end = walk.ask(true).ended().orElseThrow();
        assertThat(end.state()).isEqualTo(TaskState.FAILED);
        assertThat(end.message()).contains("nothing can run any more").contains("process a failed: exit 3");
    }

    @Test
    void finalProcessesRunInOrderAfterEverythingElseIsGone() {
        var walk = new Walk(task(1, 0, order("y", "z"), last("z"), process("a"), last("y")));
        assertThat(walk.starts()).containsExactly("a");
        walk.ends("a", ProcessState.FAILED);
        assertThat(walk.starts()).isEmpty();

        assertThat(walk.ask(true).starts()).containsExactly(2);
        walk.observe(2, ProcessState.FORKED);
        walk.observe(2, ProcessState.RUNNING);
        assertThat(walk.ends("y", ProcessState.SUCCESS).starts()).containsExactly("z");
        assertThat(walk.ends("z", ProcessState.FAILED).ask(false).demand()).isEqualTo(Demand.FORCE);
        assertThat(walk.ask(true).ended().orElseThrow().message()).isEqualTo("process a failed: exit 3");
    }

    @Test
    void finalProcessesAreForcedToEndWhenTheirTimeIsUp() {
        var walk = walk(process("a"), last("z"));
        walk.starts();
        walk.ends("a", ProcessState.SUCCESS).ask(false);
        walk.later(Duration.ofSeconds(10)).ask(true);
        walk.observe(1, ProcessState.FORKED);

        assertThat(walk.ask(false).demand()).isEqualTo(Demand.NONE);
        assertThat(walk.ask(false).wake()).isEqualTo(Instant.EPOCH.plus(WAIT));
        assertThat(walk.later(Duration.ofSeconds(20)).ask(false).demand()).isEqualTo(Demand.FORCE);
    }

    @Test
    void finalProcessesDoNotRunWhenStoppingTookAllTheTime() {
        var walk = walk(process("a"), process("b"), last("z"));
        walk.starts();
        walk.ends("a", ProcessState.FAILED).ask(false);
        walk.later(WAIT).ends("b", ProcessState.KILLED);

        assertThat(walk.ask(true).ended().orElseThrow().state()).isEqualTo(TaskState.FAILED);
        assertThat(walk.progress.processes().get(2).runs()).isZero();
    }

    @Test
    void aTaskKilledBeforeAnythingRanEndsAtOnce() {
        var walk = walk(process("a"), last("z"));
        walk.kill(WAIT);
        walk.ask(false);

        assertThat(walk.ask(true).ended()).contains(new Outcome(TaskState.KILLED, "enough"));
    }

    @Test
    void aRepeatedKillShortensTheGraceAndNeverLengthensIt() {
        var walk = walk(process("a"));
        walk.starts();
        walk.kill(Duration.ofSeconds(60));
        assertThat(walk.ask(false).wake()).isEqualTo(Instant.EPOCH.plusSeconds(60));
        walk.kill(Duration.ofSeconds(10));
        assertThat(walk.ask(false).wake()).isEqualTo(Instant.EPOCH.plusSeconds(10));
        walk.kill(Duration.ofSeconds(20));
        assertThat(walk.ask(false).wake()).isEqualTo(Instant.EPOCH.plusSeconds(10));
        walk.kill(Duration.ZERO);
        assertThat(walk.ask(false).demand()).isEqualTo(Demand.FORCE);
    }

    @Test
    void aKillDoesNotChangeAnEndThatIsDecided() {
        var walk = walk(process("a"), process("b"));
        walk.starts();
        walk.ends("a", ProcessState.FAILED).ask(false);
        walk.kill(Duration.ZERO);
        walk.ends("b", ProcessState.KILLED).ask(false);

        assertThat(walk.ask(true).ended().orElseThrow().state()).isEqualTo(TaskState.FAILED);
    }

    @Test
    void aTaskTakenUpAgainLeavesItsRunningFinalProcessAlone() {
        var walk = walk(process("a"), last("z"));
        walk.starts();
        walk.ends("a", ProcessState.SUCCESS).ask(false);
        walk.ask(true);
        walk.observe(1, ProcessState.FORKED);
        walk.observe(1, ProcessState.RUNNING);

        var again = new Progress(new Stage.Active(), walk.progress.processes());
        var step = walk.graph.step(again, walk.now, false);
        assertThat(step.demand()).isEqualTo(Demand.NONE);
        assertThat(step.progress().stage()).isInstanceOf(Stage.Finalizing.class);
    }

    @ParameterizedTest
    @CsvSource({
        "WAITING, FORKED",
        "FORKED, RUNNING KILLED LOST SUCCESS FAILED",
        "RUNNING, SUCCESS FAILED KILLED LOST",
        "SUCCESS, FORKED",
        "FAILED, FORKED",
        "KILLED, FORKED",
        "LOST, FORKED"
    })
    void processesChangeTheirStateOnlyAsTheTableSays(ProcessState from, String allowed) {
        var table = Arrays.stream(allowed.split(" ")).map(ProcessState::valueOf).toList();
        for (var to : ProcessState.values()) {
            assertThat(from.mayBecome(to)).as("%s to %s", from, to).isEqualTo(table.contains(to));
            var record = new ProcessRecord(from, 1, 0, Instant.EPOCH, Instant.MAX, "");
            if (!table.contains(to)) {
                assertThatThrownBy(() -> record.became(to, Instant.EPOCH, ""))
                        .isInstanceOf(IllegalStateException.class);
            }
        }
    }

    /** Random tasks and fates: the bounds hold at every step, all comes to an end, and a restart decides the same. */
    @Test
    void randomTasksKeepTheirBoundsAndEnd() {
        for (long seed = 0; seed < 500; seed++) {
            var random = new Random(seed);
            var spec = randomTask(random);
            var walk = new Walk(spec);
            int steps = 0;
            var step = walk.ask(false);
            while (step.ended().isEmpty()) {
                assertThat(++steps).as("seed %s ends", seed).isLessThan(20_000);
                for (int index : step.starts()) {
                    assertThat(walk.progress.processes().get(index).state().isLive())
                            .isFalse();
                    walk.observe(index, ProcessState.FORKED);
                }
                assertBounds(seed, spec, walk.progress);
                var live = live(walk.progress);
                if (live.isEmpty()) {
                    walk.later(MIN_DURATION);
                } else {
                    var ends =
                            List.of(ProcessState.SUCCESS, ProcessState.FAILED, ProcessState.KILLED, ProcessState.LOST);
                    walk.observe(live.get(random.nextInt(live.size())), ends.get(random.nextInt(4)));
                    walk.later(Duration.ofMillis(random.nextInt(4_000)));
                }
                var again =
                        walk.graph.step(new Progress(new Stage.Active(), walk.progress.processes()), walk.now, false);
                step = walk.ask(live(walk.progress).isEmpty());
                assertThat(again.progress().outcome().map(Outcome::state))
                        .as("seed %s taken up again", seed)
                        .isEqualTo(walk.progress.outcome().map(Outcome::state));
            }
        }
    }

    private static List<Integer> live(Progress progress) {
        var live = new ArrayList<Integer>();
        for (int i = 0; i < progress.processes().size(); i++) {
            if (progress.processes().get(i).state().isLive()) {
                live.add(i);
            }
        }
        return live;
    }

    private static void assertBounds(long seed, TaskSpec spec, Progress progress) {
        int regular = 0;
        for (int i = 0; i < spec.processes().size(); i++) {
            var record = progress.processes().get(i);
            assertThat(record.runs()).as("seed %s runs", seed).isLessThanOrEqualTo(ProcessGraph.RUNS_MAX);
            regular += record.state().isLive() && !spec.processes().get(i).isFinal() ? 1 : 0;
        }
        if (spec.maxConcurrency() > 0) {
            assertThat(regular).as("seed %s at a time", seed).isLessThanOrEqualTo(spec.maxConcurrency());
        }
    }

    private static TaskSpec randomTask(Random random) {
        int count = 1 + random.nextInt(5);
        var processes = new ArrayList<ProcessSpec>();
        var order = new ArrayList<TaskSpec.Order>();
        for (int i = 0; i < count; i++) {
            boolean isFinal = i > 0 && random.nextInt(5) == 0;
            processes.add(new ProcessSpec(
                    "p" + i,
                    "x",
                    random.nextInt(4),
                    random.nextInt(4) == 0,
                    random.nextInt(4) == 0,
                    Duration.ofMillis(random.nextInt(5_000)),
                    isFinal));
            if (i > 0 && random.nextBoolean() && processes.get(i - 1).isFinal() == isFinal) {
                order.add(new TaskSpec.Order("p" + (i - 1), "p" + i));
            }
        }
        return task(random.nextInt(4), random.nextInt(3), order, processes.toArray(ProcessSpec[]::new));
    }
}
