package io.boreas.persistence.shared;

/** How rows go from a shared store. What was deleted stays so; deleting what is not there is no error. All calls wait for the store. */
public interface Deletions {
    /** The number of the last record that may go in one step with a first one. */
    long stepEnd(long first);

    /** Deletes the records of a group from one number to another, both included, within one step; there are none before them. */
    void records(String group, long from, long to);

    /** Deletes the snapshots of a group between two numbers, neither included. */
    void snapshots(String group, long after, long before);

    /** Deletes chunks of the cell's order from one number to another, both included. */
    void chunks(long from, long to);
}
