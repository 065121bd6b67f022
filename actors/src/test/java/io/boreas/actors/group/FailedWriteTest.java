package io.boreas.actors.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.stage.Stage;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a group does when its journal does not take a record. */
class FailedWriteTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

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
    void aCommandWhoseWriteFailedIsNotAnsweredAndLeavesNoTrace() {
        var counters = new CounterStage(stage, ++groups);
        counters.add("a", 100);
        counters.replies.expectMessage("sum 100");
        stage.gate().failNext(1);

        counters.add("a", 1);
        counters.replies.expectNoMessage(Duration.ofMillis(100));

        counters.add("a", 20);
        counters.replies.expectMessage("sum 120");
        assertThat(counters.state().aggregates()).containsExactly(new Counters.Counter("a", 120));
        assertThat(counters.recordSizes()).containsExactly(1, 1);
    }

    @Test
    void commandsThatWaitedAreDecidedAnew() {
        var counters = new CounterStage(stage, ++groups);
        counters.add("a", 100);
        counters.replies.expectMessage("sum 100");
        stage.gate().shut();
        stage.gate().failNext(1);
        counters.add("a", 1);
        stage.gate().awaitWrite();
        counters.add("a", 20);
        counters.add("a", -1);
        counters.add("b", 7);

        stage.gate().open();

        counters.replies.expectMessage("sum 120");
        counters.replies.expectMessage(Counters.REFUSED);
        counters.replies.expectMessage("sum 7");
    }

    @Test
    void commandsLeftOverByAFullRecordAreDecidedAnew() {
        var counters = new CounterStage(stage, ++groups, 1, 1_000, CounterStage.STASH);
        counters.add("a", 100);
        counters.replies.expectMessage("sum 100");
        stage.gate().shut();
        counters.add("b", 1);
        stage.gate().awaitWrite();
        counters.add("a", 10);
        counters.add("a", 20);
        stage.gate().failNext(2);

        stage.gate().open();

        counters.replies.expectMessage("sum 120");
        assertThat(counters.state().aggregates()).containsExactly(new Counters.Counter("a", 120));
    }

    @Test
    void aRecordAfterASnapshotThatFailedLeavesNoTrace() {
        var counters = new CounterStage(stage, ++groups, 1, 10, CounterStage.STASH);
        for (int i = 0; i < 13; i++) {
            counters.add("a", 1);
        }
        counters.replies.receiveSeveralMessages(13, PATIENCE);
        stage.gate().failNext(2);

        counters.add("a", 1_000);
        counters.add("a", 2_000);
        counters.add("a", 1);

        counters.replies.expectMessage("sum 14");
    }

    @Test
    void timeGoesOnAfterAFailedWrite() {
        var counters = new CounterStage(stage, ++groups);
        awaitTick(counters);
        stage.gate().failNext(1);
        counters.add("a", 1);
        counters.observer.fishForMessage(
                PATIENCE,
                seen -> seen.equals(new CounterGroup.Seen.Recovered(counters.state()))
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());

        awaitTick(counters);
    }

    @Test
    void whatArrivesWhileTheGroupRestsIsKept() {
        var counters = new CounterStage(stage, ++groups);
        stage.gate().shut();
        stage.gate().failNext(1);
        counters.add("a", 1);
        stage.gate().awaitWrite();
        stage.gate().open();
        var dropped = stage.kit().createDroppedMessageProbe();
        for (int i = 0; i < 5_000; i++) {
            counters.add("b", 1);
        }

        assertThat(counters.replies.receiveSeveralMessages(5_000, PATIENCE))
                .last()
                .isEqualTo("sum 5000");
        dropped.expectNoMessage(Duration.ofMillis(1));
    }

    private static void awaitTick(CounterStage counters) {
        counters.observer.fishForMessage(
                PATIENCE,
                seen -> seen instanceof CounterGroup.Seen.Ticked
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
    }
}
