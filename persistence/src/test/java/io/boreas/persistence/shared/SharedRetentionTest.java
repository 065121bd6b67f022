package io.boreas.persistence.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.persistence.history.CutMeanwhileException;
import io.boreas.persistence.history.GroupName;
import io.boreas.persistence.history.Horizon;
import io.boreas.persistence.history.JournalExporter;
import io.boreas.persistence.history.JournalFile;
import io.boreas.persistence.history.RandomHistory;
import io.boreas.persistence.history.RetainedJournal;
import io.boreas.persistence.history.Retention;
import io.boreas.persistence.history.StoredRecord;
import io.boreas.persistence.history.WholeCell;
import io.boreas.persistence.history.WrittenHistory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Old records of a journal that several masters share go, and what is left is the same cell: whoever deletes, together or interrupted. */
class SharedRetentionTest {
    private static final Duration KEPT = Duration.ofMinutes(40);
    private static final int NEWEST_KEPT = 2;
    private static final List<String> GROUPS = GroupName.all(WrittenHistory.GROUPS);

    private final MemoryJournal journal = new MemoryJournal(GROUPS);

    /** The process ends here. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Another master's thread, as it looks after the journal. */
    private static Retention master(MemoryJournal journal) {
        return new Retention(
                retained(journal), WrittenHistory.GROUPS, WrittenHistory.COMMANDS_MAX, Optional.of(KEPT), NEWEST_KEPT);
    }

    private static RetainedJournal retained(MemoryJournal journal) {
        return new SharedRetained(() -> new SharedRetained.Parts(journal, journal), WrittenHistory.GROUPS);
    }

    private static SharedHistory source(MemoryJournal journal) {
        return new SharedHistory(journal, WrittenHistory.GROUPS, false);
    }

    /** What happens before one of the next changes; once. */
    private void before(int changes, Runnable happens) {
        int[] left = {changes};
        journal.beforeChange(() -> {
            if (left[0]-- == 0) {
                happens.run();
            }
        });
    }

    private static void crash() {
        throw new Crash();
    }

    private void assertWhole(RandomHistory history, Random random) throws Exception {
        WholeCell.assertWhole(source(journal), history, random);
        var places = new ArrayList<Long>();
        var source = source(journal);
        long lowest = source.lowest();
        source.inOrder(lowest - 1, row -> places.add(row.position()));
        assertThat(places).as("from the lowest position on none is missing").hasSize((int)
                (source.highest() - lowest + 1));
        assertThat(places).isSorted().doesNotHaveDuplicates().startsWith(lowest);
    }

    private static List<StoredRecord> all(SharedHistory source) {
        var all = new ArrayList<StoredRecord>();
        source.inOrder(0, row -> all.add((StoredRecord) row));
        return all;
    }

    private RandomHistory written(long seed, int records) {
        var history = new RandomHistory(new Random(seed));
        for (int i = 0; i < records; i++) {
            history.next(journal.written());
        }
        return history;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aCellIsTheSameWhoeverDeletesItsOldEvents(long seed) throws Exception {
        var random = new Random(seed);
        var history = new RandomHistory(random);
        var masters = List.of(master(journal), master(journal), master(journal));
        int crashes = 0;
        for (int round = 0; round < 12; round++) {
            for (int i = 0; i < 25; i++) {
                history.next(journal.written());
                if (random.nextInt(6) == 0) {
                    masters.get(random.nextInt(3)).pass(history.now());
                }
            }
            history.rest(Duration.ofMinutes(random.nextInt(60)));
            boolean isCrash = random.nextBoolean();
            before(
                    random.nextInt(10),
                    isCrash
                            ? SharedRetentionTest::crash
                            : () -> masters.getFirst().pass(history.now()));
            try {
                masters.getLast().pass(history.now());
            } catch (Crash e) {
                crashes++;
            }
            journal.beforeChange(() -> {});
            assertWhole(history, random);
        }
        assertThat(crashes).isPositive();
        masters.getFirst().pass(history.now());
        assertWhole(history, random);
        var source = source(journal);
        assertThat(new Horizon(source).earliest()).hasValueSatisfying(earliest -> assertThat(earliest)
                .isBeforeOrEqualTo(history.now().minus(KEPT))
                .isAfter(history.now().minus(KEPT.multipliedBy(4))));
        var left = all(source);
        assertThat(left).hasSizeLessThan(history.records() / 2).doesNotHaveDuplicates();
        assertThat(left)
                .filteredOn(record ->
                        !history.decidedAt(record).isBefore(history.now().minus(KEPT)))
                .hasSize(history.recordsSince(history.now().minus(KEPT)));
        assertThat(journal.chunks()).as("one for each record").isLessThan(history.records() - 64);
        assertThat(journal.snapshots()).isLessThanOrEqualTo(2 * (18 + NEWEST_KEPT));
    }

    /** Each is tried on the same journal: a crash there, and another master's whole pass there. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachPointAtWhichItCanBeInterruptedOrOvertakenIsSound(boolean isCrash) throws Exception {
        boolean reached = true;
        int point = 0;
        for (; reached; point++) {
            var fresh = new SharedRetentionTest();
            reached = fresh.interrupted(point, isCrash);
            assertThat(point).isLessThan(200);
        }
        assertThat(point).isGreaterThan(15);
    }

    private boolean interrupted(int point, boolean isCrash) throws Exception {
        var history = written(7, 130);
        var random = new Random(point);
        boolean[] reached = {false};
        before(point, () -> {
            reached[0] = true;
            journal.beforeChange(() -> {});
            if (isCrash) {
                throw new Crash();
            }
            master(journal).pass(history.now());
        });
        var master = master(journal);
        try {
            master.pass(history.now());
        } catch (Crash e) {
            assertThat(isCrash).isTrue();
        }
        assertWhole(history, random);
        master.pass(history.now());
        assertWhole(history, random);
        var after = all(source(journal));
        int snapshots = journal.snapshots();
        master(journal).pass(history.now());
        assertThat(all(source(journal))).as("nothing was left to do").isEqualTo(after);
        assertThat(journal.snapshots()).isEqualTo(snapshots);
        return reached[0];
    }

    @Test
    void whoHasReadBeforeAnotherDecidedDeletesNothing() {
        var history = written(3, 60);
        var late = retained(journal);
        late.begin();
        master(journal).pass(history.now());
        int snapshots = journal.snapshots();
        var left = all(source(journal));
        assertThatThrownBy(() -> late.deleteSnapshots("jobs-0", late.snapshots("jobs-0")))
                .hasMessageContaining("another master");
        assertThatThrownBy(() -> late.deleteSome("jobs-0", Long.MAX_VALUE / 2)).isInstanceOf(RuntimeException.class);
        assertThat(journal.snapshots()).isEqualTo(snapshots);
        assertThat(all(source(journal))).isEqualTo(left);
    }

    @Test
    void aGroupThatWritesLittleKeepsItsRecordsAndNotTheirPlaces(@TempDir Path folder) throws Exception {
        var history = written(7, 6);
        for (int i = 0; i < 200; i++) {
            history.next(journal.written(), group -> group == 0);
        }
        var before = all(source(journal)).stream()
                .filter(record -> record.group().equals("jobs-1"))
                .toList();
        master(journal).pass(history.now());
        var left = all(source(journal));
        assertThat(journal.chunks()).isLessThan(left.size() + 64);
        assertThat(left.stream().filter(record -> record.position() == 0))
                .isNotEmpty()
                .map(StoredRecord::sequence)
                .containsExactlyElementsOf(
                        before.stream().map(StoredRecord::sequence).toList());
        assertThat(left.stream().map(StoredRecord::storedAtMillis)).isSorted();
        assertWhole(history, new Random(7));

        var file = folder.resolve("cell.journal");
        new JournalExporter(source(journal), WrittenHistory.GROUPS).writeTo(file, Instant.EPOCH);
        var other = new SharedRetentionTest();
        new JournalFile(file).into(other.journal.imported());
        other.assertWhole(history, new Random(7));
        assertThat(all(source(other.journal)).stream().map(StoredRecord::sequence))
                .containsExactlyElementsOf(
                        left.stream().map(StoredRecord::sequence).toList());
    }

    @Test
    void withoutEventsToDeleteOnlySnapshotsGo() throws Exception {
        var history = written(3, 60);
        new Retention(
                        retained(journal),
                        WrittenHistory.GROUPS,
                        WrittenHistory.COMMANDS_MAX,
                        Optional.empty(),
                        NEWEST_KEPT)
                .pass(history.now().plus(Duration.ofDays(400)));
        assertThat(journal.snapshots()).isEqualTo(2 * NEWEST_KEPT);
        assertThat(all(source(journal))).hasSize(60);
        assertThat(source(journal).lowest()).isEqualTo(1);
        assertWhole(history, new Random(3));
    }

    @Test
    void firstRecordsThatNobodyDeletedAreMissed() throws Exception {
        var history = written(3, 60);
        journal.records("jobs-0", 1, 1);
        master(journal).pass(history.now().plus(KEPT));
        assertThat(retained(journal).first("jobs-0")).isEqualTo(2);
        assertThat(source(journal).deletedTo("jobs-1")).isPresent();
    }

    @Test
    void followersHearWhereTheJournalBegins() throws Exception {
        var history = written(7, 200);
        try (var order = new CellOrder(journal.order(), GROUPS, Duration.ofMillis(10))) {
            assertThat(order.latest().toCompletableFuture().get()).isEqualTo(200);
            assertThat(order.lowest()).isEqualTo(1);
            master(journal).pass(history.now());
            long lowest = source(journal).lowest();
            assertThat(lowest).isGreaterThan(64);
            var read = new ArrayList<Long>();
            order.read(0, 1_000, record -> read.add(record.position()));
            assertThat(read).as("read before it was asked anew").isNotEmpty().allMatch(position -> position > 64);
            assertThat(order.latest().toCompletableFuture().get()).isEqualTo(200);
            assertThat(order.lowest()).isEqualTo(lowest);
        }
        try (var later = new CellOrder(journal.order(), GROUPS, Duration.ofMillis(10))) {
            assertThat(later.latest().toCompletableFuture().get()).isEqualTo(200);
            assertThat(later.lowest()).isEqualTo(source(journal).lowest());
            var read = new ArrayList<Long>();
            later.read(later.lowest() - 1, 1_000, record -> read.add(record.position()));
            assertThat(read).hasSize((int) (200 - later.lowest() + 1));
        }
    }

    @Test
    void whatIsLeftMovesToAnotherStoreAndIsCutThereToo(@TempDir Path folder) throws Exception {
        var history = written(11, 200);
        master(journal).pass(history.now().minus(KEPT));
        var file = folder.resolve("cell.journal");
        var exported = new JournalExporter(source(journal), WrittenHistory.GROUPS).writeTo(file, Instant.EPOCH);
        assertThat(exported.records()).isLessThan(history.records());
        var other = new SharedRetentionTest();
        assertThat(new JournalFile(file).into(other.journal.imported())).isEqualTo(exported);
        WholeCell.assertWhole(source(other.journal), history, new Random(11));
        assertThat(new JournalExporter(source(other.journal), WrittenHistory.GROUPS).sum())
                .isEqualTo(exported);
        master(other.journal).pass(history.now());
        assertThat(all(source(other.journal))).hasSizeLessThan((int) exported.records());
        WholeCell.assertWhole(source(other.journal), history, new Random(12));
    }

    /** With fewer records no chunk goes, and it is only found out at the end. */
    @ParameterizedTest
    @ValueSource(ints = {50, 200})
    void anExportThatLostRecordsOnTheWaySaysSo(int records, @TempDir Path folder) {
        var history = written(7, records);
        var source = source(journal);
        journal.beforeRead(() -> {
            journal.beforeRead(() -> {});
            master(journal).pass(history.now());
        });
        assertThatThrownBy(() -> new JournalExporter(source, WrittenHistory.GROUPS)
                        .writeTo(folder.resolve("cell.journal"), Instant.EPOCH))
                .isInstanceOf(CutMeanwhileException.class);
    }
}
