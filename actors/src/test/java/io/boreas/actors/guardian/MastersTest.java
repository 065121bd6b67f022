package io.boreas.actors.guardian;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.gateway.MasterView;
import io.boreas.actors.gateway.MasterView.Standing;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.stage.TwoMembers;
import io.boreas.core.machine.GroupKind;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two members, of which the second does not say what it hosts of jobs, as one whose process is gone and whom nobody has given up yet. */
class MastersTest {
    private final TwoMembers members = new TwoMembers();

    @AfterEach
    void stop() {
        members.close();
    }

    @Test
    void whatTheOthersHostIsKnownThoughOneDoesNotAnswer() {
        var probe = members.first.kit.<GroupMessage>createTestProbe();
        var sharding = host(members.first, probe.getRef(), GroupKind.values());
        host(members.second, probe.getRef(), GroupKind.AGENT);
        for (var group : List.of("0", "1")) {
            sharding.entityRefFor(Master.typeKey(GroupKind.JOB), group).tell(GroupMessage.Wake.WAKE);
            probe.receiveMessage();
        }

        var views = MasterStage.get(new Masters(members.first.kit.system(), List.of("127.0.0.1:1")).all());

        assertThat(views).hasSize(3);
        assertThat(views).extracting(MasterView::standing).containsOnlyOnce(Standing.ABSENT);
        var first = of(members.first, views);
        assertThat(first.self()).isTrue();
        assertThat(first.groups())
                .containsOnlyKeys(GroupKind.values())
                .containsEntry(GroupKind.JOB, 2)
                .containsEntry(GroupKind.AGENT, 0);
        assertThat(of(members.second, views).groups()).isEqualTo(Map.of(GroupKind.AGENT, 0));
    }

    private static ClusterSharding host(TwoMembers.One member, ActorRef<GroupMessage> groups, GroupKind... kinds) {
        var sharding = ClusterSharding.get(member.kit.system());
        for (var kind : kinds) {
            sharding.init(Entity.of(
                    Master.typeKey(kind),
                    entity -> Behaviors.receiveMessage(message -> {
                        groups.tell(message);
                        return Behaviors.same();
                    })));
        }
        return sharding;
    }

    private static MasterView of(TwoMembers.One member, List<MasterView> views) {
        var address = member.cluster().selfMember().address();
        return views.stream()
                .filter(view -> view.address().equals(address.hostPort().replaceAll(".*@", "")))
                .findFirst()
                .orElseThrow();
    }
}
