package io.boreas.agent.fetch;

import java.time.Duration;

/**
 * How an agent fetches.
 *
 * @param parallelMax tasks for which something is fetched at the same time, 1 to 1,000
 * @param bytesMax what one artifact may have, packed and unpacked each; a task's disk bounds it too
 * @param entriesMax files, folders and links in one archive, 1 to 10,000,000
 * @param cacheBytesMax what the cache keeps; 0 for no cache
 * @param connectTimeout how long a server may take to take a connection, 1 s to 10 min
 * @param stallTimeout how long nothing may come, 100 ms to 1 h
 * @param timeout how long one artifact may take at all, 1 s to 7 days
 * @param redirectsMax how often a server may send elsewhere, 0 to 50
 * @param progressEvery how often people are told how far it is, 100 ms to 1 h
 */
public record FetchSettings(
        int parallelMax,
        long bytesMax,
        int entriesMax,
        long cacheBytesMax,
        Duration connectTimeout,
        Duration stallTimeout,
        Duration timeout,
        int redirectsMax,
        Duration progressEvery) {
    /** The cache and the stall timeout are Mesos's. */
    public static final FetchSettings DEFAULT = new FetchSettings(
            8,
            10L << 30,
            200_000,
            2L << 30,
            Duration.ofSeconds(20),
            Duration.ofMinutes(1),
            Duration.ofHours(2),
            10,
            Duration.ofSeconds(5));

    public FetchSettings {
        check("fetches at the same time", parallelMax, 1, 1_000);
        check("an artifact's bytes", bytesMax, 1, Long.MAX_VALUE);
        check("an archive's entries", entriesMax, 1, 10_000_000);
        check("the cache's bytes", cacheBytesMax, 0, Long.MAX_VALUE);
        check("the connect timeout in ms", connectTimeout.toMillis(), 1_000, 600_000);
        check("the stall timeout in ms", stallTimeout.toMillis(), 100, 3_600_000);
        check("the timeout in ms", timeout.toMillis(), 1_000, 604_800_000);
        check("redirects", redirectsMax, 0, 50);
        check("the pause between words on progress in ms", progressEvery.toMillis(), 100, 3_600_000);
    }

    private static void check(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + ": " + min + " to " + max + ", not " + value);
        }
    }
}
