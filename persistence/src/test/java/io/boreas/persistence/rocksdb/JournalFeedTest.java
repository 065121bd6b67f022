package io.boreas.persistence.rocksdb;

import static io.boreas.persistence.rocksdb.TestSystem.atomic;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalFeedTest {
    @TempDir
    Path directory;

    private TestSystem system;

    @BeforeEach
    void start() {
        system = new TestSystem(directory);
    }

    @AfterEach
    void stop() {
        system.close();
    }

    private void restart() {
        system.close();
        system = new TestSystem(directory);
    }

    private List<FeedRecord> read(long after, int max) {
        var records = new ArrayList<FeedRecord>();
        system.feed().read(after, max, records::add);
        return records;
    }

    @Test
    void emptyStoreHasNoOrder() {
        assertThat(system.feed().highestOrder()).isZero();
        assertThat(system.feed().lowestOrder()).isZero();
        assertThat(read(0, 10)).isEmpty();
    }

    @Test
    void allEventsComeInTheOrderTheyWereWritten() {
        system.write(atomic("p", 1, "p1", "p2"), atomic("p", 3, "p3"));
        system.write(atomic("q\0", 1, "q1"));
        restart();
        system.write(atomic("p", 4, "p4"));

        assertThat(read(0, 100)).extracting(FeedRecord::payload).containsExactly("p1", "p2", "p3", "q1", "p4");
        assertThat(read(0, 100)).extracting(FeedRecord::order).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(read(2, 2)).extracting(FeedRecord::payload).containsExactly("p3", "q1");
        assertThat(read(4, 100).getFirst()).satisfies(record -> {
            assertThat(record.persistenceId()).isEqualTo("p");
            assertThat(record.sequenceNr()).isEqualTo(4);
            assertThat(record.timestampMillis()).isCloseTo(System.currentTimeMillis(), within());
        });
        assertThat(read(3, 1).getFirst().persistenceId()).isEqualTo("q\0");
        assertThat(read(5, 100)).isEmpty();
        assertThat(system.feed().highestOrder()).isEqualTo(5);
        assertThat(system.feed().lowestOrder()).isEqualTo(1);
    }

    private static Offset<Long> within() {
        return Offset.offset(60_000L);
    }

    @Test
    void longFeedIsReadInPiecesWithoutGapsOrRepeats() {
        Object[] payloads = IntStream.range(0, 1_000).mapToObj(i -> "e" + i).toArray();
        system.write(atomic("p", 1, payloads));

        assertThat(read(0, Integer.MAX_VALUE)).extracting(FeedRecord::payload).containsExactly(payloads);
        assertThat(read(100, 500))
                .extracting(FeedRecord::order)
                .startsWith(101L)
                .endsWith(600L)
                .hasSize(500);
    }

    @Test
    void deletedEventsLeaveTheFeedAndOrdersAreNeverGivenTwice() {
        system.write(atomic("p", 1, "p1", "p2", "p3"), atomic("q", 1, "q1"), atomic("p", 4, "p4"));
        system.deleteTo("p", 3);
        assertThat(read(0, 10)).extracting(FeedRecord::payload).containsExactly("q1", "p4");
        assertThat(system.feed().lowestOrder()).isEqualTo(4);

        system.deleteTo("p", 4);
        system.deleteTo("q", 1);
        assertThat(system.feed().lowestOrder()).isZero();
        assertThat(Rows.orders(system.store())).isEmpty();
        restart();

        assertThat(system.feed().highestOrder()).isEqualTo(5);
        system.write(atomic("p", 5, "p5"));
        assertThat(read(0, 10)).extracting(FeedRecord::order).containsExactly(6L);
        assertThat(system.feed().lowestOrder()).isEqualTo(6);
    }

    @Test
    void eventWrittenAgainUnderItsNumberAppearsOnce() {
        system.write(atomic("p", 1, "first"));
        system.write(atomic("p", 1, "second"));
        assertThat(read(0, 10)).extracting(FeedRecord::payload).containsExactly("second");
    }

    @Test
    void listenerHearsOfWhatCanBeRead() throws Exception {
        BlockingQueue<Long> heard = new LinkedBlockingQueue<>();
        Map<Long, Object> seen = new TreeMap<>();
        try (var registration = system.feed().onAppend(heard::add)) {
            assertThat(registration).isNotNull();
            system.write(atomic("p", 1, "a", "b"));
            system.deleteTo("p", 1);
            system.write(atomic("q", 1, "c"));
            for (long last = 0; last < 3; ) {
                Long highest = heard.poll(10, TimeUnit.SECONDS);
                assertThat(highest).as("told in time").isNotNull().isGreaterThan(last);
                system.feed().read(last, 100, record -> seen.put(record.order(), record.payload()));
                last = highest;
            }
        }
        assertThat(seen).containsEntry(2L, "b").containsEntry(3L, "c");
        system.write(atomic("q", 2, "d"));
        assertThat(heard).as("nothing after it was closed").isEmpty();
    }

    @Test
    void failingListenerHarmsNobody() throws Exception {
        try (var registration = system.feed().onAppend(order -> {
            throw new IllegalStateException("on purpose");
        })) {
            assertThat(registration).isNotNull();
            system.write(atomic("p", 1, "a"));
            system.write(atomic("p", 2, "b"));
        }
        assertThat(system.replay("p").payloads()).containsExactly("a", "b");
    }
}
