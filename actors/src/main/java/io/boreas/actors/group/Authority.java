package io.boreas.actors.group;

import java.time.Duration;

/**
 * Whether this master may still speak for the groups it hosts. A master that was cut off or stood still cannot know that others have
 * taken its groups over; so it has to know, at every commit and every answer, that they cannot have done so yet (I10).
 *
 * <p>Thread-safe.
 */
public interface Authority {
    /** Of a cell with one master. */
    Authority SOLE = new Authority() {
        @Override
        public boolean holds() {
            return true;
        }

        @Override
        public Duration untilAlone() {
            return Duration.ZERO;
        }
    };

    /** Whether nobody else can have taken over what this master hosts. Cheap: asked for every message. */
    boolean holds();

    /** How long a group that starts here has to wait, because a master that was lost may still speak for it; 0 mostly. */
    Duration untilAlone();
}
