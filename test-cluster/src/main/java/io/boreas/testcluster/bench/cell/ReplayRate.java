package io.boreas.testcluster.bench.cell;

import io.boreas.persistence.history.CellReplay;
import io.boreas.persistence.history.JournalCheck;
import io.boreas.persistence.rocksdb.RocksHistory;
import io.boreas.persistence.rocksdb.RocksTarget;
import io.boreas.persistence.rocksdb.StoreSettings;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Optional;

/**
 * How fast a day-long history in an embedded journal is replayed to its end, from its first record on, and verified. Options: {@code --events},
 * {@code --crowd} (tasks whose events a record has), {@code --runs}, {@code --threads}, {@code --dir}; a history that is there already is
 * used again.
 */
final class ReplayRate {
    private static final int GROUPS = 16;
    private static final int COMMANDS_MAX = 10_000;

    private ReplayRate() {}

    static void run(Options options) throws Exception {
        var directory = options.folder().resolve("replay");
        var settings = StoreSettings.at(directory);
        if (!Files.exists(directory.resolve("CURRENT"))) {
            try (var target = RocksTarget.open(settings)) {
                var written = new DayOfJobs(
                                target, GROUPS, options.number("crowd", 10), options.number("events", 3_000_000))
                        .write();
                System.out.printf(
                        Locale.ROOT,
                        "written: %d events in %d records, %.1f MiB%n",
                        written.events(),
                        written.records(),
                        written.bytes() / 1_048_576.0);
            }
        }
        int threads = options.number("threads", Runtime.getRuntime().availableProcessors());
        try (var source = RocksHistory.open(settings)) {
            for (int run = 0; run < options.number("runs", 5); run++) {
                long begin = System.nanoTime();
                var state = new CellReplay(source, COMMANDS_MAX, threads, false).at(Optional.empty());
                double seconds = (System.nanoTime() - begin) / 1e9;
                System.out.printf(
                        Locale.ROOT,
                        "replay: %d events of %d records in %.2f s, %.0f events/s%n",
                        state.events(),
                        state.records(),
                        seconds,
                        state.events() / seconds);
            }
            long begin = System.nanoTime();
            var report = new JournalCheck(source, GROUPS, COMMANDS_MAX, threads).run();
            double seconds = (System.nanoTime() - begin) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "verify: %d events in %.2f s, %.0f events/s, %d findings%n",
                    report.events(),
                    seconds,
                    report.events() / seconds,
                    report.findings().size());
        }
    }
}
