package io.boreas.persistence.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.agent.AgentEvent;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobEvent;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.Recorded;
import io.boreas.persistence.codec.GroupCodec;
import io.boreas.persistence.history.Finding;
import io.boreas.persistence.history.JournalCheck;
import io.boreas.persistence.history.StoredRecord;
import io.boreas.persistence.history.StoredSnapshot;
import io.boreas.persistence.history.WrittenHistory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Each kind of damage, put into the files of a sound journal, is found and told with its place. */
class PlantedDamageTest {
    private static final GroupCodec CODEC = new GroupCodec();

    @TempDir
    Path folder;

    private StoreSettings settings;
    private WrittenHistory history;

    @BeforeEach
    void write() {
        settings = StoreSettings.at(folder.resolve("journal"));
        try (var target = RocksTarget.open(settings)) {
            history = WrittenHistory.into(target);
        }
    }

    /** Changes the files behind everybody's back. */
    @FunctionalInterface
    private interface Planting {
        void plant(Database open, WriteBatch batch) throws RocksDBException;
    }

    private void plant(Planting planting) throws RocksDBException {
        try (var open = Database.open(settings);
                var batch = new WriteBatch()) {
            planting.plant(open, batch);
            open.write(batch);
        }
    }

    private void append(StoredRecord... records) {
        try (var target = RocksTarget.open(settings)) {
            target.append(List.of(records));
        }
    }

    private JournalCheck.Report verified() throws InterruptedException {
        try (var source = RocksHistory.open(settings)) {
            return new JournalCheck(source, WrittenHistory.GROUPS, WrittenHistory.COMMANDS_MAX, 2).run();
        }
    }

    private void assertFound(Finding.Kind kind, String where) throws InterruptedException {
        var report = verified();
        assertThat(report.findings()).as("all findings").anySatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.where()).startsWith(where);
        });
        assertThat(report.isSound()).isEqualTo(kind.isHarmless());
        assertThat(report.counts()).containsKey(kind);
    }

    private static byte[] key(String group, long sequence) {
        return EventKey.of(EventKey.prefix(group), sequence);
    }

    private long last(int group) {
        return history.recordsOf(group).getLast().sequence();
    }

    private StoredRecord next(int group, Batch<?, ?> batch) {
        return WrittenHistory.record(group, last(group) + 1, batch, "writer-1");
    }

    private static Instant later() {
        return WrittenHistory.START.plus(Duration.ofDays(1));
    }

    @Test
    void aSoundJournalIsSound() throws Exception {
        var report = verified();
        assertThat(report.findings()).isEmpty();
        assertThat(report.isSound()).isTrue();
        assertThat(report.records()).isEqualTo(history.records().size());
        assertThat(report.compared()).isEqualTo(history.snapshots().size()).isGreaterThan(2);
    }

    @Test
    void aMissingRecord() throws Exception {
        plant((open, batch) -> batch.delete(open.events(), key("jobs-0", 3)));
        assertFound(Finding.Kind.GAP, "record 4 of jobs-0");
        assertFound(Finding.Kind.ORDER, "position ");
    }

    @Test
    void aTornRecord() throws Exception {
        plant((open, batch) -> {
            var whole = open.rocks().get(open.events(), key("jobs-1", 4));
            batch.put(open.events(), key("jobs-1", 4), Arrays.copyOf(whole, 20));
        });
        assertFound(Finding.Kind.TORN_RECORD, "record 4 of jobs-1");
    }

    @Test
    void aRecordThatSaysNothing() throws Exception {
        plant((open, batch) -> {
            var bytes = open.rocks().get(open.events(), key("jobs-1", 4));
            Arrays.fill(bytes, bytes.length - 60, bytes.length, (byte) 0xff);
            batch.put(open.events(), key("jobs-1", 4), bytes);
        });
        assertFound(Finding.Kind.UNDECODABLE_RECORD, "record 4 of jobs-1");
    }

    @Test
    void aRecordOfALaterVersion() throws Exception {
        var known = history.recordsOf(0).getLast();
        append(new StoredRecord(
                0, "jobs-0", last(0) + 1, 0, known.serializer(), "batch-v9", "writer-1", known.payload()));
        assertFound(Finding.Kind.LATER_FORMAT, "record " + (last(0) + 1) + " of jobs-0");
    }

    @Test
    void eventsOfAnotherKindOfGroup() throws Exception {
        append(next(0, new Batch<AgentId, AgentEvent>(GroupKind.AGENT, later(), List.of())));
        assertFound(Finding.Kind.WRONG_KIND, "record " + (last(0) + 1) + " of jobs-0");
    }

    @Test
    void anEventOfSomethingThatAnotherGroupHosts() throws Exception {
        var foreign = CODEC.decodeBatch(history.recordsOf(1).getFirst().payload());
        append(next(0, new Batch<>(foreign.kind(), later(), List.copyOf(foreign.events()))));
        assertFound(Finding.Kind.FOREIGN_EVENT, "record " + (last(0) + 1) + " of jobs-0");
    }

    @Test
    void anEventThatDoesNotFitTheStateBeforeIt() throws Exception {
        var known = CODEC.decodeBatch(history.recordsOf(0).getFirst().payload());
        var job = (JobKey) known.events().getFirst().aggregate();
        var impossible = new JobEvent.Withdrawn(77, new TaskId("nobody"));
        append(next(0, new Batch<>(GroupKind.JOB, later(), List.of(new Recorded<>(job, Cause.SYSTEM, impossible)))));
        assertFound(Finding.Kind.IMPOSSIBLE_EVENT, "record " + (last(0) + 1) + " of jobs-0");
    }

    @Test
    void aRecordThatIsStoredTwice() throws Exception {
        var known = history.recordsOf(0).getLast();
        append(new StoredRecord(
                0,
                known.group(),
                known.sequence() + 1,
                known.storedAtMillis(),
                known.serializer(),
                known.manifest(),
                known.writer(),
                known.payload()));
        assertFound(Finding.Kind.DUPLICATE_RECORD, "record " + (last(0) + 1) + " of jobs-0");
    }

    @Test
    void aWriterThatWentOnAfterItWasReplaced() throws Exception {
        var nothing = new Batch<JobKey, JobEvent>(GroupKind.JOB, later(), List.of());
        append(
                WrittenHistory.record(0, last(0) + 1, nothing, "writer-2"),
                WrittenHistory.record(0, last(0) + 2, nothing, "writer-1"));
        assertFound(Finding.Kind.OLD_WRITER, "record " + (last(0) + 2) + " of jobs-0");
    }

    @Test
    void aJournalOfNoGroupOfTheCell() throws Exception {
        append(WrittenHistory.record(7, 1, new Batch<>(GroupKind.JOB, later(), List.of()), "writer-1"));
        assertFound(Finding.Kind.UNKNOWN_JOURNAL, "jobs-7");
    }

    @Test
    void aSnapshotThatIsAheadOfTheJournal() throws Exception {
        var known = history.snapshots().getFirst();
        try (var target = RocksTarget.open(settings)) {
            target.save(
                    new StoredSnapshot(known.group(), 999, 0, known.serializer(), known.manifest(), known.payload()));
        }
        assertFound(Finding.Kind.SNAPSHOT_AHEAD, "snapshot 999 of " + known.group());
    }

    @Test
    void aSnapshotOfAnotherState() throws Exception {
        var ofGroup = history.snapshots().stream()
                .filter(snapshot -> snapshot.group().equals("jobs-0"))
                .toList();
        var one = ofGroup.getFirst();
        try (var target = RocksTarget.open(settings)) {
            target.save(new StoredSnapshot(
                    one.group(),
                    one.sequence(),
                    0,
                    one.serializer(),
                    one.manifest(),
                    ofGroup.getLast().payload()));
        }
        assertFound(Finding.Kind.STATE_DIFFERS, "snapshot " + one.sequence() + " of jobs-0");
    }

    @Test
    void aSnapshotWithAPartMissing() throws Exception {
        var known = history.snapshots().getFirst();
        plant((open, batch) -> batch.deleteRange(
                open.chunks(), key(known.group(), known.sequence()), key(known.group(), known.sequence() + 1)));
        assertFound(Finding.Kind.SNAPSHOT_UNREADABLE, "snapshot " + known.sequence() + " of " + known.group());
    }

    @Test
    void aRecordThatTheOrderDoesNotName() throws Exception {
        plant((open, batch) -> batch.delete(open.order(), EventKey.bytes(5)));
        var lost = history.records().get(4);
        assertFound(Finding.Kind.ORDER, "record " + lost.sequence() + " of " + lost.group() + " (position 5)");
    }

    @Test
    void anOrderThatNamesOneRecordTwice() throws Exception {
        plant((open, batch) ->
                batch.put(open.order(), EventKey.bytes(5), open.rocks().get(open.order(), EventKey.bytes(6))));
        assertFound(Finding.Kind.ORDER, "position 5");
    }

    @Test
    void aClockThatWasSetBackIsTold() throws Exception {
        append(next(0, new Batch<>(GroupKind.JOB, WrittenHistory.START, List.of())));
        assertFound(Finding.Kind.CLOCK_BACK, "record " + (last(0) + 1) + " of jobs-0");
    }
}
