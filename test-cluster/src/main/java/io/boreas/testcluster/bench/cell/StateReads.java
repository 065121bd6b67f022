package io.boreas.testcluster.bench.cell;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;

/**
 * B11: Mesos's {@code /state} of a large cell, alone and by sixteen readers at once; and from submit to RUNNING on the event stream,
 * at an even rate, while nobody reads the state and while one reader does, with a pause after each time.
 */
final class StateReads {
    private static final int JOB_SIZE = 1_000;
    private static final int READERS = 16;
    private static final int CONNECTIONS = 16;
    private static final String RESOURCES = "cpus:1000;mem:1000000;disk:1000000";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Options options;
    private final Report report;
    private final AtomicInteger launched = new AtomicInteger();

    private StateReads(Options options) throws IOException {
        this.options = options;
        this.report = Report.open("B11: /state, and launches beside it");
    }

    static void run(Options options) throws IOException, InterruptedException {
        var benchmark = new StateReads(options);
        benchmark.measure();
        benchmark.report.close();
    }

    /** How long a reader waited, in nanoseconds. */
    private record Read(long firstByte, long all, long bytes) {}

    private void measure() throws IOException, InterruptedException {
        var folder = Folders.fresh(options.folder().resolve("b11"));
        int tasks = options.number("tasks", 100_000);
        try (var master = MasterJvm.start(folder, 0, 0, options.jvm("master-jvm"), List.of());
                var emulator = AgentsJvm.start(
                        folder, master, options.number("agents", 10_000), RESOURCES, options.jvm("agents-jvm"))) {
            master.awaitReady(PATIENCE);
            emulator.awaitConnected(PATIENCE);
            Jobs.fill(master.url(), "job", tasks / JOB_SIZE, JOB_SIZE, PATIENCE);
            var first = read(master.url());
            report.add("first time, all of it s", first.all() / 1e9);
            Jobs.check(first.bytes() > 100L * tasks, "a state of " + first.bytes() + " bytes is not that of all tasks");
            for (int run = 0; run < options.number("runs", 5); run++) {
                var next = read(master.url());
                report.add("MB", next.bytes() / 1e6);
                report.add("first byte, ms", next.firstByte() / 1e6);
                report.add("all of it, s", next.all() / 1e9);
            }
            atOnce(master.url());
            launches(master.url(), options.number("warm-seconds", 30));
            for (int run = 0; run < options.number("rounds", 3); run++) {
                double alone = launches(master.url(), options.number("seconds", 20));
                report.add("submit to RUNNING, p99 ms", alone);
                double beside = besideReader(master.url());
                report.add("beside a reader of /state, p99 ms", beside);
                report.add("ratio", beside / alone);
            }
        }
    }

    private static Read read(URI master) throws IOException {
        long begin = System.nanoTime();
        try (var connection = new HttpConnection(master, PATIENCE)) {
            var body = connection.stream("/master/state", "");
            var buffer = new byte[1 << 16];
            long bytes = body.read(buffer);
            long firstByte = System.nanoTime() - begin;
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                bytes += count;
            }
            return new Read(firstByte, System.nanoTime() - begin, bytes);
        }
    }

    private void atOnce(URI master) throws InterruptedException {
        long begin = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(READERS)) {
            var reads = new ArrayList<Future<Read>>();
            for (int i = 0; i < READERS; i++) {
                reads.add(threads.submit(() -> read(master)));
            }
            for (var each : reads) {
                report.add(
                        "one of " + READERS + " at once, first byte ms",
                        each.get().firstByte() / 1e6);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a reader failed", e.getCause());
        }
        report.add(READERS + " at once, all of them s", (System.nanoTime() - begin) / 1e9);
    }

    private double besideReader(URI master) throws IOException, InterruptedException {
        var over = new AtomicBoolean();
        try (var thread = Executors.newSingleThreadExecutor()) {
            var reader = thread.submit(() -> {
                while (!over.get()) {
                    report.add("meanwhile, all of it s", read(master).all() / 1e9);
                    Thread.sleep(options.number("pause-millis", 1_000));
                }
                return null;
            });
            double p99 = launches(master, options.number("seconds", 20));
            over.set(true);
            reader.get();
            return p99;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the reader failed", e.getCause());
        }
    }

    /** From submit to RUNNING, for so many seconds: the 99th percentile in ms. */
    private double launches(URI master, int seconds) throws IOException, InterruptedException {
        Map<String, Long> begun = new ConcurrentHashMap<>();
        var histogram = new Histogram(PATIENCE.toNanos(), 3);
        try (var events = new EventReader(master, "type=task", (nanos, data) -> {
            if (data.contains("\"state\":\"RUNNING\"")) {
                long begin = Objects.requireNonNull(begun.get(EventReader.field(data, "job")));
                synchronized (histogram) {
                    histogram.recordValue(nanos - begin);
                    histogram.notifyAll();
                }
            }
        })) {
            new OpenLoop(master, CONNECTIONS, connection -> {
                        var name = "lone-" + launched.getAndIncrement();
                        begun.put("bench/prod/" + name, System.nanoTime());
                        connection
                                .post("/boreas/v1/jobs", Jobs.json(name, "service", 1, "sleep 100000"))
                                .expect(201);
                    })
                    .open(options.number("launches", 50), Duration.ofSeconds(seconds));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            synchronized (histogram) {
                while (histogram.getTotalCount() < begun.size()) {
                    Jobs.check(System.nanoTime() < deadline, "not every task was seen RUNNING");
                    histogram.wait(1_000);
                }
            }
            Jobs.check(events.cuts() == 0, "the stream broke off, which is in the latencies");
        }
        return histogram.getValueAtPercentile(99) / 1e6;
    }
}
