package io.boreas.agent.session;

import io.boreas.core.link.SessionStep;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What a session is to read and has not yet. Safe for use by any thread. */
final class SessionInput {
    private static final byte[] NOTHING = {};

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private byte[] waiting = NOTHING;
    private long taken;
    private boolean ended;
    private boolean dropped;

    /**
     * Takes what there is room for; waits a while for some.
     *
     * @return bytes taken in all, those of before among them
     */
    long offer(SessionStep.Write write, Duration wait) throws InterruptedException {
        lock.lock();
        try {
            long left = wait.toNanos();
            while (write.bytes().length > 0 && waiting.length == SessionStep.BYTES_MAX && !dropped && left > 0) {
                left = changed.awaitNanos(left);
            }
            // what was taken before is not taken again, and what is missing before it comes first
            if (write.offset() <= taken && !ended) {
                int known = (int) Math.min(taken - write.offset(), write.bytes().length);
                int room = dropped ? Integer.MAX_VALUE : SessionStep.BYTES_MAX - waiting.length;
                int length = Math.min(write.bytes().length - known, room);
                if (!dropped) {
                    append(write.bytes(), known, length);
                }
                taken += length;
                ended = write.end() && known + length == write.bytes().length;
                changed.signalAll();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void append(byte[] bytes, int from, int length) {
        int before = waiting.length;
        waiting = Arrays.copyOf(waiting, before + length);
        System.arraycopy(bytes, from, waiting, before, length);
    }

    /** Waits for what is to be read next; nothing at the end. */
    byte[] next() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.length == 0 && !ended && !dropped) {
                changed.await();
            }
            var next = waiting;
            waiting = NOTHING;
            changed.signalAll();
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Nobody reads any more: what comes is taken and forgotten. */
    void drop() {
        lock.lock();
        try {
            dropped = true;
            waiting = NOTHING;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
