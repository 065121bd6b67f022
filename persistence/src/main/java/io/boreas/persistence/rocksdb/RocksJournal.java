package io.boreas.persistence.rocksdb;

import io.boreas.persistence.rocksdb.GroupCommit.Row;
import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.apache.pekko.dispatch.Futures;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import scala.concurrent.Future;
import scala.concurrent.Promise;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Pekko's journal on {@link RocksStore}: {@code boreas.persistence.rocksdb.journal}.
 *
 * <p>Serialises on its own dispatcher; writes, syncs and reads elsewhere, so it never blocks. An event that cannot be
 * serialised is rejected alone; when the disk fails, the whole request fails. Tags and replicated-event metadata are not
 * stored, so events with them are rejected.
 */
public final class RocksJournal extends AsyncWriteJournal {
    private final RocksStore store;
    private final PayloadCodec codec;
    private final EventLog log;

    public RocksJournal() {
        var system = context().system();
        this.store = RocksPersistence.get(system).store();
        this.codec = new PayloadCodec(system);
        this.log = new EventLog(store, codec);
    }

    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> messages) {
        var rows = new ArrayList<Row>();
        var results = new ArrayList<Optional<Exception>>();
        boolean rejected = codec.withTransport(() -> {
            boolean any = false;
            for (AtomicWrite write : messages) {
                var rejection = add(write, rows);
                results.add(rejection);
                any |= rejection.isPresent();
            }
            return any;
        });
        // No results means that every write was stored, which is the plug-in contract's cheap way to say it.
        Iterable<Optional<Exception>> answer = rejected ? results : List.of();
        return rows.isEmpty()
                ? Future.successful(answer)
                : asScala(store.append(rows).thenApply(ignored -> answer));
    }

    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
        return asScala(store.onReaderAfterWrites(() -> {
            log.deleteTo(persistenceId, toSequenceNr);
            return null;
        }));
    }

    @Override
    public Future<Void> doAsyncReplayMessages(
            String persistenceId,
            long fromSequenceNr,
            long toSequenceNr,
            long max,
            Consumer<PersistentRepr> replayCallback) {
        return asScala(store.onReader(() -> {
            log.replay(persistenceId, fromSequenceNr, toSequenceNr, max, replayCallback);
            return null;
        }));
    }

    /** Waits for writes under way, because a restarted actor would otherwise reuse their sequence numbers. */
    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
        return asScala(store.onReaderAfterWrites(() -> log.highestSequenceNr(persistenceId)));
    }

    /** Adds the rows of one write, all or none; returns why not. */
    private Optional<Exception> add(AtomicWrite write, List<Row> rows) {
        int before = rows.size();
        try {
            byte[] prefix = EventKey.prefix(write.persistenceId());
            for (PersistentRepr event : CollectionConverters.asJava(write.payload())) {
                rows.add(new Row(EventKey.of(prefix, event.sequenceNr()), record(event)));
            }
            return Optional.empty();
        } catch (NotSerializableException | RuntimeException e) {
            rows.subList(before, rows.size()).clear();
            return Optional.of(e);
        }
    }

    private byte[] record(PersistentRepr event) throws NotSerializableException {
        if (event.payload() instanceof Tagged) {
            throw new UnsupportedOperationException("the RocksDB journal stores no tags");
        }
        if (event.metadata().isDefined()) {
            throw new UnsupportedOperationException("the RocksDB journal stores no metadata");
        }
        long timestamp = event.timestamp() == 0 ? System.currentTimeMillis() : event.timestamp();
        return EventRecord.encode(timestamp, codec.encode(event.payload()), event.writerUuid(), event.manifest());
    }

    /** Without the wrapper that chained stages put around a failure, so that callers see the store's own exception. */
    static <T> Future<T> asScala(CompletableFuture<T> future) {
        Promise<T> promise = Futures.promise();
        var unused = future.whenComplete((value, failure) -> {
            if (failure == null) {
                promise.success(value);
            } else {
                var wrapped = failure instanceof CompletionException ? failure.getCause() : null;
                promise.failure(wrapped == null ? failure : wrapped);
            }
        });
        return promise.future();
    }
}
