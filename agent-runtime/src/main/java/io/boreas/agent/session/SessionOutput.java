package io.boreas.agent.session;

import io.boreas.core.link.SessionAnswer;
import io.boreas.core.link.SessionAnswer.Chunk;
import io.boreas.core.link.SessionAnswer.End;
import io.boreas.core.link.SessionStep;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a session wrote and nobody has taken yet. Whoever writes more than it holds waits, so a command is never ahead of its client
 * by more. Safe for use by any thread.
 */
final class SessionOutput {
    static final int BYTES_MAX = 4 * SessionStep.BYTES_MAX;
    private static final int SMALL_BYTES = 4_096;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private Optional<End> end = Optional.empty();
    private boolean awaited = true;
    private boolean whole = true;
    private int held;
    private long from;

    /** Adds what was written; waits while there is no room. After {@link #waitNoLonger} it keeps what there is room for. */
    void put(boolean stderr, byte[] bytes) throws InterruptedException {
        lock.lock();
        try {
            while (!fits(bytes) && awaited) {
                changed.await();
            }
            whole &= fits(bytes); // after a gap nothing more: what is told is how it began
            if (whole && bytes.length > 0) {
                chunks.add(merged(stderr, bytes));
                held += bytes.length;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(byte[] bytes) {
        return held == 0 || held + bytes.length <= BYTES_MAX;
    }

    /** With what came just before, if both are small: a byte is not to cost a chunk. */
    private Chunk merged(boolean stderr, byte[] bytes) {
        var last = chunks.peekLast();
        if (last == null || last.stderr() != stderr || last.bytes().length + bytes.length > SMALL_BYTES) {
            return new Chunk(stderr, bytes);
        }
        chunks.removeLast();
        var both = Arrays.copyOf(last.bytes(), last.bytes().length + bytes.length);
        System.arraycopy(bytes, 0, both, last.bytes().length, bytes.length);
        return new Chunk(stderr, both);
    }

    /** Whoever writes it is killed, and is not to wait for a client meanwhile. What it had written by then is kept for one all the same. */
    void waitNoLonger() {
        lock.lock();
        try {
            awaited = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing comes after what is there. The first end counts. */
    void end(End how) {
        lock.lock();
        try {
            end = end.or(() -> Optional.of(how));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean hasEnded() {
        lock.lock();
        try {
            return end.isPresent();
        } finally {
            lock.unlock();
        }
    }

    /** Bytes that wait to be taken. */
    int held() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What there is, as soon as there is something.
     *
     * @param taken bytes that are forgotten, in all
     * @param wait how long to wait for something
     */
    SessionAnswer.Output poll(long taken, Duration wait) throws InterruptedException {
        lock.lock();
        try {
            forget(taken);
            long left = wait.toNanos();
            while (chunks.isEmpty() && end.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
            var some = new ArrayList<Chunk>();
            int bytes = 0;
            for (var chunk : chunks) {
                if (bytes + chunk.bytes().length > SessionStep.BYTES_MAX) {
                    break;
                }
                some.add(chunk);
                bytes += chunk.bytes().length;
            }
            return new SessionAnswer.Output(from, some, bytes == held ? end : Optional.empty());
        } finally {
            lock.unlock();
        }
    }

    private void forget(long taken) {
        while (from < taken && !chunks.isEmpty()) {
            var first = chunks.removeFirst();
            int length = (int) Math.min(first.bytes().length, taken - from);
            from += length;
            held -= length;
            if (length < first.bytes().length) {
                chunks.addFirst(
                        new Chunk(first.stderr(), Arrays.copyOfRange(first.bytes(), length, first.bytes().length)));
            }
            changed.signalAll();
        }
    }
}
