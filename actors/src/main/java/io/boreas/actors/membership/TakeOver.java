package io.boreas.actors.membership;

import io.boreas.actors.group.Authority;
import io.boreas.actors.group.GroupMessage;
import java.time.Duration;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;

/** A group that starts while a lost master may still speak for it: it waits until that one cannot any more, and so does what it is told. */
public final class TakeOver {
    /** Messages that wait with it; what is more is lost, and sent again by who needs it. */
    private static final int STASH_MAX = 200_000;

    /** The wait is over. */
    private enum Alone implements GroupMessage, NoSerializationVerificationNeeded {
        ALONE
    }

    private TakeOver() {}

    /** The group, started as soon as nobody else can speak for it. */
    public static Behavior<GroupMessage> of(Authority authority, Behavior<GroupMessage> group) {
        return Behaviors.setup(context -> {
            var wait = authority.untilAlone();
            return wait.isZero()
                    ? group
                    : Behaviors.withStash(STASH_MAX, stash -> waiting(authority, group, stash, wait));
        });
    }

    private static Behavior<GroupMessage> waiting(
            Authority authority, Behavior<GroupMessage> group, StashBuffer<GroupMessage> stash, Duration wait) {
        return Behaviors.withTimers(timers -> {
            timers.startSingleTimer(Alone.ALONE, wait);
            return Behaviors.receive((context, message) -> {
                if (message == GroupMessage.Stop.STOP) {
                    return Behaviors.stopped();
                }
                if (message != Alone.ALONE) {
                    if (!stash.isFull()) {
                        stash.stash(message);
                    }
                    return Behaviors.same();
                }
                var more = authority.untilAlone();
                return more.isZero() ? stash.unstashAll(group) : waiting(authority, group, stash, more);
            });
        });
    }
}
