package io.boreas.actors.guardian;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.stage.TwoMembers;
import io.boreas.core.machine.GroupKind;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.typed.Subscribe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a master that stops leaves. */
class HandOverTest {
    private final TwoMembers members = new TwoMembers();
    private final TestProbe<ClusterEvent.MemberLeft> left = members.second.kit.createTestProbe();

    HandOverTest() {
        HandOver.before(members.first.kit.system(), members.first.rollCall);
        members.second.cluster().subscriptions().tell(Subscribe.create(left.ref(), ClusterEvent.MemberLeft.class));
    }

    @AfterEach
    void stop() {
        members.close();
    }

    @Test
    void itStaysUntilItsGroupsHaveStartedElsewhere() {
        members.first.groups.callRoll(GroupKind.JOB, 1);
        members.first.kit.system().terminate();
        left.expectNoMessage();

        members.second.groups.callRoll(GroupKind.JOB, 1);

        assertThat(left.receiveMessage().member())
                .isEqualTo(members.first.cluster().selfMember());
    }

    @Test
    void oneWithoutGroupsLeaves() {
        members.first.kit.system().terminate();
        assertThat(left.receiveMessage().member())
                .isEqualTo(members.first.cluster().selfMember());
    }

    @Test
    void oneWhoseGroupsAreNotHeardOfLeavesInTheEnd() {
        members.first.groups.callRoll(GroupKind.JOB, 1);
        members.first.kit.system().terminate();

        assertThat(left.receiveMessage().member())
                .isEqualTo(members.first.cluster().selfMember());
    }
}
