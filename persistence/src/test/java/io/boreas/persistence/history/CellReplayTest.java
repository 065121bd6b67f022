package io.boreas.persistence.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.persistence.rocksdb.RocksHistory;
import io.boreas.persistence.rocksdb.RocksTarget;
import io.boreas.persistence.rocksdb.StoreException;
import io.boreas.persistence.rocksdb.StoreSettings;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal at rest tells: any moment again, and the same in another store. */
class CellReplayTest {
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

    @Test
    void everyMomentIsAsItWasWithSnapshotsAndWithout() throws Exception {
        try (var source = RocksHistory.open(settings)) {
            for (boolean fromSnapshots : new boolean[] {true, false}) {
                var replay = new CellReplay(source, WrittenHistory.COMMANDS_MAX, 2, fromSnapshots);
                for (int count = 0; count <= history.records().size(); count += 5) {
                    var moment = WrittenHistory.decidedAt(count).plusSeconds(30);
                    assertThat(replay.at(Optional.of(moment)).jobs()).isEqualTo(history.jobsAfter(count));
                }
                var end = replay.at(Optional.empty());
                assertThat(end.jobs())
                        .isEqualTo(history.jobsAfter(history.records().size()));
                assertThat(end.newest())
                        .contains(WrittenHistory.decidedAt(history.records().size()));
                assertThat(end.records() < history.records().size()).isEqualTo(fromSnapshots);
            }
        }
    }

    @Test
    void theOrderIsTheOneOfWriting() {
        try (var source = RocksHistory.open(settings)) {
            var found = new ArrayList<String>();
            source.inOrder(3, row -> {
                found.add(row.position() + " " + row.group() + "/" + row.sequence());
                return found.size() < 4;
            });
            var expected = new ArrayList<String>();
            for (int i = 3; i < 7; i++) {
                var record = history.records().get(i);
                expected.add((i + 1) + " " + record.group() + "/" + record.sequence());
            }
            assertThat(found).isEqualTo(expected);
            assertThat(source.highest()).isEqualTo(history.records().size());
        }
    }

    @Test
    void besideWhoWritesItShowsWhatIsDurable() throws Exception {
        try (var master = RocksTarget.open(settings);
                var source = RocksHistory.open(settings)) {
            assertThat(source.isLive()).isTrue();
            assertThat(source.where()).contains("running master");
            var replay = new CellReplay(source, WrittenHistory.COMMANDS_MAX, 1, true);
            assertThat(replay.at(Optional.empty()).jobs())
                    .isEqualTo(history.jobsAfter(history.records().size()));
            assertThat(master.isEmpty()).isFalse();
        }
    }

    @Test
    void whereNoJournalIsNothingIsMade() {
        var nowhere = folder.resolve("nowhere");
        assertThatThrownBy(() -> RocksHistory.open(StoreSettings.at(nowhere)).close())
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("there is no journal");
        assertThat(nowhere).doesNotExist();
    }

    @Test
    void anExportBroughtIntoAnotherStoreIsTheSameJournal() throws Exception {
        var file = folder.resolve("cell.journal");
        Moved exported;
        try (var source = RocksHistory.open(settings)) {
            exported = new JournalExporter(source, WrittenHistory.GROUPS).writeTo(file, Instant.EPOCH);
        }
        assertThat(exported.records()).isEqualTo(history.records().size());
        assertThat(exported.snapshots()).isEqualTo(history.snapshots().size());

        var other = StoreSettings.at(folder.resolve("other"));
        try (var target = RocksTarget.open(other)) {
            assertThat(new JournalFile(file).into(target)).isEqualTo(exported);
        }
        try (var source = RocksHistory.open(other)) {
            assertThat(new JournalExporter(source, WrittenHistory.GROUPS).sum()).isEqualTo(exported);
            assertThat(new JournalCheck(source, WrittenHistory.GROUPS, WrittenHistory.COMMANDS_MAX, 1)
                            .run()
                            .isSound())
                    .isTrue();
            assertThat(new CellReplay(source, WrittenHistory.COMMANDS_MAX, 1, false)
                            .at(Optional.empty())
                            .jobs())
                    .isEqualTo(history.jobsAfter(history.records().size()));
        }
    }

    @Test
    void aStoreThatHasAJournalTakesNoOther() {
        var file = folder.resolve("cell.journal");
        try (var source = RocksHistory.open(settings)) {
            new JournalExporter(source, WrittenHistory.GROUPS).writeTo(file, Instant.EPOCH);
        }
        try (var target = RocksTarget.open(settings)) {
            assertThatThrownBy(() -> new JournalFile(file).into(target))
                    .isInstanceOf(ExportException.class)
                    .hasMessageContaining("has a journal already");
        }
    }

    @Test
    void aFileThatIsNotWhatWasWrittenIsRefusedBeforeAnythingIs() throws Exception {
        var file = folder.resolve("cell.journal");
        try (var source = RocksHistory.open(settings)) {
            new JournalExporter(source, WrittenHistory.GROUPS).writeTo(file, Instant.EPOCH);
        }
        long size = Files.size(file);
        var cut = folder.resolve("cut");
        Files.copy(file, cut);
        try (var bytes = new RandomAccessFile(cut.toFile(), "rw")) {
            bytes.setLength(size / 2);
        }
        var flipped = folder.resolve("flipped");
        Files.copy(file, flipped);
        try (var bytes = new RandomAccessFile(flipped.toFile(), "rw")) {
            bytes.seek(size / 2);
            int one = bytes.read();
            bytes.seek(size / 2);
            bytes.write(one ^ 1);
        }
        var other = StoreSettings.at(folder.resolve("other"));
        try (var target = RocksTarget.open(other)) {
            for (var bad : new Path[] {cut, flipped, folder.resolve("missing")}) {
                assertThatThrownBy(() -> new JournalFile(bad).into(target)).isInstanceOf(ExportException.class);
                assertThat(target.isEmpty()).isTrue();
            }
        }
    }
}
