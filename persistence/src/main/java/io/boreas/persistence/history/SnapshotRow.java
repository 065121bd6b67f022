package io.boreas.persistence.history;

/** What stands under the number of a snapshot. */
public sealed interface SnapshotRow permits StoredSnapshot, BrokenSnapshot {
    /** Whose state it is, such as {@code jobs-3}. */
    String group();

    /** The number of the last record that is in it. */
    long sequence();
}
