package io.boreas.persistence.shared;

import io.boreas.persistence.history.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Writes the order of records that are brought into an empty store, as they come. For one thread. */
public final class OrderWriter {
    private static final int RECORDS_MAX = 1_024;

    private final OrderStore store;
    private final List<OrderChunk.Run> runs = new ArrayList<>();
    private final TreeMap<String, Long> reached = new TreeMap<>();
    private long records;
    private long number;
    private long first = 1;

    public OrderWriter(OrderStore store, List<String> groups) {
        this.store = store;
        groups.forEach(group -> reached.put(group, 0L));
    }

    /** The next record of the order; it must be stored already. */
    public void add(StoredRecord record) {
        var last = runs.isEmpty() ? null : runs.getLast();
        if (last != null && last.group().equals(record.group()) && last.to() + 1 == record.sequence()) {
            runs.set(runs.size() - 1, new OrderChunk.Run(last.group(), last.from(), last.count() + 1));
        } else {
            runs.add(new OrderChunk.Run(record.group(), record.sequence(), 1));
        }
        records++;
        if (records == RECORDS_MAX) {
            finish();
        }
    }

    /** Stores what is left. */
    public void finish() {
        if (runs.isEmpty()) {
            return;
        }
        number++;
        var chunk = new OrderChunk(first, runs, new TreeMap<>());
        chunk.advance(reached);
        if (OrderChunk.isCheckpoint(number)) {
            chunk = new OrderChunk(first, runs, reached);
        }
        store.add(number, chunk.encoded());
        first = chunk.last() + 1;
        runs.clear();
        records = 0;
    }
}
