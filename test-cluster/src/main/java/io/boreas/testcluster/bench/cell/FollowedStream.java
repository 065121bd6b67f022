package io.boreas.testcluster.bench.cell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.zip.CRC32C;

/**
 * One subscriber of a stream, on a virtual thread of its own: it notes when which byte came and makes a sum of all, which tells
 * whether it heard what the others did. One of them keeps the bytes, too. Thread-safe.
 */
final class FollowedStream implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 14;
    private static final long MICROS = 1_000_000;

    private final HttpConnection connection;
    private final byte[] heartbeat;
    private final CountDownLatch reading;
    private final Optional<ByteArrayOutputStream> kept;
    private final CRC32C sum = new CRC32C();
    private long[] cameAt = new long[256];
    private long[] lengths = new long[256];
    private boolean begun;
    private int reads;
    private long length;
    private Optional<IOException> failure = Optional.empty();

    /** What somebody heard until now. */
    record Heard(long bytes, long sum) {}

    /**
     * Subscribes.
     *
     * @param reading nothing is read of the stream before this is open
     * @param keeps whether to keep all bytes
     */
    static FollowedStream open(URI master, StreamKind kind, CountDownLatch reading, boolean keeps) throws IOException {
        var connection = new HttpConnection(master, Duration.ofMinutes(2));
        var in = kind.open(connection);
        var stream = new FollowedStream(
                connection, kind, reading, keeps ? Optional.of(new ByteArrayOutputStream(1 << 24)) : Optional.empty());
        Thread.ofVirtual().name("stream").start(() -> stream.follow(in));
        return stream;
    }

    private FollowedStream(
            HttpConnection connection, StreamKind kind, CountDownLatch reading, Optional<ByteArrayOutputStream> kept) {
        this.connection = connection;
        this.heartbeat = kind.heartbeat();
        this.begun = !kind.snapshotFirst();
        this.reading = reading;
        this.kept = kept;
    }

    private void follow(InputStream in) {
        var buffer = new byte[BUFFER_BYTES];
        try {
            reading.await();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                took(buffer, count);
            }
            failed(new IOException("the master ended the stream"));
        } catch (IOException e) {
            failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void took(byte[] buffer, int count) {
        // Heartbeats are chunks of their own, and come at other times to each.
        if (count == heartbeat.length && Arrays.equals(buffer, 0, count, heartbeat, 0, count)) {
            begun = true;
            return;
        }
        if (!begun) {
            return;
        }
        if (reads == cameAt.length) {
            cameAt = Arrays.copyOf(cameAt, 2 * reads);
            lengths = Arrays.copyOf(lengths, 2 * reads);
        }
        sum.update(buffer, 0, count);
        length += count;
        cameAt[reads] = micros(Instant.now());
        lengths[reads++] = length;
        kept.ifPresent(bytes -> bytes.write(buffer, 0, count));
    }

    private synchronized void failed(IOException e) {
        failure = Optional.of(e);
    }

    static long micros(Instant at) {
        return at.getEpochSecond() * MICROS + at.getNano() / 1_000;
    }

    /** What was heard until now; fails if the stream broke off. */
    synchronized Heard heard() {
        failure.ifPresent(e -> {
            throw new IllegalStateException("a subscriber was cut off", e);
        });
        return new Heard(length, sum.getValue());
    }

    /** All bytes that were kept. */
    synchronized byte[] kept() {
        return kept.orElseThrow().toByteArray();
    }

    /**
     * When bytes were there, in microseconds of the epoch.
     *
     * @param ends how many bytes, ascending, none of them more than were heard
     */
    synchronized long[] arrivals(long[] ends) {
        var arrivals = new long[ends.length];
        int read = 0;
        for (int i = 0; i < ends.length; i++) {
            while (lengths[read] < ends[i]) {
                read++;
            }
            arrivals[i] = cameAt[read];
        }
        return arrivals;
    }

    @Override
    public void close() {
        connection.close();
    }
}
