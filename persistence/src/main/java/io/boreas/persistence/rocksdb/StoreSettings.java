package io.boreas.persistence.rocksdb;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code boreas.persistence.rocksdb}: where the store lives and how much memory and disk it may take.
 *
 * @param directory where everything is kept; made when missing
 * @param writeBufferBytes events held in memory before they become a table, 1 MiB to 1 GiB
 * @param blockCacheBytes table blocks kept for reading, 1 MiB to 16 GiB
 * @param walBytesMax write-ahead log kept before tables are forced out, 4 MiB to 4 GiB; bounds the time to open
 * @param readerThreads threads for recovery and reads, 1 to 16
 * @param waitingMax writes, and reads, that may wait, 100 to 10,000,000
 * @param probeInterval pause between two attempts to write again after a failure, 100 ms to 1 h
 */
public record StoreSettings(
        Path directory,
        long writeBufferBytes,
        long blockCacheBytes,
        long walBytesMax,
        int readerThreads,
        int waitingMax,
        Duration probeInterval) {

    private static final long MIB = 1L << 20;

    public StoreSettings {
        var problems = new ArrayList<String>();
        within(problems, "write-buffer-size", writeBufferBytes, MIB, 1024 * MIB);
        within(problems, "block-cache-size", blockCacheBytes, MIB, 16 * 1024 * MIB);
        within(problems, "wal-size-max", walBytesMax, 4 * MIB, 4 * 1024 * MIB);
        within(problems, "reader-threads", readerThreads, 1, 16);
        within(problems, "waiting-max", waitingMax, 100, 10_000_000);
        within(problems, "probe-interval (ms)", probeInterval.toMillis(), 100, 3_600_000);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("boreas.persistence.rocksdb: " + String.join("; ", problems));
        }
    }

    /** The defaults of {@code reference.conf}, for a given directory. */
    public static StoreSettings at(Path directory) {
        return new StoreSettings(directory, 32 * MIB, 64 * MIB, 64 * MIB, 2, 100_000, Duration.ofSeconds(1));
    }

    /**
     * Reads the whole configuration.
     *
     * @throws com.typesafe.config.ConfigException when a key is missing or of the wrong type
     * @throws IllegalArgumentException when values are out of range; names all of them
     */
    public static StoreSettings from(Config root) {
        var config = root.getConfig("boreas.persistence.rocksdb");
        return new StoreSettings(
                Path.of(config.getString("dir")),
                config.getBytes("write-buffer-size"),
                config.getBytes("block-cache-size"),
                config.getBytes("wal-size-max"),
                config.getInt("reader-threads"),
                config.getInt("waiting-max"),
                config.getDuration("probe-interval"));
    }

    private static void within(List<String> problems, String key, long value, long min, long max) {
        if (value < min || value > max) {
            problems.add(key + " is " + value + ", must be " + min + " to " + max);
        }
    }
}
