package io.boreas.actors.framework;

import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.group.BetweenMasters;

/** What a scheduler's stream takes. */
public sealed interface ToScheduler extends BetweenMasters {
    /** Tell it this. */
    record Push(FrameworkPush push) implements ToScheduler {}

    /**
     * It is its framework's: it says so to that one's group, and again now and then. Said of one whose subscription is not decided, it would be taken
     * for one that was replaced.
     */
    enum Hold implements ToScheduler {
        HOLD
    }

    /** It ended on the scheduler's side. */
    enum Close implements ToScheduler {
        CLOSE
    }
}
