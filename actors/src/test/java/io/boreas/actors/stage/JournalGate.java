package io.boreas.actors.stage;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.persistence.testkit.JournalOperation;
import org.apache.pekko.persistence.testkit.ProcessingPolicy;
import org.apache.pekko.persistence.testkit.ProcessingResult;
import org.apache.pekko.persistence.testkit.ProcessingSuccess;
import org.apache.pekko.persistence.testkit.ReadEvents;
import org.apache.pekko.persistence.testkit.StorageFailure;
import org.apache.pekko.persistence.testkit.WriteEvents;

/** What stands before the in-memory journal: writes wait where it is shut, and fail where it is told so. */
public final class JournalGate implements ProcessingPolicy<JournalOperation> {
    private static final int OPEN = 1_000_000;
    private static final long PATIENCE_SECONDS = 30;

    private final Semaphore permits = new Semaphore(OPEN);
    private final Semaphore arrived = new Semaphore(0);
    private final AtomicInteger failures = new AtomicInteger();
    private final List<Integer> reads = new CopyOnWriteArrayList<>();

    /** From now on every write waits. */
    public void shut() {
        permits.drainPermits();
        arrived.drainPermits();
    }

    /** Lets one write that waits, or the next to come, pass. */
    public void letOnePass() {
        permits.release();
    }

    public void open() {
        permits.release(OPEN);
    }

    /** The next so many writes that pass fail as a broken disk makes them fail. */
    public void failNext(int writes) {
        failures.set(writes);
    }

    /** Waits until one more write has come since the gate was shut. */
    public void awaitWrite() {
        try {
            if (!arrived.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("nothing was written within " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** How many records each replay read, in order. */
    public List<Integer> reads() {
        return List.copyOf(reads);
    }

    @Override
    public ProcessingResult tryProcess(String persistenceId, JournalOperation operation) {
        if (operation instanceof ReadEvents read) {
            reads.add(read.getBatch().size());
        }
        if (!(operation instanceof WriteEvents)) {
            return ProcessingSuccess.getInstance();
        }
        arrived.release();
        permits.acquireUninterruptibly();
        boolean fails = failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        return fails ? StorageFailure.create(new IOException("the disk is broken")) : ProcessingSuccess.getInstance();
    }
}
