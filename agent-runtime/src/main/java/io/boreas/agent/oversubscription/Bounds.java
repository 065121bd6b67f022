package io.boreas.agent.oversubscription;

import java.time.Duration;

/** Bounds of settings. */
final class Bounds {
    private Bounds() {}

    static void check(Duration value, Duration min, Duration max, String key) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException("boreas.agent.oversubscription." + key + " is " + min.toSeconds()
                    + " s to " + max.toSeconds() + " s, not " + value.toMillis() / 1_000.0 + " s");
        }
    }
}
