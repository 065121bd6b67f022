package io.boreas.actors.wire;

import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** An actor system with a master's serializers, which others could reach. */
final class WireSystem {
    private WireSystem() {}

    static ActorSystem<Object> start() {
        return ActorSystem.create(
                Behaviors.ignore(),
                "wire",
                ConfigFactory.parseString("pekko.remote.artery.canonical { hostname = \"127.0.0.1\", port = 0 }")
                        .withFallback(ConfigFactory.parseResources("boreas-pekko.conf"))
                        .withFallback(ConfigFactory.load()));
    }
}
