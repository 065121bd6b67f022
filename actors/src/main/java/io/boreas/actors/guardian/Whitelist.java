package io.boreas.actors.guardian;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code boreas.allocator.whitelist}: the hosts whose agents get anything new, in a file that may change at any time. Every master reads
 * its own; that of the master that leads counts.
 *
 * <p>A file that cannot be read any more says nothing new: what it said last holds. Thread-safe.
 *
 * <p>Source: Mesos, {@code --whitelist}: one host a line, looked at every 5 s.
 */
public final class Whitelist {
    /** Pause between two looks at the file. Source: Mesos. */
    static final Duration REREAD_INTERVAL = Duration.ofSeconds(5);

    /** A list may have so many bytes: some hundred thousand hosts. */
    static final int BYTES_MAX = 8 << 20;

    /** The line that stands for every host. */
    private static final String ALL = "*";

    private static final Logger LOG = LoggerFactory.getLogger(Whitelist.class);

    private final Path file;
    private volatile Optional<SortedSet<String>> hosts;
    private boolean failing;

    private Whitelist(Path file, Optional<SortedSet<String>> hosts) {
        this.file = file;
        this.hosts = hosts;
    }

    /**
     * Reads a list.
     *
     * @throws IllegalArgumentException if the file is not there, cannot be read, or is too long
     */
    public static Whitelist open(Path file) {
        try {
            return new Whitelist(file, read(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "boreas.allocator.whitelist is " + file + ", which cannot be read: " + e, e);
        }
    }

    /** The hosts on the list; empty if every host is. */
    Optional<SortedSet<String>> hosts() {
        return hosts;
    }

    /** Reads the file again. That it cannot be read is said once, until it can be again. */
    synchronized void reread() {
        try {
            var now = read(file);
            if (!now.equals(hosts)) {
                hosts = now;
                LOG.info(
                        "whitelist changed: file={} hosts={}",
                        file,
                        now.isEmpty() ? ALL : now.get().size());
            }
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                failing = true;
                LOG.warn("whitelist cannot be read, what it said last holds: file={} reason={}", file, e.toString());
            }
        }
    }

    private static Optional<SortedSet<String>> read(Path file) throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(BYTES_MAX + 1);
        }
        if (bytes.length > BYTES_MAX) {
            throw new IOException("it has more than " + BYTES_MAX + " bytes");
        }
        var named = new TreeSet<String>();
        new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(named::add);
        return named.contains(ALL) ? Optional.empty() : Optional.of(Collections.unmodifiableSortedSet(named));
    }
}
