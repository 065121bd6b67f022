package io.boreas.launcher.process;

import io.boreas.actors.gateway.EventFeed;
import io.boreas.actors.gateway.FeedRecord;
import io.boreas.core.machine.Batch;
import io.boreas.persistence.rocksdb.JournalFeed;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** The embedded journal as the doors' stream of events. */
public record JournalEvents(JournalFeed journal) implements EventFeed {
    @Override
    public long lowest() {
        return journal.lowestOrder();
    }

    @Override
    public long highest() {
        return journal.highestOrder();
    }

    @Override
    public void read(long after, int recordsMax, Consumer<FeedRecord> consumer) {
        journal.read(after, recordsMax, record -> {
            if (record.payload() instanceof Batch<?, ?> batch) {
                consumer.accept(new FeedRecord(record.order(), record.persistenceId(), record.sequenceNr(), batch));
            }
        });
    }

    @Override
    public AutoCloseable onAppend(LongConsumer highest) {
        return journal.onAppend(highest);
    }
}
