package io.boreas.persistence.rocksdb;

import static io.boreas.persistence.rocksdb.TestSystem.atomic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.pekko.persistence.JournalProtocol.WriteMessageRejected;
import org.apache.pekko.persistence.JournalProtocol.WriteMessageSuccess;
import org.apache.pekko.persistence.JournalProtocol.WriteMessagesSuccessful$;
import org.apache.pekko.persistence.journal.Tagged;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksJournalTest {
    private static final Object NOT_SERIALIZABLE = new Object();

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

    @Test
    void eventsComeBackInOrderWithWriterAndTime() {
        long before = System.currentTimeMillis();
        system.write(atomic("p", 1, "a", "b"), atomic("p", 3, "c"));
        restart();

        var replayed = system.replay("p");
        assertThat(replayed.payloads()).containsExactly("a", "b", "c");
        assertThat(replayed.sequenceNrs()).containsExactly(1L, 2L, 3L);
        assertThat(replayed.highest()).isEqualTo(3);
        assertThat(replayed.events()).allSatisfy(event -> {
            assertThat(event.persistenceId()).isEqualTo("p");
            assertThat(event.writerUuid()).isEqualTo("6f1c1d3c-0d4e-4a83-9f0e-1f5a2f0f7c11");
            assertThat(event.timestamp()).isBetween(before, System.currentTimeMillis());
        });
    }

    @Test
    void rangesAndLimitsAreExact() {
        Object[] payloads = IntStream.rangeClosed(1, 50).mapToObj(i -> "e" + i).toArray();
        system.write(atomic("p", 1, payloads));
        for (long from = 0; from <= 52; from += 13) {
            for (long to = 0; to <= 52; to += 13) {
                for (long max : new long[] {0, 1, 7, Long.MAX_VALUE}) {
                    var expected = LongStream.rangeClosed(Math.max(1, from), Math.min(50, to))
                            .limit(max)
                            .boxed()
                            .toList();
                    var replayed = system.replay("p", from, to, max);
                    assertThat(replayed.sequenceNrs())
                            .as("%d..%d max %d", from, to, max)
                            .isEqualTo(expected);
                    assertThat(replayed.highest()).isEqualTo(50);
                }
            }
        }
    }

    @Test
    void largeAndSmallEventsMix() {
        var large = "y".repeat(3_000_000);
        system.write(atomic("p", 1, "a", large, "", "b"));
        restart();
        assertThat(system.replay("p").payloads()).containsExactly("a", large, "", "b");
    }

    @Test
    void idsThatArePrefixesOfOneAnotherStayApart() {
        var ids = List.of("a", "a\0", "a\0b", "a\0\0\0\0\0\0\0\0\u0001", "ab", "a|", "aé", "b");
        for (String id : ids) {
            system.write(atomic(id, 1, "1 of " + id, "2 of " + id));
        }
        system.deleteTo("a\0", Long.MAX_VALUE);
        for (String id : ids) {
            var replayed = system.replay(id);
            assertThat(replayed.highest()).isEqualTo(2);
            if (id.equals("a\0")) {
                assertThat(replayed.events()).isEmpty();
            } else {
                assertThat(replayed.payloads()).containsExactly("1 of " + id, "2 of " + id);
            }
        }
    }

    @Test
    void deletionKeepsTheHighestSequenceNumberOverRestarts() {
        Object[] payloads =
                IntStream.rangeClosed(1, 2_500).mapToObj(i -> "e" + i).toArray();
        system.write(atomic("p", 1, payloads), atomic("q", 1, "other"));

        system.deleteTo("p", 2_400);
        assertThat(system.replay("p").sequenceNrs()).hasSize(100).startsWith(2_401L);
        system.deleteTo("p", Long.MAX_VALUE);
        system.deleteTo("never written", 7);
        restart();

        var replayed = system.replay("p");
        assertThat(replayed.events()).isEmpty();
        assertThat(replayed.highest()).isEqualTo(2_500);
        assertThat(system.replay("never written").highest()).isZero();
        assertThat(system.replay("q").payloads()).containsExactly("other");
        system.write(atomic("p", 2_501, "next"));
        assertThat(system.replay("p").sequenceNrs()).containsExactly(2_501L);
    }

    @Test
    void onlyTheWriteThatCannotBeSerialisedIsRejected() {
        var answers =
                system.request(atomic("p", 1, "a"), atomic("p", 2, "b", NOT_SERIALIZABLE, "d"), atomic("p", 5, "e"));

        assertThat(answers.getFirst()).isEqualTo(WriteMessagesSuccessful$.MODULE$);
        assertThat(answers.subList(1, 6).stream().map(Object::getClass))
                .containsExactly(
                        WriteMessageSuccess.class,
                        WriteMessageRejected.class,
                        WriteMessageRejected.class,
                        WriteMessageRejected.class,
                        WriteMessageSuccess.class);
        assertThat(system.replay("p").sequenceNrs())
                .as("none of the rejected write")
                .containsExactly(1L, 5L);
        assertThat(Rows.orders(system.store()))
                .as("rejected events take no order")
                .containsExactly(1L, 2L);
    }

    @Test
    void whatIsNotSupportedIsRejectedWithItsReason() {
        var tagged = system.request(atomic("p", 1, new Tagged("a", Set.of("tag"))));
        var unstorable = system.request(atomic("x".repeat(2_000), 1, "a"));

        assertThat(((WriteMessageRejected) tagged.get(1)).cause())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("tags");
        assertThat(((WriteMessageRejected) unstorable.get(1)).cause())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1024 bytes");
    }

    @Test
    void eventThatCannotBeReadFailsTheRecoveryAndIsNamed() {
        system.store()
                .append(List.of(new GroupCommit.Row(
                        EventKey.of(EventKey.prefix("p"), 1),
                        EventRecord.encode(1, new PayloadCodec.Encoded(987_654, "m", new byte[3]), "w", ""))))
                .join();

        assertThatThrownBy(() -> system.replay("p"))
                .hasMessageContaining("event 1 of p")
                .hasMessageContaining("987654");
    }
}
