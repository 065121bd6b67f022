package io.boreas.testcluster.bench.cell;

import io.boreas.actors.gateway.EventFeed;
import io.boreas.actors.gateway.FeedRecord;
import io.boreas.actors.guardian.Master;
import io.boreas.actors.guardian.MasterSettings;
import io.boreas.actors.time.Clocks;
import io.boreas.config.Settings;
import io.boreas.core.machine.Batch;
import io.boreas.persistence.codec.ProtobufLinkCodec;
import io.boreas.persistence.rocksdb.RocksPersistence;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** A master without doors, that says when its groups were woken and when the last one had replayed its journal. */
final class RecoveryMain {
    private static final List<String> LAYERS = List.of("boreas-launcher.conf", "boreas-pekko.conf");

    private RecoveryMain() {}

    /** The doors' events: nobody listens here. */
    private record NoEvents() implements EventFeed {
        @Override
        public long lowest() {
            return 0;
        }

        @Override
        public long highest() {
            return 0;
        }

        @Override
        public void read(long after, int recordsMax, Consumer<FeedRecord> consumer) {}

        @Override
        public AutoCloseable onAppend(LongConsumer highest) {
            return () -> {};
        }
    }

    /**
     * Recovers, says how long it took, and waits to be looked at and ended.
     *
     * @param arguments the journal
     */
    public static void main(String[] arguments) throws Exception {
        var settings = Settings.load(
                LAYERS,
                Optional.empty(),
                Map.of(
                        "boreas.persistence.rocksdb.dir",
                        arguments[0],
                        "boreas.groups.snapshot-every",
                        "1000000",
                        "boreas.link.port",
                        "0",
                        "boreas.log.dir",
                        Path.of(arguments[0]).resolveSibling("logs").toString()),
                System.getenv());
        var master = Master.start(
                settings.config(),
                settings.checked(MasterSettings::from),
                new ProtobufLinkCodec(),
                system -> {
                    RocksPersistence.get(system);
                    return new NoEvents();
                },
                Clocks.system(),
                bound -> 0,
                "recovery",
                "bench");
        long start = System.nanoTime();
        while (!master.cell().unreadiness().toCompletableFuture().join().isEmpty()) {
            Thread.sleep(5); // asking without a pause would take one of the machine's cores
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        var events = new AtomicLong();
        RocksPersistence.get(master.system()).feed().read(0, Integer.MAX_VALUE, record -> {
            if (record.payload() instanceof Batch<?, ?> batch) {
                events.addAndGet(batch.events().size());
            }
        });
        System.out.printf(Locale.ROOT, "recovered %d %.3f%n", events.get(), seconds);
        System.in.read(); // the one who started this process looks at it before it ends it
    }
}
