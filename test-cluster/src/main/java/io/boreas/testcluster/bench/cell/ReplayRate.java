package io.boreas.testcluster.bench.cell;

import io.boreas.config.Settings;
import io.boreas.drill.store.CassandraServer;
import io.boreas.drill.store.PostgresqlServer;
import io.boreas.drill.store.StoreServer;
import io.boreas.launcher.process.Store;
import io.boreas.persistence.history.CellReplay;
import io.boreas.persistence.history.JournalCheck;
import io.boreas.persistence.history.JournalSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How fast a day-long history is replayed to its end, from its first record on, and verified. Options: {@code --store} (embedded, cassandra,
 * postgresql), {@code --events}, {@code --crowd} (tasks whose events a record has), {@code --runs}, {@code --threads}, {@code --dir}; an
 * embedded history that is there already is used again.
 */
final class ReplayRate {
    private static final List<String> LAYERS = List.of("boreas-launcher.conf", "boreas-pekko.conf");
    private static final int GROUPS = 16;
    private static final int COMMANDS_MAX = 10_000;

    private final Options options;
    private final Report report;

    private ReplayRate(Options options) throws Exception {
        this.options = options;
        this.report = Report.open("replay of a day's history, store " + options.text("store", "embedded"));
    }

    static void run(Options options) throws Exception {
        var benchmark = new ReplayRate(options);
        var folder = options.folder().resolve("replay");
        switch (options.text("store", "embedded")) {
            case "embedded" -> {
                var journal = Map.of("boreas.persistence.rocksdb.dir", folder.toString());
                benchmark.measure(store(journal), Files.exists(folder.resolve("CURRENT")));
            }
            case "cassandra" -> benchmark.measureOn(CassandraServer.start(fresh(folder, "cassandra")));
            case "postgresql" -> benchmark.measureOn(PostgresqlServer.start(fresh(folder, "postgresql")));
            default -> throw new IllegalArgumentException("--store is embedded, cassandra or postgresql");
        }
        benchmark.report.close();
    }

    private static Path fresh(Path folder, String name) throws Exception {
        return Folders.fresh(folder.resolveSibling("replay-" + name));
    }

    private static Store store(Map<String, String> more) {
        return Store.of(Settings.load(LAYERS, Optional.empty(), new TreeMap<>(more), System.getenv()));
    }

    private void measureOn(StoreServer server) throws Exception {
        try (server) {
            var store = store(server.settings());
            store.create();
            measure(store, false);
        }
    }

    private void measure(Store store, boolean isWritten) throws Exception {
        if (!isWritten) {
            write(store);
        }
        int threads = options.number("threads", Runtime.getRuntime().availableProcessors());
        try (var source = store.source(GROUPS)) {
            for (int run = 0; run < options.number("runs", 5); run++) {
                replay(source, threads);
            }
            verify(source, threads);
        }
    }

    private void write(Store store) throws Exception {
        long begin = System.nanoTime();
        try (var target = store.target(GROUPS)) {
            var written = new DayOfJobs(
                            target, GROUPS, options.number("crowd", 10), options.number("events", 3_000_000))
                    .write();
            System.out.printf(
                    Locale.ROOT,
                    "written: %d events in %d records, %.1f MiB%n",
                    written.events(),
                    written.records(),
                    written.bytes() / 1_048_576.0);
            report.add("records written a second", written.records() / seconds(begin));
        }
    }

    private void replay(JournalSource source, int threads) throws Exception {
        long begin = System.nanoTime();
        var state = new CellReplay(source, COMMANDS_MAX, threads, false).at(Optional.empty());
        double seconds = seconds(begin);
        System.out.printf(Locale.ROOT, "replayed: %d events of %d records%n", state.events(), state.records());
        report.add("replay, events/s", state.events() / seconds);
        report.add("replay, records/s", state.records() / seconds);
    }

    private void verify(JournalSource source, int threads) throws Exception {
        long begin = System.nanoTime();
        var found = new JournalCheck(source, GROUPS, COMMANDS_MAX, threads).run();
        report.add("verify, events/s", found.events() / seconds(begin));
        Jobs.check(found.findings().isEmpty(), "verify has findings: " + found.findings());
    }

    private static double seconds(long sinceNs) {
        return (System.nanoTime() - sinceNs) / 1e9;
    }
}
