package io.boreas.testcluster.bench.cell;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** When which task was first seen RUNNING on the event stream. Thread-safe. */
final class RunningTasks implements AutoCloseable {
    private final URI master;
    private final EventReader events;
    private final Set<String> tasks = new HashSet<>();
    private final long[] seenAt;
    private int seen;
    private int twice;

    /**
     * @param max RUNNING events it has room for
     */
    RunningTasks(URI master, int max) throws InterruptedException {
        this.master = master;
        this.seenAt = new long[max];
        this.events = new EventReader(master, "type=task", this::event);
    }

    private void event(long nanos, String data) {
        if (data.contains("\"state\":\"RUNNING\"")) {
            var task = EventReader.field(data, "taskId");
            synchronized (this) {
                if (tasks.add(task)) {
                    seenAt[seen++] = nanos;
                    notifyAll();
                } else {
                    twice++;
                }
            }
        }
    }

    /** Waits until so many were seen. */
    void await(int number, Duration timeout) throws IOException, InterruptedException {
        if (!comes(number, timeout)) {
            try (var connection = new HttpConnection(master)) {
                throw new IllegalStateException("only %d of %d tasks were seen RUNNING in %s; by the list of jobs it is %d"
                        .formatted(seen(), number, timeout, Jobs.count(connection, "RUNNING")));
            }
        }
    }

    private synchronized boolean comes(int number, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (long left = timeout.toNanos(); seen < number && left > 0; left = deadline - System.nanoTime()) {
            wait(Math.max(1, left / 1_000_000));
        }
        return seen >= number;
    }

    private synchronized int seen() {
        return seen;
    }

    /** When the task of this rank, from 0, was seen. */
    synchronized long seenAt(int rank) {
        return seenAt[rank];
    }

    /** RUNNING events of tasks that were RUNNING already. */
    synchronized int twice() {
        return twice;
    }

    int cuts() {
        return events.cuts();
    }

    @Override
    public void close() {
        events.close();
    }
}
