package io.boreas.drill.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.drill.cell.TaskProcesses.Seen;
import io.boreas.drill.check.Lives.Life;
import io.boreas.drill.history.Course;
import io.boreas.drill.history.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Processes that are what a framework was told of pass, and each that is not is found. */
final class FrameworkRunsTest {
    private final TaskStory story = new TaskStory();
    private final List<Life> lives = new ArrayList<>();
    private final List<Seen> now = new ArrayList<>();

    @Test
    void oneProcessOfEachTaskUntilItsEndIsFine() {
        story.launched("t1", Course.STAYS).told("t1", "RUNNING");
        lives(seen(11, "t1@f@1"), 0, 60);
        now.add(seen(11, "t1@f@1"));
        story.launched("t2", Course.FINISHES).told("t2", "RUNNING");
        var end = story.update("t2", "FINISHED", "u2").time();
        lives.add(new Life(seen(12, "t2@f@1"), TaskStory.BEGUN, end.plusMillis(900)));
        lives(seen(99, "someone-elses"), 0, 60);

        var finding = check();

        assertThat(finding.passed()).as(finding.detail()).isTrue();
        assertThat(finding.detail()).contains("2 processes");
    }

    @Test
    void aTaskThatIsStartedTwiceIsFoundEvenOneAfterTheOther() {
        story.launched("t1", Course.STAYS).told("t1", "RUNNING");
        lives(seen(11, "t1@f@1"), 0, 10);
        lives(seen(12, "t1@f@2"), 20, 30);
        now.add(seen(12, "t1@f@2"));

        fails("t1 was started more than once: [11, 12]");
    }

    @Test
    void aProcessThatOutlivesWhatWasToldIsFound() {
        story.launched("t1", Course.STAYS).told("t1", "RUNNING").reconciled("t1", "GONE");
        lives.add(new Life(seen(11, "t1@f@1"), TaskStory.BEGUN, story.time().plusMillis(1_100)));

        fails("and was told to have ended at");
    }

    @Test
    void aTaskThatWasRefusedAndRunsIsFound() {
        story.launched("t1", Course.STAYS, Outcome.REFUSED);
        lives(seen(11, "t1@f@1"), 0, 10);

        fails("t1 was refused, and runs as [11]");
    }

    @Test
    void aTaskThatIsSaidToRunAndDoesNotIsFound() {
        story.launched("t1", Course.STAYS).told("t1", "RUNNING");
        lives(seen(11, "t1@f@1"), 0, 10);

        fails("t1 is told to run, and has no process");
    }

    @Test
    void whereNothingWasSeenNothingIsProved() {
        story.launched("t1", Course.STAYS).told("t1", "UNREACHABLE");

        fails("no process was seen at all");
    }

    private static Seen seen(long pid, String run) {
        return new Seen(pid, pid, "", -1, run, true);
    }

    private void lives(Seen process, int from, int to) {
        lives.add(new Life(process, at(from), at(to)));
    }

    private static Instant at(int seconds) {
        return TaskStory.BEGUN.plusSeconds(seconds);
    }

    private Finding check() {
        return FrameworkRuns.byProcesses(story.history(), lives, now, 7);
    }

    private void fails(String detail) {
        var finding = check();
        assertThat(finding.passed()).as(finding.detail()).isFalse();
        assertThat(finding.detail()).contains(detail);
    }
}
