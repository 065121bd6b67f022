package io.boreas.http.mesos.scheduler;

import io.boreas.core.id.FrameworkId;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Draws ids as Mesos does: that of the master, which is another at each start, and a number. Thread-safe. */
final class FrameworkIds {
    private final AtomicLong drawn = new AtomicLong();

    FrameworkId next(String master) {
        return new FrameworkId(String.format(Locale.ROOT, "%s-%04d", master, drawn.getAndIncrement()));
    }
}
