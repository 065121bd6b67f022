package io.boreas.persistence.history;

import java.util.List;

/** A store into which a journal is moved. One thread; no master may be at work on it. */
public interface JournalTarget extends AutoCloseable {
    /** What is written, for messages. */
    String where();

    /** Whether nothing of a cell is there. */
    boolean isEmpty();

    /** Stores the next records of the cell's order; they are durable when it returns. */
    void append(List<StoredRecord> records);

    /** Stores a snapshot; it is durable when this returns. */
    void save(StoredSnapshot snapshot);

    /** The last record was appended: what is kept of the order is finished. */
    void finish();

    @Override
    void close();
}
