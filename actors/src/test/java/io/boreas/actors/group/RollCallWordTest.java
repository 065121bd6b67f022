package io.boreas.actors.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.stage.Stage;
import io.boreas.core.machine.GroupKind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who gives word when a group has started at another master, and how often. */
class RollCallWordTest {
    private static final RollCall.Message CALL = new RollCall.Called(GroupKind.AGENT, 1);

    private static Stage stage;

    private final ActorRef<RollCall.Message> rollCall = stage.spawn(RollCall.create());
    private final TestProbe<String> words = stage.probe();

    @BeforeAll
    static void open() {
        stage = Stage.inManualTime();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    private void stand(GroupKind kind, int number, String word) {
        rollCall.tell(new RollCall.Stand(
                kind, number, stage.spawn(Behaviors.ignore()), () -> words.ref().tell(word)));
    }

    @Test
    void whoStandsForSomethingElseIsNotCalled() {
        stand(GroupKind.AGENT, 2, "link of another group");
        stand(GroupKind.FRAMEWORK, 1, "stream of a group with the same number");
        stand(GroupKind.AGENT, 1, "link");

        rollCall.tell(CALL);

        words.expectMessage("link");
        words.expectNoMessage();
    }

    /** Where this master does not know yet that the group has moved, the first word goes where it was, and is lost. */
    @Test
    void wordIsGivenAgainAMomentLater() {
        stand(GroupKind.AGENT, 1, "link");
        rollCall.tell(CALL);
        words.expectMessage("link");

        stage.pass(Duration.ofMillis(500));
        words.expectMessage("link");
        stage.pass(Duration.ofMillis(999));
        words.expectNoMessage();
        stage.pass(Duration.ofMillis(1));
        words.expectMessage("link");

        stage.pass(Duration.ofMinutes(1));
        words.expectNoMessage();
    }

    @Test
    void aLaterCallBeginsAnew() {
        stand(GroupKind.AGENT, 1, "link");
        rollCall.tell(CALL);
        words.expectMessage("link");
        stage.pass(Duration.ofMillis(499));
        rollCall.tell(CALL);
        words.expectMessage("link");

        stage.pass(Duration.ofMillis(499));
        words.expectNoMessage();
        stage.pass(Duration.ofMillis(1));
        words.expectMessage("link");
    }

    @Test
    void whoHasStoppedIsNotCalled() {
        var calledInVain = new AtomicInteger();
        ActorRef<Object> gone = stage.spawn(Behaviors.ignore());
        rollCall.tell(new RollCall.Stand(GroupKind.AGENT, 1, gone, calledInVain::incrementAndGet));
        stand(GroupKind.AGENT, 1, "of who has not");
        stage.stop(gone);

        words.awaitAssert(() -> {
            int before = calledInVain.get();
            for (int call = 0; call < 2; call++) { // all of the first have been called when the second is
                rollCall.tell(CALL);
                words.expectMessage("of who has not");
            }
            assertThat(calledInVain).hasValue(before);
            return true;
        });
    }
}
