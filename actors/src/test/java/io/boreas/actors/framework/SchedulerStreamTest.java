package io.boreas.actors.framework;

import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.RollCall;
import io.boreas.actors.stage.Stage;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.machine.GroupKind;
import java.time.Duration;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a scheduler's stream says of itself, its group as a probe. */
class SchedulerStreamTest {
    private static final FrameworkId FRAMEWORK = new FrameworkId("framework");
    private static final Duration LONG = Duration.ofMinutes(1);

    private static Stage stage;

    private final Groups groups = new Groups(4);
    private final TestProbe<ShardingEnvelope<GroupMessage>> frameworks = stage.probe();
    private final TestProbe<RollCall.Message> rollCall = stage.probe();
    private final ActorRef<ToScheduler> stream = spawn();

    @BeforeAll
    static void open() {
        stage = Stage.inManualTime();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    private ActorRef<ToScheduler> spawn() {
        groups.attach(Map.of(GroupKind.FRAMEWORK, frameworks.ref()));
        groups.attach(rollCall.ref());
        return stage.spawn(SchedulerStream.create(FRAMEWORK, "stream", groups, push -> {}));
    }

    private void expectWord() {
        frameworks.expectMessage(new ShardingEnvelope<>(
                "" + groups.numberOf(FRAMEWORK), new FrameworkGroupMessage.StreamHolds(FRAMEWORK, "stream", stream)));
    }

    /** Its group would take it for one that was replaced, and the scheduler would be told that it failed over. */
    @Test
    void oneWhoseSubscriptionIsNotDecidedSaysNothing() {
        stage.pass(LONG);

        frameworks.expectNoMessage();
        rollCall.expectNoMessage();
    }

    @Test
    void oneThatIsItsFrameworksSaysSoAtOnceAndAgainLater() {
        stream.tell(ToScheduler.Hold.HOLD);
        expectWord();

        stage.pass(LONG);
        expectWord();
    }

    @Test
    void itStandsForItsFrameworkOnceAndGivesWordWhenItsGroupCalls() {
        stream.tell(ToScheduler.Hold.HOLD);
        stream.tell(ToScheduler.Hold.HOLD);
        expectWord();
        expectWord();

        var stands = rollCall.expectMessageClass(RollCall.Stand.class);
        rollCall.expectNoMessage();
        stands.giveWord().run();

        expectWord();
    }
}
