package io.boreas.agent.nested;

import io.boreas.core.link.SessionAnswer.End;
import java.util.Optional;

/**
 * How a nested container ended.
 *
 * @param status as wait(2) gives it: the exit code times 256, or the signal that ended it
 * @param message why it was ended, if it did not end by itself
 */
public record NestedEnd(int status, Optional<String> message) {
    private static final int SIGNALLED = 128;
    private static final int SIGNAL_MAX = 64;
    private static final int KILLED = 9;

    /** Of a session. A code of 129 to 192 is a signal's: nobody tells the two apart. */
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
