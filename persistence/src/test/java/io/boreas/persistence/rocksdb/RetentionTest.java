package io.boreas.persistence.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.persistence.history.CellReplay;
import io.boreas.persistence.history.Finding;
import io.boreas.persistence.history.Horizon;
import io.boreas.persistence.history.JournalCheck;
import io.boreas.persistence.history.JournalExporter;
import io.boreas.persistence.history.JournalFile;
import io.boreas.persistence.history.JournalSource;
import io.boreas.persistence.history.MomentGoneException;
import io.boreas.persistence.history.RandomHistory;
import io.boreas.persistence.history.RetainedJournal;
import io.boreas.persistence.history.Retention;
import io.boreas.persistence.history.SnapshotRow;
import io.boreas.persistence.history.StoredRecord;
import io.boreas.persistence.history.StoredSnapshot;
import io.boreas.persistence.history.WholeCell;
import io.boreas.persistence.history.WrittenHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Old records are deleted, and what is left is the same cell: recovered, verified, shown, moved; whenever deletion is interrupted. */
class RetentionTest {
    private static final Duration KEPT = Duration.ofMinutes(40);
    private static final int NEWEST_KEPT = 2;
    private static final String GROUP = "jobs-0";

    @TempDir
    Path folder;

    private StoreSettings settings;

    @BeforeEach
    void place() {
        settings = StoreSettings.at(folder.resolve("journal"));
    }

    /** The process ends here. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** A journal whose process ends before one of the next changes. */
    private record Crashing(RetainedJournal journal, int[] changesLeft) implements RetainedJournal {
        private void change() {
            if (changesLeft[0]-- == 0) {
                throw new Crash();
            }
        }

        @Override
        public List<String> groups() {
            return journal.groups();
        }

        @Override
        public long deletedTo(String group) {
            return journal.deletedTo(group);
        }

        @Override
        public long first(String group) {
            return journal.first(group);
        }

        @Override
        public void rows(String group, long from, long to, JournalSource.Taker taker) {
            journal.rows(group, from, to, taker);
        }

        @Override
        public List<Long> snapshots(String group) {
            return journal.snapshots(group);
        }

        @Override
        public Optional<SnapshotRow> snapshot(String group, long sequence) {
            return journal.snapshot(group, sequence);
        }

        @Override
        public boolean deleteSome(String group, long to) {
            change();
            return journal.deleteSome(group, to);
        }

        @Override
        public void reclaim(String group, long to) {
            change();
            journal.reclaim(group, to);
        }

        @Override
        public void deleteSnapshots(String group, List<Long> sequences) {
            change();
            journal.deleteSnapshots(group, sequences);
        }
    }

    private static Retention retention(RetainedJournal journal) {
        return new Retention(
                journal, WrittenHistory.GROUPS, WrittenHistory.COMMANDS_MAX, Optional.of(KEPT), NEWEST_KEPT);
    }

    private void pass(Instant now) {
        try (var store = RocksStore.open(settings)) {
            retention(new RocksRetained(store)).pass(now);
        }
    }

    private RandomHistory written(long seed, int records) {
        var history = new RandomHistory(new Random(seed));
        try (var target = RocksTarget.open(settings)) {
            for (int i = 0; i < records; i++) {
                history.next(target);
            }
        }
        return history;
    }

    private JournalCheck.Report verified() throws InterruptedException {
        return verified(settings);
    }

    private static JournalCheck.Report verified(StoreSettings where) throws InterruptedException {
        try (var source = RocksHistory.open(where)) {
            return WholeCell.verified(source);
        }
    }

    private void assertFound(Finding.Kind kind, String where) throws InterruptedException {
        var report = verified();
        assertThat(report.findings()).anySatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.where()).startsWith(where);
        });
        assertThat(report.isSound()).isFalse();
    }

    private static void assertWhole(StoreSettings where, RandomHistory history, Random random) throws Exception {
        try (var source = RocksHistory.open(where)) {
            WholeCell.assertWhole(source, history, random);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aCellIsTheSameWheneverItsOldEventsGo(long seed) throws Exception {
        var random = new Random(seed);
        var history = new RandomHistory(random);
        int crashes = 0;
        for (int round = 0; round < 7; round++) {
            try (var target = RocksTarget.open(settings);
                    var store = RocksStore.open(settings)) {
                var journal = new RocksRetained(store);
                for (int i = 0; i < 25; i++) {
                    history.next(target);
                    if (random.nextInt(6) == 0) {
                        retention(journal).pass(history.now());
                    }
                }
                history.rest(Duration.ofMinutes(random.nextInt(60)));
                try {
                    retention(new Crashing(journal, new int[] {random.nextInt(8)}))
                            .pass(history.now());
                } catch (Crash e) {
                    crashes++;
                }
            }
            assertWhole(settings, history, random);
        }
        assertThat(crashes).isPositive();
        pass(history.now());
        assertWhole(settings, history, random);
        try (var store = RocksStore.open(settings);
                var source = RocksHistory.open(settings)) {
            assertThat(new Horizon(source).earliest()).hasValueSatisfying(earliest -> assertThat(earliest)
                    .isBeforeOrEqualTo(history.now().minus(KEPT))
                    .isAfter(history.now().minus(KEPT.multipliedBy(4))));
            var left = new ArrayList<StoredRecord>();
            source.inOrder(0, row -> left.add((StoredRecord) row));
            assertThat(left).hasSizeLessThan(history.records() / 2);
            assertThat(left)
                    .filteredOn(record ->
                            !history.decidedAt(record).isBefore(history.now().minus(KEPT)))
                    .hasSize(history.recordsSince(history.now().minus(KEPT)));
            assertThat(store.lowestOrder()).isEqualTo(source.lowest()).isGreaterThan(1);
            var whole = new ArrayList<Long>();
            source.inOrder(source.lowest() - 1, row -> whole.add(row.position()));
            assertThat(whole).hasSize((int) (source.highest() - source.lowest() + 1));
            for (var group : source.groups()) {
                assertThat(source.snapshots(group)).hasSizeLessThanOrEqualTo(18 + NEWEST_KEPT);
            }
        }
    }

    @Test
    void eachPointAtWhichItCanBeInterruptedIsSound() throws Exception {
        var written = settings;
        var history = written(7, 120);
        pass(history.now().minus(KEPT));
        var random = new Random(7);
        boolean crashed = true;
        int point = 0;
        for (; crashed; point++) {
            settings = StoreSettings.at(copy(written.directory(), "copy-" + point));
            try (var store = RocksStore.open(settings)) {
                retention(new Crashing(new RocksRetained(store), new int[] {point}))
                        .pass(history.now());
                crashed = false;
            } catch (Crash e) {
                assertThat(point).isLessThan(50);
            }
            assertWhole(settings, history, random);
            pass(history.now());
            assertWhole(settings, history, random);
        }
        assertThat(point).isGreaterThan(8);
    }

    private Path copy(Path from, String name) throws IOException {
        var to = Files.createDirectory(folder.resolve(name));
        try (var files = Files.list(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }

    @Test
    void recordsThatAreStillThereAfterAnInterruptionGoNext() throws Exception {
        var history = written(5, 120);
        pass(history.now().minus(KEPT.dividedBy(2)));
        long before = verified().records();
        try (var store = RocksStore.open(settings)) {
            var journal = new RocksRetained(store);
            long base = journal.deletedTo(GROUP) + 1;
            long next = journal.snapshots(GROUP).stream()
                    .filter(sequence -> sequence > base + 5)
                    .findFirst()
                    .orElseThrow();
            // the first of several deletions: what is to go is known, and not all of it is gone
            store.change(64, (batch, open) -> {
                        open.rememberDeleted(batch, EventKey.prefix(GROUP), next - 1, 0);
                        for (long sequence = base; sequence < base + 3; sequence++) {
                            byte[] key = EventKey.of(EventKey.prefix(GROUP), sequence);
                            batch.delete(
                                    open.order(),
                                    EventKey.bytes(
                                            EventRecord.order(open.rocks().get(open.events(), key))));
                            batch.delete(open.events(), key);
                        }
                    })
                    .join();
        }
        assertWhole(settings, history, new Random(5));
        assertThat(verified().records()).isEqualTo(before - 3);
        pass(history.now().minus(KEPT.dividedBy(2)));
        assertWhole(settings, history, new Random(5));
        assertThat(verified().records()).isLessThan(before - 5);
    }

    @Test
    void aPassThatHasNothingToDoChangesNothing() throws Exception {
        var history = written(3, 60);
        pass(WrittenHistory.START);
        assertThat(verified().records()).isEqualTo(60);
        pass(history.now());
        var after = verified();
        assertThat(after.records()).isLessThan(60);
        pass(history.now());
        pass(WrittenHistory.START);
        assertThat(verified()).isEqualTo(after);
    }

    @Test
    void theBaseStaysWhoeverWantsItGone() throws Exception {
        var history = written(3, 60);
        pass(history.now());
        try (var store = RocksStore.open(settings)) {
            var snapshots = new RocksRetained(store);
            long base = snapshots.deletedTo(GROUP) + 1;
            snapshots.deleteSnapshots(GROUP, snapshots.snapshots(GROUP));
            assertThat(snapshots.snapshots(GROUP)).containsExactly(base);
        }
        assertThat(verified().findings()).isEmpty();
    }

    /** Changes the files behind everybody's back. */
    @FunctionalInterface
    private interface Planting {
        void plant(Database open, WriteBatch batch, long base) throws RocksDBException;
    }

    private void plant(Planting planting) throws RocksDBException {
        try (var open = Database.open(settings);
                var batch = new WriteBatch()) {
            planting.plant(open, batch, open.deletedTo(EventKey.prefix(GROUP)) + 1);
            open.write(batch);
        }
    }

    private static byte[] key(long sequence) {
        return EventKey.of(EventKey.prefix(GROUP), sequence);
    }

    @Test
    void aBaseThatIsMissingIsFound() throws Exception {
        pass(written(3, 60).now());
        plant((open, batch, base) -> batch.delete(open.snapshots(), key(base)));
        assertFound(Finding.Kind.GAP, GROUP);
    }

    @Test
    void aBaseThatDoesNotReachWhatIsLeftIsFound() throws Exception {
        pass(written(3, 60).now());
        plant((open, batch, base) -> {
            for (long sequence = base; sequence < base + 2; sequence++) {
                byte[] value = open.rocks().get(open.events(), key(sequence));
                batch.delete(open.order(), EventKey.bytes(EventRecord.order(value)));
                batch.delete(open.events(), key(sequence));
            }
        });
        assertFound(Finding.Kind.GAP, GROUP);
    }

    @Test
    void firstRecordsThatNobodyDeletedAreMissed() throws Exception {
        written(3, 60);
        plant((open, batch, base) -> {
            byte[] value = open.rocks().get(open.events(), key(1));
            batch.delete(open.order(), EventKey.bytes(EventRecord.order(value)));
            batch.delete(open.events(), key(1));
        });
        assertFound(Finding.Kind.GAP, GROUP);
        long before = verified().records();
        pass(WrittenHistory.START.plus(Duration.ofDays(30)));
        try (var store = RocksStore.open(settings)) {
            assertThat(new RocksRetained(store).first(GROUP)).isEqualTo(2);
        }
        assertThat(verified().records()).as("the other group is none the worse").isLessThan(before);
    }

    @Test
    void aBaseOfAnotherStateIsFoundAndNothingIsDeletedUnderIt() throws Exception {
        var history = written(3, 60);
        try (var target = RocksTarget.open(settings);
                var source = RocksHistory.open(settings)) {
            var snapshots = source.snapshots(GROUP).stream()
                    .map(StoredSnapshot.class::cast)
                    .toList();
            for (var snapshot : snapshots.subList(1, snapshots.size())) {
                target.save(new StoredSnapshot(
                        GROUP,
                        snapshot.sequence(),
                        0,
                        snapshot.serializer(),
                        snapshot.manifest(),
                        snapshots.getFirst().payload()));
            }
        }
        pass(history.now().plus(KEPT));
        try (var store = RocksStore.open(settings)) {
            assertThat(new RocksRetained(store).first(GROUP)).isEqualTo(1);
        }
        assertFound(Finding.Kind.STATE_DIFFERS, "snapshot ");
    }

    @Test
    void aGroupThatFailedIsTriedAgain() throws Exception {
        var history = written(3, 60);
        var now = history.now().plus(KEPT);
        try (var store = RocksStore.open(settings)) {
            var journal = new RocksRetained(store);
            var retention = retention(journal);
            var key = key(4);
            byte[] record = store.readHere(open -> open.rocks().get(open.events(), key));
            store.change(64, (batch, open) -> batch.delete(open.events(), key)).join();
            retention.pass(now);
            assertThat(journal.first(GROUP)).isEqualTo(1);
            store.change(64, (batch, open) -> batch.put(open.events(), key, record))
                    .join();
            retention.pass(now.plusSeconds(1));
            assertThat(journal.first(GROUP)).as("after a pause").isEqualTo(1);
            retention.pass(now.plus(KEPT.dividedBy(16)));
            assertThat(journal.first(GROUP)).isGreaterThan(4);
        }
        assertWhole(settings, history, new Random(3));
    }

    @Test
    void aRecordThatCannotBeReadIsNotDeleted() throws Exception {
        var history = written(3, 60);
        plant((open, batch, base) -> batch.delete(open.events(), key(4)));
        pass(history.now().plus(KEPT));
        try (var store = RocksStore.open(settings)) {
            assertThat(new RocksRetained(store).first(GROUP)).isEqualTo(1);
            assertThat(new RocksRetained(store).first("jobs-1")).isGreaterThan(1);
        }
        assertFound(Finding.Kind.GAP, "record 5 of " + GROUP);
    }

    @Test
    void whatIsLeftIsTheSameInAnotherStoreAndIsCutThereToo() throws Exception {
        var history = written(11, 120);
        pass(history.now().minus(KEPT));
        var other = StoreSettings.at(folder.resolve("other"));
        var file = folder.resolve("cell.journal");
        try (var source = RocksHistory.open(settings)) {
            var exported = new JournalExporter(source, WrittenHistory.GROUPS).writeTo(file, Instant.EPOCH);
            assertThat(exported.records()).isLessThan(history.records());
            try (var target = RocksTarget.open(other)) {
                assertThat(new JournalFile(file).into(target)).isEqualTo(exported);
            }
            try (var there = RocksHistory.open(other)) {
                assertThat(new JournalExporter(there, WrittenHistory.GROUPS).sum())
                        .isEqualTo(exported);
                assertThat(new Horizon(there).earliest())
                        .isEqualTo(new Horizon(source).earliest())
                        .isPresent();
            }
        }
        assertWhole(other, history, new Random(11));
        long before = verified(other).records();
        settings = other;
        pass(history.now());
        assertThat(verified().records()).isLessThan(before);
        assertWhole(other, history, new Random(12));
    }

    @Test
    void anExportUpToAMomentIsTheCellOfThatMoment() throws Exception {
        var history = written(11, 120);
        pass(history.now().minus(KEPT));
        var other = StoreSettings.at(folder.resolve("other"));
        var file = folder.resolve("cell.journal");
        var moment = history.decidedAt(100);
        try (var source = RocksHistory.open(settings)) {
            assertThatThrownBy(
                            () -> new JournalExporter(source, WrittenHistory.GROUPS, Optional.of(history.decidedAt(1)))
                                    .writeTo(folder.resolve("early"), Instant.EPOCH))
                    .isInstanceOf(MomentGoneException.class);
            new JournalExporter(source, WrittenHistory.GROUPS, Optional.of(moment)).writeTo(file, Instant.EPOCH);
        }
        try (var target = RocksTarget.open(other)) {
            new JournalFile(file).into(target);
        }
        assertThat(verified(other).findings()).isEmpty();
        try (var there = RocksHistory.open(other)) {
            var end = new CellReplay(there, WrittenHistory.COMMANDS_MAX, 1, false).at(Optional.empty());
            assertThat(end.jobs()).isEqualTo(history.jobsAfter(100));
            assertThat(end.newest()).contains(moment);
        }
    }

    @Test
    void theDiskIsGivenBack() throws Exception {
        var random = new Random(1);
        try (var target = RocksTarget.open(settings);
                var store = RocksStore.open(settings)) {
            long sequence = 0;
            for (int i = 0; i < 20; i++) {
                var rows = new ArrayList<StoredRecord>();
                for (int j = 0; j < 500; j++) {
                    byte[] payload = new byte[4_096];
                    random.nextBytes(payload);
                    rows.add(new StoredRecord(0, GROUP, ++sequence, 0, 1, "", "writer-1", payload));
                }
                target.append(rows);
            }
            store.readHere(open -> {
                try (var flush = new FlushOptions()) {
                    open.rocks().flush(flush, open.events());
                }
                return true;
            });
            long before = tables();
            var journal = new RocksRetained(store);
            while (journal.deleteSome(GROUP, sequence - 1)) {
                assertThat(journal.first(GROUP)).isGreaterThan(1);
            }
            journal.reclaim(GROUP, sequence - 1);
            assertThat(before).isGreaterThan(32L << 20);
            assertThat(tables()).isLessThan(before / 8);
            assertThat(journal.first(GROUP)).isEqualTo(sequence);
        }
    }

    private long tables() throws IOException {
        try (var files = Files.list(settings.directory())) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
