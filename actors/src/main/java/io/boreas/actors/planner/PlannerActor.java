package io.boreas.actors.planner;

import io.boreas.actors.group.Groups;
import java.time.InstantSource;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** x. */
public final class PlannerActor {
    public static Behavior<PlannerMessage> create(Groups g, PlannerSettings s, InstantSource c) {
        return Behaviors.empty();
    }
}
