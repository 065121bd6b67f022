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
    private boolean dropped;
    private int held;
    private long from;

    /** Adds what was written; waits while there is no room. After {@link #drop} nothing is kept. */
    void put(boolean stderr, byte[] bytes) throws InterruptedException {
        lock.lock();
        try {
            while (held > 0 && held + bytes.length > BYTES_MAX && !dropped) {
                changed.await();
            }
            if (!dropped && bytes.length > 0) {
                chunks.add(merged(stderr, bytes));
                held += bytes.length;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
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

    /** Nobody will take any more: whoever waits for room waits no longer. */
    void drop() {
        lock.lock();
        try {
            dropped = true;
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
