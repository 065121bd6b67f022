package io.boreas.persistence.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a directory when its process, or the power, went away in the middle. */
class CrashTest {
    private static final long SEED = 8_675_309;
    private static final int KILLS = 10;
    private static final int IDS = 4;

    @TempDir
    Path directory;

    /** Writes to four ids at once until it is killed, and says which writes were acknowledged. */
    static final class Writer {
        private final RocksStore store;

        private Writer(RocksStore store) {
            this.store = store;
        }

        public static void main(String[] arguments) throws InterruptedException {
            var writer = new Writer(RocksStore.open(small(Path.of(arguments[0]))));
            for (int id = 0; id < IDS; id++) {
                var own = Rows.sequenceNrs(writer.store, "id-" + id);
                writer.write("id-" + id, own.size() + 1L, new Random(Long.parseLong(arguments[1]) + id));
            }
            new CountDownLatch(1).await(); // a parked thread may go on for no reason, and would end the process
        }

        private void write(String id, long first, Random random) {
            int count = 1 + random.nextInt(40);
            CompletableFuture<Void> stored = store.append(Rows.of(id, first, count, random.nextInt(3_000)));
            var unused = stored.thenRun(() -> {
                // One call of write, so that a line is there whole or not at all.
                System.out.writeBytes((id + " " + (first + count - 1) + "\n").getBytes(StandardCharsets.US_ASCII));
                System.out.flush();
                write(id, first + count, random);
            });
        }
    }

    @Test
    void killedAtAnyMomentNothingAcknowledgedIsLost() {
        var random = new Random(SEED);
        long[] acknowledged = new long[IDS];
        for (int kill = 0; kill < KILLS; kill++) {
            try (var child =
                    new ChildJvm(List.of(), Writer.class, directory.toString(), Long.toString(random.nextLong()))) {
                int lines = 1 + random.nextInt(400);
                for (int i = 0; i < lines; i++) {
                    var line = child.line();
                    assertThat(line)
                            .as(() -> "a writer that is not killed ended with " + child.exitCode())
                            .isNotNull();
                    note(line, acknowledged);
                }
                child.kill();
                for (String line = child.line(); line != null; line = child.line()) {
                    note(line, acknowledged);
                }
            }
            checkWhole(acknowledged, "kill " + kill + " of seed " + SEED);
        }
    }

    private static void note(String line, long[] acknowledged) {
        int space = line.indexOf(' ');
        int id = Integer.parseInt(line.substring("id-".length(), space));
        acknowledged[id] = Long.parseLong(line.substring(space + 1));
    }

    private void checkWhole(long[] acknowledged, String when) {
        try (var store = RocksStore.open(small(directory))) {
            long total = 0;
            for (int id = 0; id < IDS; id++) {
                var found = Rows.sequenceNrs(store, "id-" + id);
                assertThat((long) found.size()).as("id-%d, %s", id, when).isGreaterThanOrEqualTo(acknowledged[id]);
                assertThat(found).as("id-%d, %s", id, when).isEqualTo(Rows.upTo(found.size()));
                total += found.size();
            }
            assertThat(Rows.orders(store)).as(when).isEqualTo(Rows.upTo(total));
            assertThat(store.highestOrder()).isEqualTo(total);
        }
    }

    @Test
    void aKilledProcessLeavesNothingAmongTheTemporaryFiles() throws Exception {
        var temporary = Files.createDirectory(directory.resolve("temporary"));
        var before = List.of("env", "JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=" + temporary);
        try (var child =
                new ChildJvm(before, Writer.class, directory.resolve("journal").toString(), "1")) {
            assertThat(child.line()).as("the first write").isNotNull();
            child.kill();
        }

        try (var left = Files.list(temporary)) {
            assertThat(left.filter(file -> !file.getFileName().toString().startsWith("hsperfdata")))
                    .isEmpty();
        }
    }

    @Test
    void logThatEndsInsideItsLastWriteOpensWithoutThatWrite() throws Exception {
        for (int cut : new int[] {1, 6, 7, 1_000, 40_000, 99_000}) {
            var log = logOf("cut-" + cut, 20, 100_000);
            try (var file = FileChannel.open(log, StandardOpenOption.WRITE)) {
                file.truncate(file.size() - cut);
            }
            assertThat(reopened(log.getParent())).as("%d bytes missing", cut).isEqualTo(Rows.upTo(19));
            assertThat(reopened(log.getParent())).as("opened once more").isEqualTo(Rows.upTo(19));
        }
    }

    @Test
    void holeInsideTheLastWriteIsATornTailToo() throws Exception {
        var log = logOf("hole", 20, 100_000);
        overwrite(log, Files.size(log) - 60_000, new byte[4_096]);

        assertThat(reopened(log.getParent())).isEqualTo(Rows.upTo(19));
        assertThat(log.resolveSibling(WalTail.CUT_FILE))
                .as("what was cut is kept")
                .exists();
    }

    @Test
    void writeAfterACutTailGoesOnWithoutGaps() throws Exception {
        var log = logOf("goes-on", 20, 10_000);
        overwrite(log, Files.size(log) - 10, new byte[10]);

        try (var store = RocksStore.open(log.getParent())) {
            store.append(Rows.of("p", 20, 1, 10)).join();
            assertThat(Rows.orders(store)).isEqualTo(Rows.upTo(20));
        }
        assertThat(reopened(log.getParent())).isEqualTo(Rows.upTo(20));
    }

    @Test
    void damageToWhatWasSyncedIsRefusedAndChangesNothing() throws Exception {
        for (int percent : new int[] {1, 30, 60, 90}) {
            var log = logOf("damaged-" + percent, 20, 100_000);
            overwrite(log, Files.size(log) * percent / 100, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
            byte[] before = Files.readAllBytes(log);

            assertThatThrownBy(() -> RocksStore.open(log.getParent()))
                    .isInstanceOf(StoreException.Damaged.class)
                    .hasMessageContaining(log.getParent().toString())
                    .hasMessageContaining(log.getFileName().toString())
                    .hasMessageContaining("restore the directory");
            assertThat(Files.readAllBytes(log)).isEqualTo(before);
        }
    }

    @Test
    void directoryWithoutItsCurrentFileIsNotTakenForAnEmptyOne() throws Exception {
        var log = logOf("no-current", 5, 100);
        Files.delete(log.resolveSibling("CURRENT"));

        assertThatThrownBy(() -> RocksStore.open(log.getParent()))
                .isInstanceOf(StoreException.Damaged.class)
                .hasMessageContaining("CURRENT is missing");
        assertThat(log).exists();
    }

    @Test
    void damagedTableIsRefused() throws Exception {
        var where = directory.resolve("table");
        var settings = small(where);
        try (var store = RocksStore.open(settings)) {
            for (int i = 0; i < 100; i++) {
                store.append(Rows.of("p", 1 + i * 10L, 10, 5_000)).join();
            }
            assertThat(Rows.sequenceNrs(store, "p")).hasSize(1_000);
        }
        try (var files = Files.list(where)) {
            for (Path table :
                    files.filter(file -> file.toString().endsWith(".sst")).toList()) {
                overwrite(table, Files.size(table) / 2, new byte[64]);
            }
        }

        assertThatThrownBy(() -> {
                    try (var store = RocksStore.open(settings)) {
                        Rows.sequenceNrs(store, "p");
                    }
                })
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(where.toString());
    }

    /** A closed directory with so many writes of one event each to id p, and where its log is. */
    private Path logOf(String name, int writes, int bytes) throws IOException {
        var where = directory.resolve(name);
        try (var store = RocksStore.open(where)) {
            for (int i = 1; i <= writes; i++) {
                store.append(Rows.of("p", i, 1, bytes)).join();
            }
        }
        return WalTail.newestFirst(where).getFirst();
    }

    private static List<Long> reopened(Path where) {
        try (var store = RocksStore.open(where)) {
            assertThat(Rows.orders(store)).isEqualTo(Rows.sequenceNrs(store, "p"));
            return Rows.sequenceNrs(store, "p");
        }
    }

    private static void overwrite(Path file, long at, byte[] bytes) throws IOException {
        try (var random = new RandomAccessFile(file.toFile(), "rw")) {
            random.seek(at);
            random.write(bytes);
        }
    }

    /** Small buffers, so that crashes meet flushes and several logs too. */
    private static StoreSettings small(Path directory) {
        return new StoreSettings(directory, 1 << 20, 1 << 20, 4 << 20, 2, 1_000, Duration.ofMillis(100));
    }
}
