package io.boreas.testcluster.bench.cell;

import io.boreas.config.Settings;
import io.boreas.drill.store.CassandraServer;
import io.boreas.drill.store.PostgresqlServer;
import io.boreas.drill.store.StoreServer;
import io.boreas.launcher.process.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Durable submits a second by where the journal is: jobs of one instance on 64 kept-alive connections to one master with 100 emulated
 * agents. Beside each, in the same run, the same store without a cell: 64 writers that put records of a kibibyte, each of them
 * durable before the writer's next. What was acknowledged must be there after a kill -9 of the master.
 */
final class StoreThroughput {
    private static final List<String> LAYERS = List.of("boreas-launcher.conf", "boreas-pekko.conf");
    private static final int CONNECTIONS = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Options options;
    private final Duration warm;
    private final Duration measured;
    private final Report report;

    private StoreThroughput(Options options) throws Exception {
        this.options = options;
        this.warm = Duration.ofSeconds(options.number("warm-seconds", 30));
        this.measured = Duration.ofSeconds(options.number("seconds", 10));
        this.report =
                Report.open("submits by store, %d connections, %d s each".formatted(CONNECTIONS, measured.toSeconds()));
    }

    static void run(Options options) throws Exception {
        var benchmark = new StoreThroughput(options);
        var stores =
                List.of(options.text("stores", "embedded,cassandra,postgresql").split(",", -1));
        for (int run = 0; run < options.number("runs", 3); run++) {
            System.out.println("# run; " + Report.machine());
            var rates = new TreeMap<String, Double>();
            for (var store : stores) {
                rates.put(
                        store,
                        benchmark.of(store, Folders.fresh(options.folder().resolve("stores-" + store))));
            }
            rates.forEach((store, rate) -> {
                if (!store.equals("embedded") && rates.containsKey("embedded")) {
                    benchmark.report.add(store + " to embedded, ratio of submits", rate / rates.get("embedded"));
                }
            });
        }
        benchmark.report.close();
    }

    private double of(String name, Path folder) throws Exception {
        return switch (name) {
            case "embedded" -> compared(name, folder, Map.of(), BareStore.embedded(folder.resolve("bare")));
            case "cassandra" -> {
                try (var server = CassandraServer.start(folder.resolve("server"))) {
                    create(server);
                    yield compared(name, folder, server.settings(), BareStore.cassandra(server.contactPoint()));
                }
            }
            case "postgresql" -> {
                try (var server = PostgresqlServer.start(folder.resolve("server"))) {
                    create(server);
                    yield compared(name, folder, server.settings(), BareStore.postgresql(server.settings()));
                }
            }
            default -> throw new IllegalArgumentException("--stores are of embedded, cassandra and postgresql");
        };
    }

    private static void create(StoreServer server) {
        Store.of(Settings.load(LAYERS, Optional.empty(), new TreeMap<>(server.settings()), System.getenv()))
                .create();
    }

    private double compared(String name, Path folder, Map<String, String> settings, BareStore bare) throws Exception {
        try (bare) {
            double submits = submits(name, folder, settings);
            double puts = puts(bare);
            report.add(name + ", bare puts/s", puts);
            report.add(name + ", submits to bare puts", submits / puts);
            return submits;
        }
    }

    private double submits(String name, Path folder, Map<String, String> settings) throws Exception {
        var told = settings.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .toList();
        var accepted = new AtomicInteger();
        double rate;
        try (var master = MasterJvm.start(folder, 0, 0, options.jvm("master-jvm"), told);
                var emulator = AgentsJvm.start(folder, master, 100, AgentsJvm.ROOMY, options.jvm("agents-jvm"))) {
            master.awaitReady(PATIENCE);
            emulator.awaitConnected(PATIENCE);
            var load = new OpenLoop(master.url(), CONNECTIONS, Jobs.creating(1, accepted));
            load.closed(warm);
            var answers = load.closed(measured);
            rate = answers.getTotalCount() / (double) measured.toSeconds();
            report.add(name + ", submits/s", rate);
            report.add(name + ", p50 ms", answers.getValueAtPercentile(50) / 1e6);
            report.add(name + ", p99 ms", answers.getValueAtPercentile(99) / 1e6);
            master.jvm().kill();
        }
        try (var again = MasterJvm.start(folder, 0, 0, options.jvm("master-jvm"), told)) {
            again.awaitReady(PATIENCE);
            try (var connection = new HttpConnection(again.url())) {
                int kept = Jobs.total(connection);
                Jobs.check(kept == accepted.get(), kept + " jobs are left of " + accepted + " after kill -9");
            }
        }
        return rate;
    }

    private double puts(BareStore store) throws Exception {
        var next = new AtomicLong();
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            putsFor(warm.dividedBy(6), store, next, threads);
            long before = next.get();
            putsFor(measured, store, next, threads);
            return (next.get() - before) / (double) measured.toSeconds();
        }
    }

    private static void putsFor(Duration time, BareStore store, AtomicLong next, ExecutorService threads)
            throws Exception {
        var record = new byte[1_024];
        long end = System.nanoTime() + time.toNanos();
        var writers = IntStream.range(0, CONNECTIONS)
                .<Future<?>>mapToObj(any -> threads.submit(() -> {
                    while (System.nanoTime() < end) {
                        store.put(next.getAndIncrement(), record);
                    }
                    return null;
                }))
                .toList();
        for (var writer : writers) {
            writer.get();
        }
    }
}
