package io.boreas.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobCommand.Choice;
import io.boreas.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command in every state of an instance, and events that do not fit. */
class JobStatesTest {
    /** {@code state | command -> what becomes of the task and, after a comma, of the instance}; the rest stays as it is. */
    private static final String TABLE = """
            PENDING     | kill -> gone, none; choose -> PLACED; STAGING -> PENDING; RUNNING -> PENDING; FINISHED -> PENDING
            PLACED      | kill -> KILLING; STAGING -> ASSIGNED; KILLING -> ASSIGNED; RUNNING -> RUNNING; \
                          FINISHED -> FINISHED, new; UNREACHABLE -> LOST, new; LOST -> LOST, new; KILLED -> KILLED, new
            REFUSED     | kill -> KILLING; absent -> gone, new; STAGING -> ASSIGNED; KILLING -> ASSIGNED; \
                          RUNNING -> RUNNING; FINISHED -> FINISHED, new; UNREACHABLE -> LOST, new; LOST -> LOST, new; \
                          KILLED -> KILLED, new
            WITHDRAWN   | absent -> gone, none; tick -> LOST, none; FINISHED -> FINISHED, none; \
                          UNREACHABLE -> LOST, none; LOST -> LOST, none; KILLED -> KILLED, none
            THROTTLED   | kill -> gone, none; tick -> PENDING
            ASSIGNED    | kill -> KILLING; restart -> RESTARTING; tick -> LOST, new; RUNNING -> RUNNING; \
                          FINISHED -> FINISHED, new; UNREACHABLE -> LOST, new; LOST -> LOST, new; KILLED -> KILLED, new
            STARTING    | kill -> KILLING; restart -> RESTARTING; RUNNING -> RUNNING; FINISHED -> FINISHED, new; \
                          UNREACHABLE -> PARTITIONED; LOST -> LOST, new; KILLED -> KILLED, new
            RUNNING     | kill -> KILLING; restart -> RESTARTING; FINISHED -> FINISHED, new; UNREACHABLE -> PARTITIONED; \
                          LOST -> LOST, new; KILLED -> KILLED, new
            KILLING     | tick -> LOST, none; FINISHED -> FINISHED, none; UNREACHABLE -> LOST, none; LOST -> LOST, none; \
                          KILLED -> KILLED, none
            RESTARTING  | kill -> KILLING; tick -> LOST, new; FINISHED -> FINISHED, new; UNREACHABLE -> LOST, new; \
                          LOST -> LOST, new; KILLED -> KILLED, new
            PARTITIONED | kill -> LOST, none; restart -> LOST, new; tick -> LOST, new; STAGING -> ASSIGNED; \
                          RUNNING -> RUNNING; FINISHED -> FINISHED, new; LOST -> LOST, new; KILLED -> KILLED, new
            """;

    private static final List<String> COMMANDS = List.of(
            "kill",
            "restart",
            "choose",
            "refuse",
            "there",
            "absent",
            "tick",
            "STAGING",
            "RUNNING",
            "FINISHED",
            "UNREACHABLE",
            "LOST",
            "KILLED",
            "KILLING");

    private static final JobSettings SETTINGS = new JobSettings(
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofDays(2));

    static Stream<String> rows() {
        return TABLE.lines();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void everyCommandDoesWhatTheTableSays(String line) {
        var columns = line.split("\\|");
        var state = columns[0].strip();
        for (var command : COMMANDS) {
            var expected = Stream.of(columns[1].split(";"))
                    .map(cell -> cell.split("->"))
                    .filter(sides -> sides[0].strip().equals(command))
                    .map(sides -> sides[1].strip())
                    .findFirst()
                    .orElse(unchanged(state));
            var run = in(state);
            var id = run.task(0).id();
            send(run, command);
            assertThat(outcome(run, id)).as(state + " | " + command).isEqualTo(expected);
        }
    }

    @Test
    void eventsThatDoNotFitAreRefused() {
        var run = JobRun.of(Specs.service(1)).start(0, TaskState.RUNNING);
        var at = run.now();
        var id = run.task(0).id();
        var stranger = new TaskId("stranger");
        var misfits = List.of(
                new JobEvent.Created(Specs.service(1), 1, at),
                new JobEvent.InstancesAdded(5, 1, 1, at),
                new JobEvent.InstancesAdded(0, 0, 1, at),
                new JobEvent.PlacesChosen(List.of(new Choice(0, id, JobRun.AGENT, "h")), at),
                new JobEvent.PlaceRefused(0, id, "", at),
                new JobEvent.Moved(0, id, ScheduleStatus.PENDING, 0, Optional.empty(), false, "", at),
                new JobEvent.Moved(0, id, ScheduleStatus.RUNNING, 9, Optional.empty(), false, "", at),
                new JobEvent.Moved(0, stranger, ScheduleStatus.FINISHED, 9, Optional.empty(), false, "", at),
                new JobEvent.NoticeNoted(1, id, 9),
                new JobEvent.Rescheduled(0, id, 0, Instant.EPOCH, at),
                new JobEvent.Rescheduled(1, stranger, 0, Instant.EPOCH, at),
                new JobEvent.Withdrawn(0, id),
                new JobEvent.KillsTaken(List.of(id)),
                new JobEvent.HistoryPruned(1));

        for (var event : misfits) {
            assertThatThrownBy(() -> run.machine().evolve(run.job(), event))
                    .as(event.toString())
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    /** A service's instance 0 in this state, where whatever is waited for is over at the next tick. */
    private static JobRun in(String state) {
        var run = JobRun.of(Specs.service(1), SETTINGS);
        switch (state) {
            case "PENDING" -> {}
            case "PLACED" -> run.choose(0);
            case "REFUSED" -> {
                run.choose(0);
                run.refuse(0);
            }
            case "WITHDRAWN" -> {
                run.choose(0);
                run.kill(0);
            }
            case "THROTTLED" -> run.start(0, TaskState.FAILED).start(0, TaskState.FAILED);
            case "ASSIGNED" -> run.start(0);
            case "STARTING" -> run.start(0, TaskState.STARTING);
            case "RUNNING" -> run.start(0, TaskState.RUNNING);
            case "KILLING" -> run.start(0, TaskState.RUNNING).kill(0);
            case "RESTARTING" -> run.start(0, TaskState.RUNNING).restart(0);
            case "PARTITIONED" -> run.start(0, TaskState.RUNNING, TaskState.UNREACHABLE);
            default -> throw new AssertionError(state);
        }
        assertThat(outcome(run, run.task(0).id())).isEqualTo(unchanged(state));
        return run;
    }

    /** What such a task looks like: one that was refused or is to be stopped differs in what its agent's group may still say. */
    private static String unchanged(String state) {
        return switch (state) {
            case "REFUSED" -> "PLACED";
            case "WITHDRAWN" -> "KILLING";
            default -> state;
        };
    }

    private static void send(JobRun run, String command) {
        switch (command) {
            case "kill" -> run.kill(0);
            case "restart" -> run.restart(0);
            case "choose" -> run.choose(0, JobRun.OTHER_AGENT);
            case "refuse" -> run.refuse(0);
            case "there" -> run.takeKillsOfWhatIsThere();
            case "absent" -> run.takeKills();
            case "tick" -> run.wait(Duration.ofMinutes(5)).tick();
            default -> run.hear(0, TaskState.valueOf(command));
        }
    }

    private static String outcome(JobRun run, TaskId id) {
        var still = run.job().active(0, id);
        if (still.isPresent()) {
            boolean placed = still.get().status() == ScheduleStatus.PENDING
                    && still.get().placement().isPresent();
            return placed ? "PLACED" : still.get().status().toString();
        }
        var end = run.job().ended().stream()
                .filter(task -> task.id().equals(id))
                .map(task -> task.status().toString())
                .findFirst()
                .orElse("gone");
        var instance = new ArrayList<String>();
        run.job().active().forEachValue(task -> instance.add("new"));
        return end + ", " + (instance.isEmpty() ? "none" : instance.getFirst());
    }
}
