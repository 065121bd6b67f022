package io.boreas.testcluster.bench.cell;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Follows a cell's event stream on a thread of its own, and resumes it where it was cut, as any client would. */
final class EventReader implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 18;
    private static final long REDIAL_NANOS = 20_000_000;

    /** Hears each event; called on the reader's thread. */
    interface Listener {
        /**
         * An event came.
         *
         * @param nanos when it was read
         * @param data the event's JSON
         */
        void event(long nanos, String data);
    }

    private final URI master;
    private final String query;
    private final Listener listener;
    private final CountDownLatch subscribed = new CountDownLatch(1);
    private volatile boolean closed;
    private final AtomicInteger cuts = new AtomicInteger();
    private String nextId = "";
    private String lastId = "";
    private volatile @Nullable HttpConnection current;

    /**
     * @param query such as {@code type=task}
     */
    EventReader(URI master, String query, Listener listener) throws InterruptedException {
        this.master = master;
        this.query = query;
        this.listener = listener;
        Thread.ofPlatform().name("events").daemon().start(this::follow);
        subscribed.await();
    }

    /** How often the master cut this reader off. */
    int cuts() {
        return cuts.get();
    }

    private void follow() {
        while (!closed) {
            try (var connection = new HttpConnection(master, Duration.ofSeconds(60))) {
                current = connection;
                var resume = lastId.isEmpty() ? "" : "Last-Event-ID: " + lastId + "\r\n";
                var in = connection.stream("/boreas/v1/events?" + query, resume);
                subscribed.countDown();
                read(new BufferedInputStream(in, BUFFER_BYTES));
            } catch (IOException e) {
                if (!closed) {
                    cuts.incrementAndGet();
                    LockSupport.parkNanos(REDIAL_NANOS);
                }
            }
        }
    }

    private void read(InputStream in) throws IOException {
        var buffer = new byte[BUFFER_BYTES];
        int filled = 0;
        while (!closed) {
            int count = in.read(buffer, filled, buffer.length - filled);
            if (count < 0) {
                cuts.incrementAndGet();
                return;
            }
            long now = System.nanoTime();
            filled += count;
            int start = 0;
            for (int i = filled - count; i < filled; i++) {
                if (buffer[i] == '\n') {
                    line(buffer, start, i, now);
                    start = i + 1;
                }
            }
            System.arraycopy(buffer, start, buffer, 0, filled - start);
            filled -= start;
            if (filled == buffer.length) {
                buffer = Arrays.copyOf(buffer, 2 * buffer.length);
            }
        }
    }

    private void line(byte[] buffer, int start, int end, long now) {
        if (end - start > 6 && buffer[start] == 'd') {
            listener.event(now, new String(buffer, start + 6, end - start - 6, StandardCharsets.ISO_8859_1));
            lastId = nextId;
        } else if (end == start && !nextId.isEmpty()) {
            lastId = nextId;
        } else if (end - start > 4 && buffer[start] == 'i') {
            nextId = new String(buffer, start + 4, end - start - 4, StandardCharsets.US_ASCII);
        }
    }

    /** The text field of an event, as JSON writers put it; empty if there is none. */
    static String field(String data, String name) {
        var head = "\"" + name + "\":\"";
        int at = data.indexOf(head);
        return at < 0 ? "" : data.substring(at + head.length(), data.indexOf('"', at + head.length()));
    }

    @Override
    public void close() {
        closed = true;
        var open = current;
        if (open != null) {
            open.close();
        }
    }
}
