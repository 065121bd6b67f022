package io.boreas.actors.group;

import io.boreas.actors.stage.TwoMembers;
import io.boreas.core.machine.GroupKind;
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

    @AfterEach
    void stop() {
        members.close();
    }

    @Test
    void aGroupCallsThoseWhoStandForItAtEachMember() {
        TestProbe<String> wordsOfOne = one.createTestProbe();
        TestProbe<String> wordsOfOther = other.createTestProbe();
        groupsOfOne.standFor(GroupKind.AGENT, 1, one.spawn(Behaviors.ignore()), () -> wordsOfOne
                .ref()
                .tell("link"));
        groupsOfOther.standFor(GroupKind.AGENT, 1, other.spawn(Behaviors.ignore()), () -> wordsOfOther
                .ref()
                .tell("link"));

        groupsOfOne.callRoll(GroupKind.AGENT, 1);

        wordsOfOne.expectMessage("link");
        wordsOfOther.expectMessage("link");
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
        TestProbe<String> words = one.createTestProbe();
        groupsOfOne.standFor(GroupKind.JOB, 1, one.spawn(Behaviors.ignore()), () -> words.ref()
                .tell("stream"));
        groupsOfOther.callRoll(GroupKind.JOB, 1);
        words.expectMessage("stream");
        groupsOfOne.callRoll(GroupKind.JOB, 1);
        rollCallOfOne.tell(new RollCall.Leave(left.ref()));
        left.expectNoMessage();

        groupsOfOther.callRoll(GroupKind.JOB, 1);

        left.expectMessage(Done.getInstance());
    }
}
