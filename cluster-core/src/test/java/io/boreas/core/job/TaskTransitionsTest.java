package io.boreas.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.job.TaskPoint.Absent;
import io.boreas.core.job.TaskTransitions.Action;
import io.boreas.core.job.TaskTransitions.Facts;
import io.boreas.core.job.TaskTransitions.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every cell of Aurora's transition table, under every combination of the facts it depends on. */
class TaskTransitionsTest {
    /**
     * {@code from | to to -> ACTIONS; to -> ACTIONS}, where SAVE goes without saying and {@code DELETE} stands alone. What is
     * not written is illegal. Conditions: {@code ?service}, {@code ?retry} (the rule for failures), {@code ?unlessKilling}.
     * {@code !} marks what is illegal and answered with a kill.
     */
    private static final String TABLE = """
            INIT        | PENDING THROTTLED
            PENDING     | ASSIGNED; KILLING -> DELETE
            THROTTLED   | PENDING; KILLING -> DELETE
            ASSIGNED    | STARTING RUNNING; FINISHED -> RESCHEDULE?service; FAILED -> COUNT_FAILURE RESCHEDULE?retry; \
                          PREEMPTING RESTARTING DRAINING KILLING -> KILL; KILLED -> RESCHEDULE; LOST -> RESCHEDULE KILL
            STARTING    | RUNNING PARTITIONED; FINISHED -> RESCHEDULE?service; FAILED -> COUNT_FAILURE RESCHEDULE?retry; \
                          PREEMPTING RESTARTING DRAINING KILLING -> KILL; KILLED LOST -> RESCHEDULE
            RUNNING     | PARTITIONED; FINISHED -> RESCHEDULE?service; FAILED -> COUNT_FAILURE RESCHEDULE?retry; \
                          PREEMPTING RESTARTING DRAINING KILLING -> KILL; KILLED LOST -> RESCHEDULE
            PREEMPTING  | FINISHED FAILED KILLED -> RESCHEDULE; LOST -> RESCHEDULE KILL; PARTITIONED -> MARK_LOST; \
                          KILLING; ! ASSIGNED STARTING RUNNING
            RESTARTING  | FINISHED FAILED KILLED -> RESCHEDULE; LOST -> RESCHEDULE KILL; PARTITIONED -> MARK_LOST; \
                          KILLING; ! ASSIGNED STARTING RUNNING
            DRAINING    | FINISHED FAILED KILLED -> RESCHEDULE; LOST -> RESCHEDULE KILL; PARTITIONED -> MARK_LOST; \
                          KILLING; ! ASSIGNED STARTING RUNNING
            KILLING     | FINISHED FAILED KILLED LOST; PARTITIONED -> MARK_LOST; DELETED -> DELETE; \
                          ! ASSIGNED STARTING RUNNING
            PARTITIONED | RUNNING ASSIGNED STARTING FINISHED; FAILED -> COUNT_FAILURE RESCHEDULE?retry; \
                          LOST -> RESCHEDULE?unlessKilling KILL; KILLING RESTARTING DRAINING PREEMPTING -> MARK_LOST
            FINISHED    | DELETED -> DELETE; ! ASSIGNED STARTING RUNNING
            FAILED      | DELETED -> DELETE; ! ASSIGNED STARTING RUNNING
            KILLED      | DELETED -> DELETE; ! ASSIGNED STARTING RUNNING
            LOST        | DELETED -> DELETE; ! ASSIGNED STARTING RUNNING
            DELETED     | ! ASSIGNED STARTING RUNNING
            """;

    private static final List<TaskPoint> POINTS = Stream.concat(
                    Stream.<TaskPoint>of(Absent.values()), Stream.<TaskPoint>of(ScheduleStatus.values()))
            .toList();

    static Stream<Facts> facts() {
        var all = new ArrayList<Facts>();
        for (boolean service : List.of(true, false)) {
            for (boolean killRequested : List.of(true, false)) {
                for (int max : List.of(-1, 0, 1, 2, 3)) {
                    for (int failures : List.of(0, 1, 2, 100)) {
                        all.add(new Facts(service, max, failures, killRequested));
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("facts")
    void everyCellIsAsTheTableSays(Facts facts) {
        var table = table(facts);
        assertThat(table).hasSize(POINTS.size());
        for (var from : POINTS) {
            for (var to : POINTS) {
                var row = table.getOrDefault(from.toString(), Map.of());
                var expected =
                        from == to ? new Verdict.Noop() : row.getOrDefault(to.toString(), new Verdict.Illegal(false));
                assertThat(TaskTransitions.of(from, to, facts))
                        .as(from + " -> " + to)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void actionsOfOneChangeComeInOneOrder() {
        assertThat(Action.values())
                .containsExactly(
                        Action.COUNT_FAILURE,
                        Action.SAVE,
                        Action.RESCHEDULE,
                        Action.MARK_LOST,
                        Action.KILL,
                        Action.DELETE);
        facts().forEach(facts -> POINTS.forEach(from -> POINTS.forEach(to -> {
            if (TaskTransitions.of(from, to, facts) instanceof Verdict.Allowed(var actions)) {
                assertThat(actions)
                        .isSortedAccordingTo(Comparator.naturalOrder())
                        .doesNotHaveDuplicates();
            }
        })));
    }

    @Test
    void adHocJobIsTriedAsOftenAsItMayFail() {
        for (int failures = 0; failures < 5; failures++) {
            var verdict = TaskTransitions.of(
                    ScheduleStatus.RUNNING, ScheduleStatus.FAILED, new Facts(false, 3, failures, false));
            assertThat(verdict instanceof Verdict.Allowed allowed && allowed.entails(Action.RESCHEDULE))
                    .as("after " + failures + " failures")
                    .isEqualTo(failures < 2);
        }
    }

    private static Map<String, Map<String, Verdict>> table(Facts facts) {
        var table = new HashMap<String, Map<String, Verdict>>();
        for (var line : TABLE.lines().toList()) {
            var columns = line.split("\\|");
            var row = new HashMap<String, Verdict>();
            for (var rule : columns[1].split(";")) {
                rule(rule.strip(), facts, row);
            }
            assertThat(table.put(columns[0].strip(), row)).isNull();
        }
        return table;
    }

    private static void rule(String rule, Facts facts, Map<String, Verdict> row) {
        if (rule.startsWith("!")) {
            words(rule.substring(1)).forEach(to -> row.put(to, new Verdict.Illegal(true)));
            return;
        }
        var sides = rule.split("->");
        var actions = new ArrayList<Action>();
        if (sides.length > 1) {
            words(sides[1]).filter(word -> applies(word, facts)).forEach(word -> actions.add(action(word)));
        }
        if (!actions.contains(Action.DELETE)) {
            actions.add(Action.SAVE);
        }
        words(sides[0])
                .forEach(to -> row.put(
                        to, new Verdict.Allowed(actions.stream().sorted().toList())));
    }

    private static boolean applies(String word, Facts facts) {
        int mark = word.indexOf('?');
        return switch (mark < 0 ? "" : word.substring(mark + 1)) {
            case "" -> true;
            case "service" -> facts.service();
            case "unlessKilling" -> !facts.killRequested();
            case "retry" ->
                facts.service() || facts.maxTaskFailures() == -1 || facts.failures() < facts.maxTaskFailures() - 1;
            default -> throw new AssertionError(word);
        };
    }

    private static Action action(String word) {
        int mark = word.indexOf('?');
        return Action.valueOf(mark < 0 ? word : word.substring(0, mark));
    }

    private static Stream<String> words(String text) {
        return Stream.of(text.strip().split("\\s+"));
    }
}
