package io.boreas.persistence.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** What happens to the open database after a write has failed. */
class LiveDatabaseTest {
    @TempDir
    Path directory;

    private LiveDatabase live;

    @BeforeEach
    void writeThree() throws RocksDBException {
        live = new LiveDatabase(StoreSettings.at(directory));
        write(1, 2, 3);
        live.refuse(new RocksDBException("While appending to file: No space left on device"));
    }

    @AfterEach
    void close() {
        live.close();
    }

    private void write(long... orders) throws RocksDBException {
        try (var batch = new WriteBatch()) {
            for (long order : orders) {
                var row = Rows.of("p", order, 1, 50).getFirst();
                EventRecord.setOrder(row.value(), order);
                batch.put(live.current().events(), row.key(), row.value());
                batch.put(live.current().order(), EventKey.bytes(order), row.key());
            }
            live.write(batch);
        }
    }

    private List<Long> events() throws RocksDBException {
        return live.read(open -> {
            var found = new ArrayList<Long>();
            try (var iterator = open.rocks().newIterator(open.events())) {
                for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                    found.add(EventKey.sequenceNr(iterator.key()));
                }
            }
            return found;
        });
    }

    @Test
    void recordThatGotThereThoughItsWriteFailedIsTakenOut() throws Exception {
        assertThat(live.refusal().orElseThrow().reason()).isEqualTo("disk full");
        assertThat(live.resume(2)).isTrue();
        assertThat(live.refusal()).isEmpty();
        assertThat(events()).containsExactly(1L, 2L);
        assertThat(live.read(Database::highestOrder)).isEqualTo(2);

        write(3);
        assertThat(events()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void diskThatLostWhatWasAcknowledgedIsNotWrittenTo() throws Exception {
        assertThat(live.resume(4)).isFalse();
        assertThat(live.refusal().orElseThrow()).hasMessageContaining("order 4 was acknowledged, the disk has 3");
        assertThat(events()).as("reads go on").containsExactly(1L, 2L, 3L);
        assertThat(live.resume(4)).isFalse();
    }

    @Test
    void directoryThatOpensOnlyForReadingIsReadUntilItCanBeWritten() throws Exception {
        // Only opening for writing locks, and a directory of that name cannot be locked.
        var rocksLock = directory.resolve("LOCK");
        Files.delete(rocksLock);
        Files.createDirectory(rocksLock);

        assertThat(live.resume(3)).isFalse();
        assertThat(live.refusal()).isPresent();
        assertThat(events()).containsExactly(1L, 2L, 3L);
        assertThat(live.resume(3)).isFalse();
        assertThat(events()).containsExactly(1L, 2L, 3L);

        Files.delete(rocksLock);
        assertThat(live.resume(3)).isTrue();
        write(4);
        assertThat(events()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void directoryThatCannotEvenBeReadSaysWhy() throws Exception {
        var current = directory.resolve("CURRENT");
        Files.move(current, directory.resolve("elsewhere"));

        assertThat(live.resume(3)).isFalse();
        assertThatThrownBy(this::events)
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("CURRENT");

        Files.move(directory.resolve("elsewhere"), current);
        assertThat(live.resume(3)).isTrue();
        assertThat(events()).containsExactly(1L, 2L, 3L);
    }
}
