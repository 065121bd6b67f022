package io.boreas.agent.session;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries one output of a session, on a thread of its own, from its making on. */
final class SessionReader {
    private static final Logger LOG = LoggerFactory.getLogger(SessionReader.class);
    private static final int READ_BYTES = 16 * 1024;
    private static final Duration REST_WAIT = Duration.ofSeconds(2);

    private final InputStream in;
    private final Taker taker;
    private final Thread thread;
    private volatile boolean reading;
    private volatile long reads;

    /** Takes what was read. */
    interface Taker {
        /**
         * Takes some; waits while there is no room for it.
         *
         * @param length how many of the bytes were read; negative at the end
         */
        void take(byte[] bytes, int length) throws IOException, InterruptedException;
    }

    SessionReader(String name, InputStream in, Taker taker) {
        this.in = in;
        this.taker = taker;
        this.thread = Thread.ofPlatform().name(name).daemon().start(this::read);
    }

    private void read() {
        var buffer = new byte[READ_BYTES];
        try {
            int length;
            do {
                length = next(buffer);
                taker.take(buffer, length);
            } while (length >= 0);
        } catch (IOException e) {
            LOG.debug("an output broke off thread={}", Thread.currentThread().getName(), e);
        } catch (InterruptedException e) {
            LOG.warn(
                    "an output is no longer read thread={}",
                    Thread.currentThread().getName(),
                    e);
        }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // its own thread alone counts
    private int next(byte[] buffer) throws IOException {
        reading = true;
        try {
            return in.read(buffer);
        } finally {
            reading = false;
            reads++;
        }
    }

    /** Waits until all is read; not for one who left everything of the session but holds its output open. */
    void awaitRest() throws InterruptedException {
        while (thread.isAlive()) {
            long before = reads;
            if (thread.join(REST_WAIT) || (reading && reads == before)) {
                return;
            }
        }
    }
}
