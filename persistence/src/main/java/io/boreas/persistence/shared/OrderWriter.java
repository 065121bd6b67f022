package io.boreas.persistence.shared;

import io.boreas.persistence.history.StoredRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Writes the order of records that are brought into an empty store, as they come. For one thread. */
public final class OrderWriter {
    private static final int RECORDS_MAX = 1_024;

    private final OrderStore store;
    private final List<OrderChunk.Run> runs = new ArrayList<>();
    private final TreeMap<String, Long> reached = new TreeMap<>();
    private final Set<String> begun = new HashSet<>();
    private OrderHead head = OrderHead.NONE;
    private long records;
    private long number;
    private long first = 1;

    public OrderWriter(OrderStore store, List<String> groups) {
        this.store = store;
        groups.forEach(group -> reached.put(group, 0L));
    }

    /** The next record of the order; it must be stored already. */
    public void add(StoredRecord record) {
        if (begun.add(record.group()) && record.sequence() > 1) {
            long gone = record.sequence() - 1; // cut where it came from
            head = head.with(record.group(), new OrderHead.Cut(gone, gone), 0);
        }
        var last = runs.isEmpty() ? null : runs.getLast();
        if (last != null && last.group().equals(record.group()) && last.to() + 1 == record.sequence()) {
            runs.set(runs.size() - 1, new OrderChunk.Run(last.group(), last.from(), last.count() + 1));
        } else {
            runs.add(new OrderChunk.Run(record.group(), record.sequence(), 1));
        }
        records++;
        if (records == RECORDS_MAX) {
            store();
        }
    }

    /** Stores what is left, and which groups do not begin with their first record. */
    public void finish() {
        store();
        if (!head.cuts().isEmpty() && !store.replaceHead(Optional.empty(), head.encoded())) {
            throw new IllegalStateException("somebody else deletes from the store that is written");
        }
    }

    private void store() {
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
