package io.boreas.actors.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.stage.TwoMembers;
import io.boreas.core.machine.GroupKind;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls between two members of a cluster. */
class RollCallTest {
    private final TwoMembers members = new TwoMembers();
    private final ActorTestKit one = members.first.kit;
    private final ActorTestKit other = members.second.kit;
    private final Groups groupsOfOne = members.first.groups;
    private final Groups groupsOfOther = members.second.groups;
    private final ActorRef<RollCall.Message> rollCallOfOne = members.first.rollCall;
    private final TestProbe<String> words = other.createTestProbe();

    @AfterEach
    void stop() {
        members.close();
    }

    private void stand(GroupKind kind, int number, String word) {
        groupsOfOther.standFor(
                kind, number, other.spawn(Behaviors.ignore()), () -> words.ref().tell(word));
    }

    /** What was told to a roll call before is taken. */
    private void settle() {
        stand(GroupKind.AGENT, 3, "settled");
        groupsOfOther.callRoll(GroupKind.AGENT, 3);
        words.expectMessage("settled");
    }

    @Test
    void whoStandsForSomethingOfAGroupElsewhereGivesWordWhenItStarts() {
        stand(GroupKind.AGENT, 1, "link");
        stand(GroupKind.AGENT, 2, "link of another group");
        stand(GroupKind.FRAMEWORK, 1, "stream of a group with the same number");
        settle();

        groupsOfOne.callRoll(GroupKind.AGENT, 1);
        words.expectMessage("link");

        groupsOfOther.callRoll(GroupKind.AGENT, 1);
        words.expectMessage("link");
        words.expectNoMessage();
    }

    @Test
    void aMasterHasLeftWhenAllThatStartedThereHasStartedElsewhere() {
        TestProbe<Done> left = one.createTestProbe();
        rollCallOfOne.tell(new RollCall.Leave(left.ref()));
        left.expectMessage(Done.getInstance());
        groupsOfOne.callRoll(GroupKind.JOB, 1);
        groupsOfOne.callRoll(GroupKind.REGISTRY, 0);
        rollCallOfOne.tell(new RollCall.Leave(left.ref()));

        groupsOfOther.callRoll(GroupKind.JOB, 1);
        left.expectNoMessage();
        groupsOfOther.callRoll(GroupKind.REGISTRY, 0);

        left.expectMessage(Done.getInstance());
    }

    @Test
    void whatCameBackHasToMoveAgain() {
        TestProbe<Done> left = one.createTestProbe();
        TestProbe<String> wordsOfOne = one.createTestProbe();
        ActorRef<Object> who = one.spawn(Behaviors.ignore());
        groupsOfOne.standFor(GroupKind.JOB, 1, who, () -> wordsOfOne.ref().tell("word"));
        groupsOfOne.callRoll(GroupKind.JOB, 1);
        wordsOfOne.expectMessage("word");
        groupsOfOther.callRoll(GroupKind.JOB, 1);
        wordsOfOne.expectMessage("word");
        groupsOfOne.callRoll(GroupKind.JOB, 1);
        rollCallOfOne.tell(new RollCall.Leave(left.ref()));
        left.expectNoMessage();

        groupsOfOther.callRoll(GroupKind.JOB, 1);

        left.expectMessage(Done.getInstance());
    }

    @Test
    void whoHasStoppedIsNotCalled() {
        var calledInVain = new AtomicInteger();
        ActorRef<Object> gone = other.spawn(Behaviors.ignore());
        groupsOfOther.standFor(GroupKind.AGENT, 1, gone, calledInVain::incrementAndGet);
        stand(GroupKind.AGENT, 1, "of who has not");
        other.stop(gone);

        other.createTestProbe().awaitAssert(() -> {
            int before = calledInVain.get();
            for (int call = 0; call < 2; call++) { // all of the first have been called when the second is
                groupsOfOne.callRoll(GroupKind.AGENT, 1);
                words.expectMessage("of who has not");
            }
            assertThat(calledInVain).hasValue(before);
            return true;
        });
    }
}
