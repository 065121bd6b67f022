package io.boreas.persistence.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.persistence.rocksdb.RocksHistory;
import io.boreas.persistence.rocksdb.RocksTarget;
import io.boreas.persistence.rocksdb.StoreSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stretch of a journal, record by record. */
class RecordsAfterTest {
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

    private static List<Instant> read(JournalSource source, int from, Optional<Integer> to)
            throws InterruptedException {
        var begin = WrittenHistory.decidedAt(from).plusSeconds(30);
        var state = new CellReplay(source, WrittenHistory.COMMANDS_MAX, 1, true).at(Optional.of(begin));
        var times = new ArrayList<Instant>();
        RecordsAfter.read(
                source,
                state,
                begin,
                to.map(count -> WrittenHistory.decidedAt(count).plusSeconds(30)),
                batch -> times.add(batch.at()));
        return times;
    }

    /** Those after the first {@code from}, up to the one of number {@code to}. */
    private static List<Instant> expected(int from, int to) {
        return IntStream.rangeClosed(from + 1, to)
                .mapToObj(WrittenHistory::decidedAt)
                .toList();
    }

    @Test
    void whatIsInTheStateIsNotReadAgainAndTheRestIsInOrder() throws Exception {
        int all = history.records().size();
        try (var source = RocksHistory.open(settings)) {
            assertThat(RecordsAfter.first(source)).contains(WrittenHistory.START);
            for (int from = 0; from <= all; from += 4) {
                assertThat(read(source, from, Optional.empty())).isEqualTo(expected(from, all));
                int to = Math.min(all, from + 7);
                assertThat(read(source, from, Optional.of(to))).isEqualTo(expected(from, to));
            }
        }
    }
}
