package io.boreas.testcluster.bench.cell;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;

/**
 * B7: durable submits a second over HTTP, jobs of one instance on 64 kept-alive connections, and their latency at half and at nine
 * tenths of the rate that saturates; beside it, in the same run and by the same driver, puts of 256 bytes into etcd.
 */
final class Submits {
    private static final int CONNECTIONS = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Options options;
    private final int seconds;
    private final Report report;

    private Submits(Options options) throws IOException {
        this.options = options;
        this.seconds = options.number("seconds", 10);
        this.report = Report.open("B7: submits over HTTP, %d connections, %d s each".formatted(CONNECTIONS, seconds));
    }

    static void run(Options options) throws IOException, InterruptedException {
        var benchmark = new Submits(options);
        for (int run = 0; run < options.number("runs", 3); run++) {
            System.out.println("# run; " + Report.machine());
            double ours = benchmark.ofBoreas(Folders.fresh(options.folder().resolve("b7")));
            if (options.number("etcd", 1) == 1) {
                double theirs = benchmark.ofEtcd(Folders.fresh(options.folder().resolve("b7-etcd")));
                benchmark.report.add("ratio of submits to etcd's puts", ours / theirs);
            }
        }
        benchmark.report.close();
    }

    private double ofBoreas(Path folder) throws IOException, InterruptedException {
        int agents = options.number("agents", 100);
        var accepted = new AtomicInteger();
        try (var master = MasterJvm.start(folder, 0, 0, options.jvm("master-jvm"), List.of());
                var emulator = AgentsJvm.start(folder, master, agents, AgentsJvm.ROOMY, options.jvm("agents-jvm"))) {
            master.awaitReady(PATIENCE);
            emulator.awaitConnected(PATIENCE);
            double rate = measure("submit", master.url(), Jobs.creating(1, accepted));
            try (var connection = new HttpConnection(master.url())) {
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                while (Jobs.count(connection, "RUNNING") != accepted.get()) {
                    Jobs.check(System.nanoTime() < deadline, "not every accepted job runs");
                    Thread.sleep(100);
                }
            }
            master.jvm().kill();
            try (var again = MasterJvm.start(folder, 0, 0, options.jvm("master-jvm"), List.of())) {
                again.awaitReady(PATIENCE);
                try (var connection = new HttpConnection(again.url())) {
                    int kept = Jobs.count(connection, "RUNNING");
                    Jobs.check(kept == accepted.get(), kept + " jobs are left of " + accepted + " after kill -9");
                }
            }
            return rate;
        }
    }

    private double ofEtcd(Path folder) throws IOException, InterruptedException {
        try (var etcd = Etcd.start(folder, options.number("etcd-port", Etcd.PORT), 1)) {
            var next = new AtomicInteger();
            return measure("etcd put", etcd.client(), connection -> Etcd.put(connection, next.getAndIncrement()));
        }
    }

    private double measure(String what, URI server, OpenLoop.Request request) throws IOException, InterruptedException {
        var load = new OpenLoop(server, CONNECTIONS, request);
        load.closed(Duration.ofSeconds(options.number("warm-seconds", 30)));
        var saturated = load.closed(Duration.ofSeconds(seconds));
        double rate = saturated.getTotalCount() / (double) seconds;
        report.add(what + "s/s at saturation", rate);
        report.add(what + ", p99 ms at saturation", saturated.getValueAtPercentile(99) / 1e6);
        latencies(what, 50, load.open(rate * 0.5, Duration.ofSeconds(seconds)));
        latencies(what, 90, load.open(rate * 0.9, Duration.ofSeconds(seconds)));
        return rate;
    }

    private void latencies(String what, int percent, Histogram histogram) {
        for (double percentile : new double[] {50, 99, 99.9}) {
            report.add(
                    "%s, p%s ms at %d %%"
                            .formatted(what, Double.toString(percentile).replace(".0", ""), percent),
                    histogram.getValueAtPercentile(percentile) / 1e6);
        }
    }
}
