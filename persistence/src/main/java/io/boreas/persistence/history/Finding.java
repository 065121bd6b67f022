package io.boreas.persistence.history;

/**
 * Something in a journal that should not be so.
 *
 * @param where which record, snapshot or file: {@code record 17 of jobs-3}
 * @param what in a sentence
 */
public record Finding(Kind kind, String where, String what) {
    /** What is wrong. */
    public enum Kind {
        GAP("records are missing between two that are there, or at the beginning"),
        TORN_RECORD("a row that is no record: cut short, or overwritten"),
        UNDECODABLE_RECORD("the envelope is whole, and what it says cannot be read"),
        LATER_FORMAT("written by a later version of this program, or by another one"),
        WRONG_KIND("events of one kind of group in the journal of another"),
        FOREIGN_EVENT("an event of something that another group hosts"),
        IMPOSSIBLE_EVENT("an event that does not fit the state before it"),
        DUPLICATE_RECORD("one record stored twice"),
        OLD_WRITER("a writer went on after another had taken its place"),
        UNKNOWN_JOURNAL("a journal of no group of this cell"),
        SNAPSHOT_AHEAD("a snapshot newer than the journal"),
        SNAPSHOT_UNREADABLE("a snapshot that cannot be read"),
        STATE_DIFFERS("the state in a snapshot is not what the records give"),
        ORDER("the cell's order does not match the records"),
        FILES("the store's own files are damaged"),
        LATE_WRITE(
                "two records under one number, of which the later one counts: a write that had failed was carried out after all"),
        CLOCK_BACK("a record decided before the one in front of it: a clock was set back");

        private final String meaning;

        Kind(String meaning) {
            this.meaning = meaning;
        }

        public String meaning() {
            return meaning;
        }

        /** Whether a cell may go on with it; all else is damage. */
        public boolean isHarmless() {
            return this == CLOCK_BACK || this == LATE_WRITE;
        }
    }

    static String record(JournalRow row) {
        return "record " + row.sequence() + " of " + row.group()
                + (row.position() > 0 ? " (position " + row.position() + ")" : "");
    }

    static String snapshot(SnapshotRow row) {
        return "snapshot " + row.sequence() + " of " + row.group();
    }
}
