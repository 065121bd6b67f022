package io.boreas.persistence.rocksdb;

import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import scala.concurrent.Future;

/**
 * Pekko's snapshot store on {@link RocksStore}: {@code boreas.persistence.rocksdb.snapshot}.
 *
 * <p>Serialises and deserialises on the store's reader threads, because a snapshot may be large. A snapshot that cannot be
 * read is a failure, never silently passed over for an older one.
 */
public final class RocksSnapshotStore extends SnapshotStore {
    private final RocksStore store;
    private final PayloadCodec codec;
    private final SnapshotLog log;

    public RocksSnapshotStore() {
        var system = context().system();
        this.store = RocksPersistence.get(system).store();
        this.codec = new PayloadCodec(system);
        this.log = new SnapshotLog(store, codec);
    }

    @Override
    public Future<Optional<SelectedSnapshot>> doLoadAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return RocksJournal.asScala(store.onReaderAfterWrites(() -> log.load(persistenceId, criteria)));
    }

    @Override
    public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
        if (metadata.metadata().isDefined()) {
            return RocksJournal.asScala(CompletableFuture.failedFuture(
                    new UnsupportedOperationException("the RocksDB snapshot store stores no metadata")));
        }
        return RocksJournal.asScala(
                store.onReader(() -> encoded(snapshot)).thenCompose(encoded -> log.save(metadata, encoded)));
    }

    /** Deletes the snapshot of that sequence number, whatever its timestamp: an id has only one of them. */
    @Override
    public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
        return RocksJournal.asScala(log.delete(metadata.persistenceId(), metadata.sequenceNr()));
    }

    @Override
    public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return RocksJournal.asScala(store.onReaderAfterWrites(() -> log.matching(persistenceId, criteria))
                .thenCompose(log::delete));
    }

    private PayloadCodec.Encoded encoded(Object snapshot) {
        return codec.withTransport(() -> {
            try {
                return codec.encode(snapshot);
            } catch (NotSerializableException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
