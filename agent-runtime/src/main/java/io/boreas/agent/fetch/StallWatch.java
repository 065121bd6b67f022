package io.boreas.agent.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Reads a stream, and closes it when nothing comes of it for too long: whoever waits for it hears of that. */
public final class StallWatch implements AutoCloseable {
    private final InputStream in;
    private final Duration timeout;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile long lastNanos = System.nanoTime();
    private volatile boolean stalled;

    public StallWatch(InputStream in, Duration timeout) {
        this.in = in;
        this.timeout = timeout;
        Thread.ofVirtual().name("stall-watch").start(this::watch);
    }

    /**
     * Reads some of it; -1 at its end.
     *
     * @throws FetchException if nothing came, the connection broke, or the thread was interrupted
     */
    public int read(byte[] buffer) throws IOException, FetchException {
        lastNanos = System.nanoTime();
        try {
            int got = in.read(buffer);
            if (got >= 0 || !stalled) {
                return got;
            }
        } catch (IOException e) {
            if (Thread.interrupted() || e.getCause() instanceof InterruptedException) {
                throw new FetchException.CalledOff(e);
            }
            if (!stalled) {
                throw new FetchException.BrokenOff("the connection broke: " + e.getMessage(), e);
            }
        }
        throw new FetchException.BrokenOff("nothing came for " + Download.text(timeout));
    }

    private void watch() {
        try {
            long left = timeout.toNanos();
            while (!over.await(left, TimeUnit.NANOSECONDS)) {
                left = lastNanos + timeout.toNanos() - System.nanoTime();
                if (left <= 0) {
                    stalled = true;
                    in.close();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("a stalled stream cannot be closed", e);
        }
    }

    @Override
    public void close() {
        over.countDown();
    }
}
