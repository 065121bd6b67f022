package io.boreas.agent.task;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * What tasks wished and another process was found to be able to have, so that the same wish is not tried again. Used by one thread.
 *
 * @param <W> the wishes
 */
final class TriedWishes<W> {
    private static final int KNOWN_MAX = 1_000;

    private final String what;
    private final Set<W> known = new HashSet<>();

    /** Has another process have it, and ends that. */
    interface Attempt {
        void run() throws IOException;
    }

    /** @param what is wished, as tasks call it */
    TriedWishes(String what) {
        this.what = what;
    }

    boolean isKnown(W wish) {
        return known.contains(wish);
    }

    /** Tries it, which may block for milliseconds. */
    void attempt(W wish, Attempt attempt) throws UnlimitableException {
        try {
            attempt.run();
        } catch (IOException e) {
            throw new UnlimitableException(what, String.valueOf(e.getMessage()));
        }
        if (known.size() >= KNOWN_MAX) {
            known.clear();
        }
        known.add(wish);
    }
}
