package io.boreas.persistence.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.SaveSnapshotFailure;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol.DeleteSnapshots;
import org.apache.pekko.persistence.SnapshotProtocol.LoadSnapshot;
import org.apache.pekko.persistence.SnapshotProtocol.LoadSnapshotFailed;
import org.apache.pekko.persistence.SnapshotProtocol.LoadSnapshotResult;
import org.apache.pekko.persistence.SnapshotProtocol.SaveSnapshot;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksSnapshotStoreTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private TestSystem system;
    private ActorRef snapshots;

    @BeforeEach
    void start() {
        system = new TestSystem(directory);
        snapshots = Persistence.get(system.actorSystem()).snapshotStoreFor("", ConfigFactory.empty());
    }

    @AfterEach
    void stop() {
        system.close();
    }

    private Object ask(Object request) {
        var probe = new TestKit(system.actorSystem());
        snapshots.tell(request, probe.getRef());
        return probe.receiveOne(PATIENCE);
    }

    private void save(String id, long sequenceNr, Object snapshot) {
        assertThat(ask(new SaveSnapshot(SnapshotMetadata.apply(id, sequenceNr), snapshot)))
                .isInstanceOf(SaveSnapshotSuccess.class);
    }

    private Optional<Object> load(String id, SnapshotSelectionCriteria criteria) {
        return switch (ask(new LoadSnapshot(id, criteria, Long.MAX_VALUE))) {
            case LoadSnapshotResult result ->
                result.snapshot().isEmpty()
                        ? Optional.empty()
                        : Optional.of(result.snapshot().get().snapshot());
            case LoadSnapshotFailed failed -> throw new IllegalStateException(failed.cause());
            case Object other -> throw new AssertionError(other);
        };
    }

    private Optional<Object> newest(String id) {
        return load(id, SnapshotSelectionCriteria.latest());
    }

    private long chunks() {
        return system.store().readHere(open -> {
            long count = 0;
            try (var iterator = open.rocks().newIterator(open.chunks())) {
                for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                    count++;
                }
            }
            return count;
        });
    }

    @Test
    void largeSnapshotSurvivesRestartByteForByte() {
        var large = large(9_000_001, 'a');
        save("p", 7, large);
        stop();
        start();
        assertThat(newest("p")).contains(large);
    }

    @Test
    void snapshotSavedAgainReplacesTheOldOneWhole() {
        save("p", 7, large(2_000_000, 'a'));
        save("p", 7, "small");
        assertThat(newest("p")).contains("small");
        assertThat(chunks()).as("nothing of the old one is left").isEqualTo(1);
    }

    @Test
    void unfinishedSaveLeavesTheOldSnapshotInPlace() {
        save("p", 7, "old");
        byte[] key = EventKey.of(EventKey.prefix("p"), 7);
        system.store()
                .change(
                        100,
                        (batch, open) -> batch.put(
                                open.chunks(), SnapshotKeys.chunk(key, 1, 0), "half".getBytes(StandardCharsets.UTF_8)))
                .join();

        assertThat(newest("p")).contains("old");
        save("p", 7, "new");
        assertThat(newest("p")).contains("new");
        assertThat(chunks()).isEqualTo(1);
    }

    @Test
    void snapshotsOfIdsThatArePrefixesStayApart() {
        save("a", 5, "of a");
        save("ab", 9, "of ab");
        save("a\0", 8, "of a-zero");
        assertThat(newest("a")).contains("of a");
        assertThat(ask(new DeleteSnapshots("a", SnapshotSelectionCriteria.latest())))
                .isNotNull();
        assertThat(newest("a")).isEmpty();
        assertThat(newest("ab")).contains("of ab");
        assertThat(newest("a\0")).contains("of a-zero");
    }

    @Test
    void rangeOfSnapshotsIsDeletedWithItsData() {
        for (int i = 1; i <= 5; i++) {
            save("p", i, large(600_000, (char) ('a' + i)));
        }
        assertThat(ask(new DeleteSnapshots("p", SnapshotSelectionCriteria.create(4, Long.MAX_VALUE, 2, 0))))
                .isNotNull();
        assertThat(load("p", SnapshotSelectionCriteria.create(4, Long.MAX_VALUE)))
                .contains(large(600_000, 'b'));
        assertThat(newest("p")).contains(large(600_000, 'f'));
        assertThat(chunks()).isEqualTo(2 * 3);
    }

    @Test
    void newestSnapshotThatCannotBeReadIsAFailureNotPassedOver() {
        save("p", 1, "readable");
        byte[] key = EventKey.of(EventKey.prefix("p"), 2);
        var head = new SnapshotHead(1, 987_654, "m", 5, 3);
        system.store()
                .change(100, (batch, open) -> {
                    batch.put(open.snapshots(), key, head.encode());
                    batch.put(open.chunks(), SnapshotKeys.chunk(key, 5, 0), new byte[3]);
                })
                .join();

        assertThatThrownBy(() -> newest("p")).rootCause().hasMessageContaining("987654");
        assertThat(load("p", SnapshotSelectionCriteria.create(1, Long.MAX_VALUE)))
                .contains("readable");
    }

    @Test
    void snapshotThatCannotBeSerialisedFailsToSave() {
        assertThat(ask(new SaveSnapshot(SnapshotMetadata.apply("p", 1), new Object())))
                .isInstanceOf(SaveSnapshotFailure.class);
        assertThat(newest("p")).isEmpty();
    }

    @Test
    void eventsDoNotWaitForALargeSnapshot() {
        var data = new byte[64 << 20];
        var codec = new PayloadCodec(system.actorSystem());
        CompletableFuture<Void> saved = new SnapshotLog(system.store(), codec)
                .save(SnapshotMetadata.apply("p", 1, 1), new PayloadCodec.Encoded(4, "", data));
        system.store().append(Rows.of("q", 1, 1, 100)).join();

        assertThat(saved)
                .as("the event was stored while the snapshot was still being written")
                .isNotDone();
        saved.join();
        assertThat(newest("p").map(snapshot -> ((byte[]) snapshot).length)).contains(64 << 20);
        assertThat(Rows.sequenceNrs(system.store(), "q")).isEqualTo(List.of(1L));
    }

    private static String large(int length, char letter) {
        return String.valueOf(letter).repeat(length);
    }
}
