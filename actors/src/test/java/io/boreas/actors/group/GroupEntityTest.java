package io.boreas.actors.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.stage.Stage;
import io.boreas.core.id.Cause;
import io.boreas.core.machine.GroupSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Batches, replies, replay and snapshots; what failed writes do is in {@link FailedWriteTest}. */
class GroupEntityTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long SEED = 20_260_102;

    private static Stage stage;
    private static int groups;

    @BeforeAll
    static void open() {
        stage = Stage.inRealTime();
    }

    @AfterEach
    void clear() {
        stage.clear();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void aLoneCommandIsCommittedAtOnce() {
        var counters = new CounterStage(stage, ++groups);

        counters.add("a", 1);

        counters.replies.expectMessage("sum 1");
        assertThat(counters.recordSizes()).containsExactly(1);
    }

    @Test
    void commandsThatArriveDuringAWriteBecomeOneRecord() {
        var counters = new CounterStage(stage, ++groups);
        var expected = new ArrayList<String>();
        stage.gate().shut();
        for (int i = 1; i <= 500; i++) {
            counters.add("a", 1);
            expected.add("sum " + i);
            if (i == 1) {
                stage.gate().awaitWrite();
            }
        }

        stage.gate().open();

        assertThat(counters.replies.receiveSeveralMessages(500, PATIENCE)).isEqualTo(expected);
        assertThat(counters.recordSizes()).containsExactly(1, 499);
    }

    @Test
    void whatIsReceivedInOrderSeesTheCommandsBeforeIt() {
        var counters = new CounterStage(stage, ++groups);
        TestProbe<GroupSnapshot<Counters.Counter>> at = stage.probe();
        TestProbe<GroupSnapshot<Counters.Counter>> behind = stage.probe();
        stage.gate().shut();
        counters.add("a", 1);
        stage.gate().awaitWrite();
        counters.add("a", 2);
        counters.group.tell(new CounterGroup.Read(at.ref()));
        counters.group.tell(new CounterGroup.ReadBehind(behind.ref()));

        stage.gate().open();

        assertThat(at.receiveMessage().aggregates()).containsExactly(new Counters.Counter("a", 1));
        assertThat(behind.receiveMessage().aggregates()).containsExactly(new Counters.Counter("a", 3));
    }

    @Test
    void commandsThatTravelTogetherAreDecidedTogether() {
        var counters = new CounterStage(stage, ++groups);
        var asked = new ReplyTo.Actor<>(counters.replies.ref());

        counters.group.tell(new GroupMessage.Commands<>(List.of(
                CounterStage.command("a", 1, Cause.SYSTEM, asked),
                CounterStage.command("b", 2, Cause.SYSTEM, asked),
                CounterStage.command("a", 3, Cause.SYSTEM, asked))));

        assertThat(counters.replies.receiveSeveralMessages(3, PATIENCE)).containsExactly("sum 1", "sum 2", "sum 4");
        assertThat(counters.recordSizes()).containsExactly(3);
    }

    @Test
    void aRecordHasNoMoreCommandsThanItMay() {
        var counters = new CounterStage(stage, ++groups, 10, 1_000, CounterStage.STASH);
        stage.gate().shut();
        counters.add("a", 1);
        stage.gate().awaitWrite();
        for (int i = 0; i < 35; i++) {
            counters.add("a", 1);
        }

        stage.gate().open();

        assertThat(counters.replies.receiveSeveralMessages(36, PATIENCE)).last().isEqualTo("sum 36");
        assertThat(counters.recordSizes()).containsExactly(1, 10, 10, 10, 5);
    }

    @Test
    void nothingIsAnsweredBeforeItIsDurable() {
        var counters = new CounterStage(stage, ++groups);
        fish(counters, CounterGroup.Seen.Recovered.class);
        stage.gate().shut();
        counters.add("a", 1);
        counters.group.tell(CounterStage.command("a", 2, Cause.SYSTEM, new ReplyTo.Nobody<>()));
        stage.gate().awaitWrite();

        counters.replies.expectNoMessage(Duration.ofMillis(700));
        counters.observer.expectNoMessage(Duration.ofMillis(10));

        stage.gate().open();
        counters.replies.expectMessage("sum 1");
        fish(counters, CounterGroup.Seen.Answered.class);
        fish(counters, CounterGroup.Seen.Committed.class);
    }

    @Test
    void nothingIsDecidedOrAnsweredWithoutAuthority() {
        var counters = new CounterStage(stage, ++groups);
        counters.add("a", 1);
        counters.replies.expectMessage("sum 1");
        counters.authority.holds = false;

        counters.add("a", 2);
        counters.group.tell(new CounterGroup.Read(
                stage.<GroupSnapshot<Counters.Counter>>probe().ref()));
        counters.group.tell(new GroupMessage.AreYouThere(stage.<Integer>probe().ref()));

        counters.replies.expectNoMessage(Duration.ofSeconds(1));
        assertThat(counters.recordSizes()).containsExactly(1);
        counters.authority.holds = true;
        counters.replies.expectMessage("sum 3");
    }

    @Test
    void whatWasWrittenWhenTheAuthorityEndedIsToldWhenItIsBack() {
        var counters = new CounterStage(stage, ++groups);
        stage.gate().shut();
        counters.add("a", 1);
        stage.gate().awaitWrite();
        counters.authority.holds = false;

        stage.gate().open();

        counters.replies.expectNoMessage(Duration.ofSeconds(1));
        assertThat(counters.recordSizes()).containsExactly(1);
        counters.authority.holds = true;
        counters.replies.expectMessage("sum 1");
        fish(counters, CounterGroup.Seen.Committed.class);
    }

    @Test
    void aGroupWithoutAuthorityStopsAtOnceAndItsSuccessorHasWhatWasDurable() {
        var counters = new CounterStage(stage, ++groups);
        counters.add("a", 1);
        counters.replies.expectMessage("sum 1");
        counters.authority.holds = false;
        counters.add("a", 2);

        counters.group.tell(GroupMessage.Stop.STOP);

        stage.probe().expectTerminated(counters.group, PATIENCE);
        counters.authority.holds = true;
        counters.restart();
        counters.add("a", 4);
        counters.replies.expectMessage("sum 5");
    }

    @Test
    void aRefusalIsAnsweredWithoutARecord() {
        var counters = new CounterStage(stage, ++groups);

        counters.add("a", -1);

        counters.replies.expectMessage(Counters.REFUSED);
        assertThat(counters.recordSizes()).isEmpty();
    }

    @Test
    void theSameCommandAgainIsAnsweredAndNotDoneTwice() {
        var counters = new CounterStage(stage, ++groups);
        var cause = new Cause("command-1", "ann");
        counters.add("a", 5, cause);
        counters.replies.expectMessage("sum 5");

        counters.add("a", 5, cause);
        counters.replies.expectMessage(Counters.REPEATED);
        counters.restart();
        counters.add("a", 5, cause);
        counters.replies.expectMessage(Counters.REPEATED);

        assertThat(counters.state().aggregates()).containsExactly(new Counters.Counter("a", 5));
        assertThat(counters.recordSizes()).containsExactly(1);
    }

    @Test
    void theSameCommandTwiceInOneRecordIsDoneOnce() {
        var counters = new CounterStage(stage, ++groups);
        var asked = new ReplyTo.Actor<>(counters.replies.ref());
        var command = CounterStage.command("a", 5, new Cause("command-1", "ann"), asked);

        counters.group.tell(new GroupMessage.Commands<>(List.of(command, command)));

        assertThat(counters.replies.receiveSeveralMessages(2, PATIENCE)).containsExactly("sum 5", Counters.REPEATED);
        assertThat(counters.recordSizes()).containsExactly(1);
    }

    @Test
    void replayLeadsToTheEqualState() {
        var counters = new CounterStage(stage, ++groups);
        addAtRandom(counters, 300);
        var before = counters.state();

        counters.restart();

        assertThat(counters.state()).isEqualTo(before);
        assertThat(before.aggregates()).hasSizeGreaterThan(5);
        assertThat(before.commands()).isNotEmpty();
    }

    @Test
    void aSnapshotAndTheRecordsAfterItLeadToTheEqualState() {
        var counters = new CounterStage(stage, ++groups, 1, 10, CounterStage.STASH);
        addAtRandom(counters, 47);
        var before = counters.state();
        int records = counters.recordSizes().size();

        counters.restart();

        assertThat(counters.state()).isEqualTo(before);
        assertThat(stage.gate().reads().getLast())
                .as("records read of %s", records)
                .isEqualTo(records % 10);
    }

    @Test
    void aGroupThatIsToStopFinishesWhatWasBegun() {
        var counters = new CounterStage(stage, ++groups);
        stage.gate().shut();
        counters.add("a", 1);
        stage.gate().awaitWrite();
        counters.add("a", 2);
        counters.group.tell(GroupMessage.Stop.STOP);

        stage.gate().open();

        counters.replies.expectMessage("sum 1");
        counters.replies.expectMessage("sum 3");
        counters.replies.expectTerminated(counters.group, PATIENCE);
    }

    @Test
    void aGroupAnswersThatItIsThereOnceItHasReplayed() {
        var counters = new CounterStage(stage, ++groups);
        var numbers = stage.<Integer>probe();

        counters.group.tell(new GroupMessage.AreYouThere(numbers.ref()));

        numbers.expectMessage(counters.number);
    }

    @Test
    void commandsAreDecidedEvenWhenAFullStashLostTheReminder() {
        var counters = new CounterStage(stage, ++groups, 1, 1_000, 8);
        stage.gate().shut();
        counters.add("a", 1);
        stage.gate().awaitWrite();
        counters.add("a", 2);
        counters.add("a", 3);
        counters.group.tell(new CounterGroup.Burst(20));
        // The second write begins with a reminder for the third behind 20 messages, of which the stash keeps 8.
        stage.gate().letOnePass();
        stage.gate().awaitWrite();
        counters.replies.expectMessage("sum 1");
        counters.replies.expectNoMessage(Duration.ofMillis(300));

        stage.gate().open();

        counters.replies.expectMessage("sum 3");
        counters.replies.expectMessage("sum 6");
    }

    private static void addAtRandom(CounterStage counters, int commands) {
        var random = new Random(SEED);
        for (int i = 0; i < commands; i++) {
            var counter = String.valueOf((char) ('a' + random.nextInt(10)));
            var cause = random.nextBoolean() ? new Cause("command-" + i, "ann") : Cause.SYSTEM;
            counters.add(counter, random.nextInt(20) - 4, cause);
        }
        counters.replies.receiveSeveralMessages(commands, PATIENCE);
    }

    private static void fish(CounterStage counters, Class<? extends CounterGroup.Seen> kind) {
        counters.observer.fishForMessage(
                PATIENCE,
                seen -> kind.isInstance(seen) ? FishingOutcomes.complete() : FishingOutcomes.continueAndIgnore());
    }
}
