package io.boreas.actors.stage;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.RollCall;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** Two members of a cluster over real sockets, each with its roll call. */
public final class TwoMembers implements AutoCloseable {
    private static final Config CONFIG = ConfigFactory.parseString("""
                    pekko.actor.testkit.typed.single-expect-default = 20s
                    pekko.actor.testkit.typed.expect-no-message-default = 500ms
                    pekko.actor.serialize-messages = on
                    """)
            .withFallback(ConfigFactory.parseResources("boreas-pekko.conf"))
            .withFallback(ConfigFactory.load());

    public final One first = new One();
    public final One second = new One();

    /** One of them. */
    public static final class One {
        public final ActorTestKit kit = ActorTestKit.create("boreas", CONFIG);
        public final Groups groups = new Groups(4);
        public final ActorRef<RollCall.Message> rollCall = RollCall.start(kit.system());

        One() {
            groups.attach(rollCall);
        }

        public Cluster cluster() {
            return Cluster.get(kit.system());
        }

        private void awaitBoth() {
            kit.createTestProbe().awaitAssert(() -> {
                if (cluster().state().members().count(member -> member.status() == MemberStatus.up()) != 2) {
                    throw new AssertionError("members: " + cluster().state().members());
                }
                return true;
            });
        }
    }

    public TwoMembers() {
        var cluster = first.cluster();
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        second.cluster().manager().tell(Join.create(cluster.selfMember().address()));
        first.awaitBoth();
        second.awaitBoth();
    }

    @Override
    public void close() {
        first.kit.shutdownTestKit();
        second.kit.shutdownTestKit();
    }
}
