package io.boreas.drill.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.drill.check.FrameworkTasks.Account;
import io.boreas.drill.history.Course;
import io.boreas.drill.history.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A framework that was told the truth passes, and each way to be told otherwise is found. */
final class FrameworkTasksTest {
    private final TaskStory story = new TaskStory();

    @Test
    void tasksThatLiveAndTasksThatEndedAreAccountedFor() {
        story.launched("t1", Course.STAYS)
                .told("t1", "STARTING", "RUNNING")
                .launched("t2", Course.FINISHES)
                .told("t2", "RUNNING", "FINISHED")
                .launched("t3", Course.FAILS)
                .told("t3", "RUNNING", "FAILED")
                .launched("t4", Course.STAYS)
                .told("t4", "RUNNING", "UNREACHABLE")
                .launched("t5", Course.STAYS, Outcome.REFUSED)
                .launched("t6", Course.STAYS, Outcome.UNKNOWN);
        var reconciled = Map.of(
                "t1", "RUNNING", "t2", "GONE", "t3", "FAILED", "t4", "UNREACHABLE", "t5", "UNKNOWN", "t6", "GONE");
        var shown = Map.of("t1", "RUNNING", "t2", "FINISHED", "t4", "UNREACHABLE");

        passes(FrameworkTasks.areAccountedFor(story.history(), new Account(reconciled, Map.of("m1", shown))));
    }

    @ParameterizedTest
    @CsvSource({
        "RUNNING, GONE, RUNNING, RECONCILE says GONE",
        "RUNNING, FINISHED, RUNNING, RECONCILE says FINISHED",
        "RUNNING, UNREACHABLE, RUNNING, RECONCILE says UNREACHABLE",
        "RUNNING, RUNNING, FAILED, m1 shows FAILED",
        "RUNNING, RUNNING, , m1 shows nothing",
        "UNREACHABLE, UNREACHABLE, RUNNING, m1 shows RUNNING",
        "KILLED, RUNNING, KILLED, RECONCILE says RUNNING",
        "KILLED, GONE, RUNNING, m1 shows RUNNING",
        "RUNNING, , RUNNING, RECONCILE has no answer",
    })
    void aDisagreementIsFound(String told, String reconciled, String shown, String found) {
        story.launched("t1", Course.STAYS).told("t1", told);

        fails(FrameworkTasks.areAccountedFor(story.history(), account("t1", reconciled, shown)), found);
    }

    @Test
    void anAcceptedLaunchThatNobodyWasToldOfIsFoundWhereItIsThere() {
        story.launched("t1", Course.STAYS);

        fails(
                FrameworkTasks.areAccountedFor(story.history(), account("t1", "STAGING", null)),
                "RECONCILE says STAGING");
        passes(FrameworkTasks.areAccountedFor(story.history(), account("t1", "GONE", null)));
    }

    @Test
    void aRefusedLaunchThatRunsIsFound() {
        story.launched("t0", Course.STAYS)
                .told("t0", "KILLED")
                .launched("t1", Course.STAYS, Outcome.REFUSED)
                .told("t1", "FAILED");

        fails(
                FrameworkTasks.areAccountedFor(
                        story.history(), new Account(Map.of("t0", "GONE", "t1", "GONE"), Map.of())),
                "t1, its launch REFUSED: it was told [FAILED]");
    }

    @Test
    void aTaskThatNobodyLaunchedIsFound() {
        story.launched("t1", Course.STAYS).told("t1", "RUNNING").told("t2", "RUNNING");

        fails(
                FrameworkTasks.areAccountedFor(story.history(), account("t1", "RUNNING", "RUNNING")),
                "t2 was told of, and nobody launched it");
    }

    @Test
    void anEndThatIsDueAndDoesNotComeIsFound() {
        story.launched("t1", Course.FINISHES).told("t1", "RUNNING");
        fails(FrameworkTasks.areAccountedFor(story.history(), account("t1", "RUNNING", "RUNNING")), "its end was due");
    }

    @Test
    void aKillThatIsForgottenIsFound() {
        story.launched("t1", Course.STAYS).told("t1", "RUNNING").killed("t1", Outcome.UNKNOWN);
        passes(FrameworkTasks.areAccountedFor(story.history(), account("t1", "RUNNING", "RUNNING")));
        story.killed("t1", Outcome.ACCEPTED);
        fails(FrameworkTasks.areAccountedFor(story.history(), account("t1", "RUNNING", "RUNNING")), "its end was due");
    }

    @Test
    void aFrameworkThatLaunchedNothingProvesNothing() {
        story.launched("t1", Course.STAYS, Outcome.REFUSED);
        assertThat(FrameworkTasks.areAccountedFor(story.history(), account("t1", "GONE", null))
                        .passed())
                .isFalse();
    }

    @Test
    void whatEndedStaysEnded() {
        story.told("t1", "RUNNING", "UNREACHABLE", "RUNNING", "FINISHED")
                .reconciled("t1", "GONE")
                .reconciled("t1", "UNKNOWN");
        passes(FrameworkTasks.staysEnded(story.history()));
    }

    @ParameterizedTest
    @CsvSource({
        "FINISHED, RUNNING",
        "FAILED, STARTING",
        "KILLED, KILLING",
        "LOST, RUNNING",
        "GONE, UNREACHABLE",
        "DROPPED, STAGING",
        "ERROR, RUNNING"
    })
    void whatIsToldToLiveAfterItsEndIsFound(String end, String after) {
        story.told("t1", "RUNNING", end).reconciled("t1", after);
        fails(FrameworkTasks.staysEnded(story.history()), "t1 was told " + end + ", and " + after);
    }

    @Test
    void anAnswerThatRunsAheadOfWhatIsToldIsFound() {
        story.update("t1", "STARTING", "u1").reconciled("t1", "FINISHED").update("t1", "STARTING", "u1");
        fails(FrameworkTasks.staysEnded(story.history()), "t1 was told FINISHED (asked for), and STARTING");
    }

    @Test
    void updatesMayBeToldUntilTheirAcknowledgementIsAnswered() {
        story.update("t1", "RUNNING", "u1")
                .update("t1", "RUNNING", "u1")
                .acknowledged("t1", "u1", Outcome.REFUSED)
                .update("t1", "RUNNING", "u1")
                .acknowledged("t1", "u1", Outcome.ACCEPTED)
                .update("t1", "RUNNING", "u1") // it was on its way
                .update("t1", "FINISHED", "u2")
                .acknowledged("t1", "u2", Outcome.UNKNOWN)
                .reconciled("t1", "GONE");
        passes(FrameworkTasks.areToldUntilAcknowledged(story.history()));
    }

    @Test
    void anUpdateThatIsToldAgainLongAfterItWasAcknowledgedIsFound() {
        story.update("t1", "RUNNING", "u1")
                .acknowledged("t1", "u1", Outcome.ACCEPTED)
                .later(5)
                .update("t1", "RUNNING", "u1");
        fails(
                FrameworkTasks.areToldUntilAcknowledged(story.history()),
                "RUNNING of t1 was acknowledged, and told again");
    }

    @Test
    void anUpdateThatIsDroppedWithoutAnAcknowledgementIsFound() {
        story.update("t1", "RUNNING", "u1").update("t1", "FINISHED", "u2").acknowledged("t1", "u2", Outcome.ACCEPTED);
        fails(FrameworkTasks.areToldUntilAcknowledged(story.history()), "RUNNING of t1 was told 1 times");
    }

    @Test
    void anUpdateWhoseAcknowledgementWasRefusedHasToBeToldAgain() {
        story.update("t1", "RUNNING", "u1").acknowledged("t1", "u1", Outcome.REFUSED);
        fails(FrameworkTasks.areToldUntilAcknowledged(story.history()), "and is not told again");
    }

    @Test
    void tasksMayEndByThemselvesOrByTheirFramework() {
        story.launched("t1", Course.FINISHES)
                .told("t1", "RUNNING", "FINISHED")
                .launched("t2", Course.FAILS)
                .told("t2", "RUNNING", "FAILED")
                .launched("t3", Course.STAYS)
                .told("t3", "RUNNING")
                .killed("t3", Outcome.UNKNOWN)
                .told("t3", "KILLED")
                .reconciled("t3", "GONE")
                .launched("t4", Course.STAYS)
                .told("t4", "DROPPED");
        passes(FrameworkTasks.areUndisturbed(story.history()));
    }

    @ParameterizedTest
    @CsvSource({"STAYS, FAILED", "STAYS, KILLED", "STAYS, GONE", "STAYS, FINISHED", "FINISHES, FAILED", "FAILS, LOST"})
    void aTaskThatSomethingElseEndedIsFound(Course course, String end) {
        story.launched("t1", course).told("t1", "RUNNING", end);
        fails(FrameworkTasks.areUndisturbed(story.history()), "t1, which " + course + ", was told " + end);
    }

    @Test
    void aTaskThatIsGoneWithoutAWordIsFound() {
        story.launched("t1", Course.FINISHES).told("t1", "RUNNING").reconciled("t1", "GONE");
        fails(FrameworkTasks.areUndisturbed(story.history()), "was told GONE");
    }

    private static Account account(String task, String reconciled, String shown) {
        return new Account(states(task, reconciled), Map.of("m1", states(task, shown)));
    }

    private static Map<String, String> states(String task, String state) {
        return state == null ? Map.of() : Map.of(task, state);
    }

    private static void passes(Finding finding) {
        assertThat(finding.passed()).as(finding.detail()).isTrue();
    }

    private static void fails(Finding finding, String detail) {
        assertThat(finding.passed()).as(finding.detail()).isFalse();
        assertThat(finding.detail()).contains(detail);
    }
}
