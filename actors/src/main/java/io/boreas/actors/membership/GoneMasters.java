package io.boreas.actors.membership;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Masters whose process a majority has seen gone, for {@link ContactFailureDetector}. It is one for the whole JVM, because Pekko makes
 * failure detectors from nothing but configuration; and rightly so: a process that is gone is gone for everybody.
 */
final class GoneMasters {
    private static final Set<String> GONE = ConcurrentHashMap.newKeySet();

    private GoneMasters() {}

    /** @param master {@code host:port} */
    static void add(String master) {
        GONE.add(master);
    }

    /** Somebody listens there again. */
    static void remove(String master) {
        GONE.remove(master);
    }

    static boolean contains(String master) {
        return GONE.contains(master);
    }
}
