package io.boreas.actors.framework;

import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.group.BetweenMasters;

/** What a scheduler's stream takes. */
public sealed interface ToScheduler extends BetweenMasters {
    /** Tell it this. */
    record Push(FrameworkPush push) implements ToScheduler {}

    /** Say to its framework's group that the stream stands. */
    enum Hold implements ToScheduler {
        HOLD
    }

    /** It ended on the scheduler's side. */
    enum Close implements ToScheduler {
        CLOSE
    }
}
