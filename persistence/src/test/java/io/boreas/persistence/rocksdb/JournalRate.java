package io.boreas.persistence.rocksdb;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.persistence.AbstractPersistentActor;
import org.apache.pekko.persistence.RecoveryCompleted;
import org.apache.pekko.testkit.javadsl.TestKit;

/**
 * How fast the journal stores and recovers, through persistent actors, every batch synced.
 *
 * <p>Run: {@code mvn -q -pl persistence -am test-compile dependency:build-classpath} for the class path, then this class
 * with two arguments: an empty directory, and the number of events, one million if left out. Each shape is measured in a
 * fresh directory: a batch as 200 records (persistAll), and as one record that holds 200 events. A third argument says how
 * often all is repeated.
 */
public final class JournalRate {
    private static final int IDS = 16;
    private static final int BATCH = 200;
    private static final int EVENT_BYTES = 134;

    private JournalRate() {}

    public static void main(String[] arguments) throws Exception {
        var directory = Path.of(arguments[0]);
        int events = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2;
        for (int round = 0; round < rounds; round++) {
            measure(directory.resolve("records-" + round), "200 records a batch", BATCH, EVENT_BYTES, events);
            measure(
                    directory.resolve("batches-" + round),
                    "one record a batch",
                    1,
                    BATCH * EVENT_BYTES,
                    events / BATCH);
        }
    }

    private static void measure(Path directory, String shape, int recordsPerWrite, int recordBytes, int records)
            throws Exception {
        long eventsPerRecord = recordBytes / EVENT_BYTES;
        long started = System.nanoTime();
        run(directory, records / IDS, recordsPerWrite, recordBytes);
        double seconds = (System.nanoTime() - started) / 1e9;
        double written = Run.writeSeconds;
        System.out.printf(
                "%s: wrote %,d events in %.2f s = %,.0f events/s (%.2f s with start and stop), %,d MiB on disk%n",
                shape,
                records * eventsPerRecord,
                written,
                records * eventsPerRecord / written,
                seconds,
                size(directory) >> 20);
        for (int i = 0; i < 2; i++) {
            recoverInFreshProcess(directory, shape, eventsPerRecord, (long) records / IDS * IDS);
        }
        delete(directory);
    }

    /** As after a restart: nothing is compiled yet, and no file is open. */
    private static void recoverInFreshProcess(Path directory, String shape, long eventsPerRecord, long records)
            throws Exception {
        var child = List.of(directory.toString(), shape, Long.toString(eventsPerRecord), Long.toString(records));
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1500m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Recovery.class.getName()));
        command.addAll(child);
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new AssertionError("recovery failed");
        }
    }

    /** Recovers all and says how long it took. */
    static final class Recovery {
        public static void main(String[] arguments) throws Exception {
            run(Path.of(arguments[0]), 0, 1, 1);
            long records = Run.RECOVERED.get();
            System.out.printf(
                    "%s: recovered %,d events in %.2f s after opening in %.2f s, in a fresh process (%.2f s of CPU)%n",
                    arguments[1],
                    records * Long.parseLong(arguments[2]),
                    Run.recoverSeconds,
                    Run.openSeconds,
                    cpuSeconds());
            if (records != Long.parseLong(arguments[3])) {
                throw new AssertionError("lost events: " + records + " of " + arguments[3]);
            }
            System.exit(0);
        }
    }

    /** All threads of this process since it started, native ones too; comparable on a busy machine. */
    private static double cpuSeconds() {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toMillis()
                / 1e3;
    }

    /** Recovers all ids, then writes so many records to each. */
    private static void run(Path directory, int recordsPerId, int recordsPerWrite, int recordBytes) throws Exception {
        var config = ConfigFactory.parseString("boreas.persistence.rocksdb.dir = \"" + directory + "\"")
                .withFallback(TestSystem.plugins())
                .withFallback(ConfigFactory.load());
        var system = ActorSystem.create("rate", config);
        Run.RECOVERED.set(0);
        long start = System.nanoTime();
        RocksPersistence.get(system);
        Run.openSeconds = (System.nanoTime() - start) / 1e9;
        var recovered = new CountDownLatch(IDS);
        var written = new CountDownLatch(IDS);
        long recovering = System.nanoTime();
        var actors = new ArrayList<ActorRef>();
        for (int id = 0; id < IDS; id++) {
            var name = "group-" + id;
            actors.add(system.actorOf(Props.create(
                    Writer.class, () -> new Writer(name, recordsPerWrite, recordBytes, recovered, written))));
        }
        recovered.await();
        Run.recoverSeconds = (System.nanoTime() - recovering) / 1e9;
        long writing = System.nanoTime();
        if (recordsPerId > 0) {
            actors.forEach(actor -> actor.tell(recordsPerId, null));
            written.await();
        }
        Run.writeSeconds = (System.nanoTime() - writing) / 1e9;
        TestKit.shutdownActorSystem(system, true);
    }

    /** Figures of the last run. */
    private static final class Run {
        static final AtomicLong RECOVERED = new AtomicLong();
        static volatile double openSeconds;
        static volatile double recoverSeconds;
        static volatile double writeSeconds;
    }

    private static final class Writer extends AbstractPersistentActor {
        private final String id;
        private final List<byte[]> batch;
        private final CountDownLatch recovered;
        private final CountDownLatch written;
        private long left;
        private long seen;

        Writer(String id, int records, int bytes, CountDownLatch recovered, CountDownLatch written) {
            this.id = id;
            this.recovered = recovered;
            this.written = written;
            var random = new Random(7);
            var payloads = new byte[records][bytes];
            for (byte[] payload : payloads) {
                // Half noise, half repeated, about what protobuf events look like to a compressor.
                random.nextBytes(payload);
                Arrays.fill(payload, 0, bytes / 2, (byte) 7);
            }
            this.batch = List.of(payloads);
        }

        @Override
        public String persistenceId() {
            return id;
        }

        @Override
        public Receive createReceiveRecover() {
            return receiveBuilder()
                    .match(byte[].class, event -> seen++)
                    .match(RecoveryCompleted.class, end -> {
                        Run.RECOVERED.addAndGet(seen);
                        recovered.countDown();
                    })
                    .build();
        }

        @Override
        public Receive createReceive() {
            return receiveBuilder().match(Integer.class, this::start).build();
        }

        private void start(int records) {
            left = records;
            next();
        }

        private void next() {
            if (left <= 0) {
                written.countDown();
                return;
            }
            var events = left < batch.size() ? batch.subList(0, (int) left) : batch;
            left -= events.size();
            var pending = new AtomicLong(events.size());
            persistAll(events, event -> {
                if (pending.decrementAndGet() == 0) {
                    next();
                }
            });
        }
    }

    private static long size(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
