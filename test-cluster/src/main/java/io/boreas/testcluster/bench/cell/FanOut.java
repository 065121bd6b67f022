package io.boreas.testcluster.bench.cell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;

/**
 * B8: a stream of events to a thousand subscribers, Boreas's own or that of Mesos's operator API, while jobs of ten instances are
 * created at an even rate; some subscribers read nothing until the load is over. Latency counts from the time that an event bears,
 * which is before it was synced, to when a subscriber has read the whole of it. At the end each subscriber must have heard the same
 * bytes, the slow ones too.
 */
final class FanOut {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int CONNECTIONS = 16;
    private static final int INSTANCES = 10;
    /** With the slow ones as many as Mesos's operator API takes. */
    private static final int MESOS_SUBSCRIBERS = 990;

    private static final long HIGHEST_MICROS = Duration.ofMinutes(5).toNanos() / 1_000;

    private final Options options;
    private final StreamKind kind;
    private final int subscribers;
    private final int slow;
    private final Report report;

    private FanOut(Options options) throws IOException {
        this.options = options;
        this.kind = StreamKind.valueOf(options.text("stream", "boreas").toUpperCase(Locale.ROOT));
        this.subscribers = options.number("subscribers", kind == StreamKind.MESOS ? MESOS_SUBSCRIBERS : 1_000);
        this.slow = options.number("slow", 10);
        this.report =
                Report.open("B8: %d subscribers, %d more that read nothing for a while".formatted(subscribers, slow));
    }

    static void run(Options options) throws IOException, InterruptedException {
        var benchmark = new FanOut(options);
        for (int run = 0; run < options.number("runs", 3); run++) {
            System.out.println("# run; " + Report.machine());
            benchmark.once(Folders.fresh(options.folder().resolve("b8")));
        }
        benchmark.report.close();
    }

    private void once(Path folder) throws IOException, InterruptedException {
        try (var master = MasterJvm.start(folder, 0, 0, options.jvm("master-jvm"), List.of());
                var emulator = AgentsJvm.start(folder, master, 100, AgentsJvm.ROOMY, options.jvm("agents-jvm"))) {
            master.awaitReady(PATIENCE);
            emulator.awaitConnected(PATIENCE);
            var streams = new ArrayList<FollowedStream>();
            var atOnce = new CountDownLatch(0);
            var later = new CountDownLatch(1);
            try {
                for (int i = 0; i < subscribers + slow; i++) {
                    streams.add(FollowedStream.open(master.url(), kind, i < subscribers ? atOnce : later, i == 0));
                }
                load(master, streams.subList(0, subscribers));
                later.countDown();
                awaitSame(streams);
            } finally {
                streams.forEach(FollowedStream::close);
            }
        }
    }

    private void load(MasterJvm master, List<FollowedStream> streams) throws IOException, InterruptedException {
        var accepted = new AtomicInteger();
        var load = new OpenLoop(master.url(), CONNECTIONS, Jobs.creating(INSTANCES, accepted));
        double gentle = 5;
        int before = awaitSame(streams).size();
        load.open(gentle, Duration.ofSeconds(5));
        double eventsOfJob = (awaitSame(streams).size() - before) / (double) accepted.get();
        double rate = options.number("events", 1_000) / eventsOfJob;
        load.open(rate, Duration.ofSeconds(options.number("warm-seconds", 30)));
        awaitSame(streams);
        long from = FollowedStream.micros(Instant.now());
        double cpu = Proc.cpuSeconds(master.jvm().pid());
        load.open(rate, Duration.ofSeconds(options.number("seconds", 20)));
        var events = awaitSame(streams);
        measure(streams, events, from, Proc.cpuSeconds(master.jvm().pid()) - cpu);
    }

    private void measure(List<FollowedStream> streams, List<StreamKind.Timed> events, long from, double cpuSeconds) {
        var each = new Histogram(HIGHEST_MICROS, 3);
        var lasts = new long[events.size()];
        var ends = events.stream().mapToLong(StreamKind.Timed::end).toArray();
        var times = events.stream().mapToLong(StreamKind.Timed::micros).toArray();
        for (var stream : streams) {
            var arrivals = stream.arrivals(ends);
            for (int i = 0; i < arrivals.length; i++) {
                if (times[i] >= from) {
                    each.recordValue(Math.clamp(arrivals[i] - times[i], 0, HIGHEST_MICROS));
                    lasts[i] = Math.max(lasts[i], arrivals[i]);
                }
            }
        }
        var last = new Histogram(HIGHEST_MICROS, 3);
        long first = Long.MAX_VALUE;
        long end = 0;
        for (int i = 0; i < lasts.length; i++) {
            if (lasts[i] > 0) {
                last.recordValue(Math.clamp(lasts[i] - times[i], 0, HIGHEST_MICROS));
                first = Math.min(first, times[i]);
                end = Math.max(end, lasts[i]);
            }
        }
        double seconds = (end - first) / 1e6;
        report.add("events/s", last.getTotalCount() / seconds);
        report.add("deliveries/s", each.getTotalCount() / seconds);
        double bytesOfEvent = (double) ends[ends.length - 1] / ends.length;
        report.add("MB/s", bytesOfEvent * each.getTotalCount() / seconds / 1e6);
        report.add("master, share of a core", cpuSeconds / seconds);
        report.add(kind.title() + ", p50 ms", each.getValueAtPercentile(50) / 1e3);
        report.add(kind.title() + ", p99 ms", each.getValueAtPercentile(99) / 1e3);
        report.add("the last of them, p50 ms", last.getValueAtPercentile(50) / 1e3);
        report.add("the last of them, p99 ms", last.getValueAtPercentile(99) / 1e3);
    }

    /** Waits until nothing more comes and all have heard the same; returns what that is. */
    private List<StreamKind.Timed> awaitSame(List<FollowedStream> streams) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        var heard = streams.getFirst().heard();
        for (long quietSince = System.nanoTime(); System.nanoTime() - quietSince < 1_000_000_000L; ) {
            Thread.sleep(20);
            var now = streams.getFirst().heard();
            var common = now;
            if (!now.equals(heard)
                    || !streams.stream().allMatch(stream -> stream.heard().equals(common))) {
                quietSince = System.nanoTime();
            }
            heard = now;
            Jobs.check(System.nanoTime() < deadline, "subscribers did not hear the same");
        }
        return kind.events(new String(streams.getFirst().kept(), StandardCharsets.ISO_8859_1));
    }
}
