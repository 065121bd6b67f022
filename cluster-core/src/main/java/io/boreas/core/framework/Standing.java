package io.boreas.core.framework;

import java.time.Instant;

/** How an agent stands when a framework asks after a task there that its group does not know. */
public sealed interface Standing {
    /** It takes part, and its group does not know the task either. */
    record Registered() implements Standing {}

    /** It is known from before, and has not been heard of since the masters started: nobody can tell yet. */
    record Recovering() implements Standing {}

    /** Its silence outlasted the deadline. */
    record Unreachable(Instant since) implements Standing {}

    /** An operator declared it gone. */
    record Gone() implements Standing {}

    /** Nobody knows of it. */
    record Unknown() implements Standing {}
}
