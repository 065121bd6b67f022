package io.boreas.persistence.history;

/** What stands under one number of a group's journal. */
public sealed interface JournalRow permits StoredRecord, BrokenRow {
    /** In the cell's order, from 1; 0 if the store does not say it with the row. */
    long position();

    /** Whose journal it is in, such as {@code jobs-3}. */
    String group();

    /** Its number in that journal, from 1. */
    long sequence();
}
