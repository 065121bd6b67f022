package io.boreas.drill.cell;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Looks at something all the while, on a thread of its own. */
public final class Lookout implements AutoCloseable {
    private final Duration pause;
    private final Runnable look;
    private final AtomicLong looks = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Begins.
     *
     * @param name of its thread
     * @param pause between two looks
     */
    public Lookout(String name, Duration pause, Runnable look) {
        this.pause = pause;
        this.look = look;
        this.thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    private void run() {
        try {
            while (!closed) {
                look.run();
                looks.incrementAndGet();
                Thread.sleep(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until a look that begins now is over: after it, what was there before this call has been seen. */
    public void awaitLook() {
        long before = looks.get();
        Await.that("another look", () -> looks.get() > before + 1 || !thread.isAlive());
        requireAlive();
    }

    /**
     * How often it has looked.
     *
     * @throws AssertionError if it has ended by itself: then it has not seen everything
     */
    public long looks() {
        requireAlive();
        return looks.get();
    }

    private void requireAlive() {
        if (!closed && !thread.isAlive()) {
            throw new AssertionError(thread.getName() + " has ended by itself after " + looks.get() + " looks");
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
