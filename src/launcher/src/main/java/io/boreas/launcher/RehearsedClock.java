package io.boreas.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A clock that somebody sets, for drills: this machine's, and the seconds that a file says, which may be negative. Setting the machine's own
 * clock would harm whatever else runs on it.
 */
final class RehearsedClock implements InstantSource {
    private static final Logger LOG = LoggerFactory.getLogger(RehearsedClock.class);
    private static final long READ_EVERY_NANOS = Duration.ofMillis(100).toNanos();

    private final Path file;
    private volatile Reading reading;

    private record Reading(Duration off, long nanos) {}

    private RehearsedClock(Path file) {
        this.file = file;
        this.reading = new Reading(read(), System.nanoTime());
    }

    /**
     * The clock of a process.
     *
     * @param file whose name is empty for the machine's own clock
     */
    static InstantSource of(String file) {
        if (file.isEmpty()) {
            return InstantSource.system();
        }
        LOG.warn("this process's clock is set by a file, for drills: {}", file);
        return new RehearsedClock(Path.of(file));
    }

    @Override
    public Instant instant() {
        long now = System.nanoTime();
        var last = reading;
        if (now - last.nanos > READ_EVERY_NANOS) {
            last = new Reading(read(), now);
            reading = last;
        }
        return Instant.now().plus(last.off);
    }

    private Duration read() {
        try {
            return Duration.ofSeconds(Long.parseLong(Files.readString(file).strip()));
        } catch (NoSuchFileException nobodySetsIt) {
            return Duration.ZERO;
        } catch (NumberFormatException e) {
            throw new IllegalStateException(file + " does not say how many seconds the clock is off", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read how far the clock is off: " + file, e);
        }
    }
}
