package io.boreas.http;

import io.boreas.actors.gateway.EventFeed;
import io.boreas.actors.gateway.FeedRecord;
import io.boreas.core.machine.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** A journal in memory. */
public final class MemoryFeed implements EventFeed {
    private final List<FeedRecord> records = new ArrayList<>();
    private final List<LongConsumer> listeners = new CopyOnWriteArrayList<>();
    private long highest;

    public void append(String group, Batch<?, ?> batch) {
        long position;
        synchronized (this) {
            position = ++highest;
            records.add(new FeedRecord(position, group, position, batch));
        }
        listeners.forEach(listener -> listener.accept(position));
    }

    /** Deletes the oldest records up to a position. */
    synchronized void deleteUpTo(long position) {
        records.removeIf(record -> record.position() <= position);
    }

    public int listeners() {
        return listeners.size();
    }

    @Override
    public synchronized long lowest() {
        return records.isEmpty() ? 0 : records.getFirst().position();
    }

    @Override
    public synchronized long highest() {
        return highest;
    }

    @Override
    public void read(long after, int recordsMax, Consumer<FeedRecord> consumer) {
        List<FeedRecord> found;
        synchronized (this) {
            found = records.stream()
                    .filter(record -> record.position() > after)
                    .limit(recordsMax)
                    .toList();
        }
        found.forEach(consumer);
    }

    @Override
    public AutoCloseable onAppend(LongConsumer listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
