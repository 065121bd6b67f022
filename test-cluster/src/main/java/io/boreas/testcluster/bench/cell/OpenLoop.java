package io.boreas.testcluster.bench.cell;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Requests over kept-alive connections. Closed: each connection asks again as soon as it is answered. Open: each request has its time
 * beforehand, and its latency counts from that time whether or not the connection was free by then, so that a slow answer shows in all
 * that had to wait for it (no coordinated omission).
 */
final class OpenLoop {
    private static final long HIGHEST_NANOS = Duration.ofMinutes(5).toNanos();

    private final URI server;
    private final int connections;
    private final Request request;

    /** One request and its answer. */
    @FunctionalInterface
    interface Request {
        void call(HttpConnection connection) throws IOException;
    }

    OpenLoop(URI server, int connections, Request request) {
        this.server = server;
        this.connections = connections;
        this.request = request;
    }

    /** Latencies in ns; only answers that came in time count. */
    Histogram closed(Duration duration) throws InterruptedException {
        long end = System.nanoTime() + duration.toNanos();
        return onAll(number -> (connection, histogram) -> {
            for (long sent = System.nanoTime(); sent < end; ) {
                request.call(connection);
                long now = System.nanoTime();
                if (now < end) {
                    histogram.recordValue(Math.min(now - sent, HIGHEST_NANOS));
                }
                sent = now;
            }
        });
    }

    /** Latencies in ns of so many requests a second, evenly spaced. */
    Histogram open(double perSecond, Duration duration) throws InterruptedException {
        long gap = (long) (1e9 * connections / perSecond);
        long start = System.nanoTime() + Duration.ofMillis(50).toNanos();
        long end = start + duration.toNanos();
        return onAll(number -> (connection, histogram) -> {
            for (long due = start + gap * number / connections; due < end; due += gap) {
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                request.call(connection);
                histogram.recordValue(Math.min(System.nanoTime() - due, HIGHEST_NANOS));
            }
        });
    }

    private interface Loop {
        void run(HttpConnection connection, Histogram histogram) throws IOException;
    }

    private interface Loops {
        Loop of(int number);
    }

    private Histogram onAll(Loops loops) throws InterruptedException {
        var total = new Histogram(HIGHEST_NANOS, 3);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Histogram>> parts = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                var loop = loops.of(i);
                parts.add(threads.submit(() -> {
                    var histogram = new Histogram(HIGHEST_NANOS, 3);
                    try (var connection = new HttpConnection(server)) {
                        loop.run(connection, histogram);
                    }
                    return histogram;
                }));
            }
            for (var part : parts) {
                total.add(part.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a request failed", e.getCause());
        }
        return total;
    }
}
