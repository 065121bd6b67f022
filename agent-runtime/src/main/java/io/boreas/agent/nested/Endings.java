package io.boreas.agent.nested;

import io.boreas.agent.gateway.NestedEnd;
import io.boreas.core.link.SessionAnswer.End;
import java.util.Optional;

/** How the end of a session is told of the container that it was. */
final class Endings {
    private static final int SIGNALLED = 128;
    private static final int SIGNAL_MAX = 64;
    private static final int KILLED = 9;

    private Endings() {}

    /** A code of 129 to 192 is a signal's: nobody tells the two apart. */
    static NestedEnd of(End end) {
        return switch (end) {
            case End.Exited(int code) ->
                new NestedEnd(
                        code > SIGNALLED && code <= SIGNALLED + SIGNAL_MAX ? code - SIGNALLED : code << 8,
                        Optional.empty());
            case End.Cut(var why) -> new NestedEnd(KILLED, Optional.of(why));
        };
    }
}
