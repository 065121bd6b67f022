package io.boreas.drill.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.drill.history.Course;
import io.boreas.drill.history.Outcome;
import io.boreas.drill.load.Roster.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A framework has few tasks at a time, asks for no id twice, and kills only what would stay. */
final class RosterTest {
    private final AtomicLong clock = new AtomicLong();
    private final Roster roster = new Roster("t", new Random(1), clock::get);

    @Test
    void eightTasksAreThereAtATimeAndHalfOfThemStay() {
        var plans = fill();

        assertThat(plans).hasSize(8).extracting(Plan::task).doesNotHaveDuplicates();
        assertThat(plans.subList(0, 4)).extracting(Plan::course).containsOnly(Course.STAYS);
        assertThat(plans.subList(4, 8)).extracting(Plan::course).doesNotContain(Course.STAYS);
    }

    @Test
    void anEndMakesRoomAndNoIdIsUsedTwice() {
        var ids = new HashSet<String>();
        for (int round = 0; round < 50; round++) {
            for (var plan : fill()) {
                assertThat(ids.add(plan.task())).isTrue();
                roster.told(plan.task(), "RUNNING", false);
                roster.told(plan.task(), "FINISHED", false);
            }
        }
        assertThat(ids).hasSize(400);
    }

    @Test
    void oneIsLaunchedASecondAtMost() {
        later(Duration.ofSeconds(1));
        assertThat(roster.launch("a1")).isPresent();
        later(Duration.ofMillis(999));
        assertThat(roster.launch("a1")).isEmpty();
        later(Duration.ofMillis(1));
        assertThat(roster.launch("a1")).isPresent();
    }

    @Test
    void aRefusedLaunchMakesRoomAndOneThatNobodyKnowsOfDoesNot() {
        var plans = fill();
        roster.answered(plans.get(0).task(), Outcome.UNKNOWN);
        assertThat(fill()).isEmpty();
        assertThat(roster.open()).hasSize(8);
        assertThat(roster.known()).isEmpty();
        roster.answered(plans.get(1).task(), Outcome.REFUSED);
        assertThat(fill()).hasSize(1);
        roster.told(plans.get(0).task(), "UNKNOWN", true);
        assertThat(fill()).hasSize(1);
    }

    @Test
    void tasksOutOfReachLeaveRoomForEightOthersAndNoMore() {
        fill().forEach(plan -> roster.told(plan.task(), "UNREACHABLE", false));
        assertThat(fill()).isEmpty();

        roster.told("t0", "RUNNING", false);
        assertThat(fill()).hasSize(7);
    }

    @Test
    void onlyTasksThatRunAndWouldStayAreKilledEachOnce() {
        var plans = fill();
        later(Duration.ofSeconds(2));
        assertThat(roster.kill()).isEmpty();
        plans.forEach(plan -> roster.told(plan.task(), "RUNNING", false));
        var killed = new ArrayList<Plan>();
        for (int i = 0; i < 10; i++) {
            later(Duration.ofSeconds(2));
            roster.kill().ifPresent(killed::add);
            assertThat(roster.kill()).isEmpty();
        }
        assertThat(killed).containsExactlyInAnyOrderElementsOf(plans.subList(0, 4));

        roster.answeredKill(killed.getFirst().task(), Outcome.UNKNOWN);
        later(Duration.ofSeconds(2));
        assertThat(roster.kill()).contains(killed.getFirst());
    }

    @Test
    void whoRestsBeginsNothingAndIsQuietOnceWhatWasBegunIsOver() {
        var plans = fill();
        plans.forEach(plan -> roster.told(plan.task(), "RUNNING", false));
        later(Duration.ofSeconds(2));
        var killed = roster.kill().orElseThrow();
        roster.stop();

        later(Duration.ofSeconds(9));
        assertThat(roster.kill()).isEmpty();
        plans.subList(4, 8).forEach(plan -> roster.told(plan.task(), "FAILED", false));
        assertThat(roster.launch("a1")).isEmpty();
        assertThat(roster.isQuiet()).isFalse();
        roster.told(killed.task(), "KILLED", false);
        assertThat(roster.isQuiet()).isTrue();
        assertThat(roster.open()).hasSize(3).containsValue("a1").isEqualTo(roster.known());
    }

    private List<Plan> fill() {
        var plans = new ArrayList<Plan>();
        for (int i = 0; i < 20; i++) {
            later(Duration.ofSeconds(1));
            roster.launch("a1").ifPresent(plans::add);
        }
        return plans;
    }

    private void later(Duration time) {
        clock.addAndGet(time.toNanos());
    }
}
