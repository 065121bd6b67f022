package io.boreas.persistence.shared;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@link CellOrder} needs of a shared store. All calls wait for the store, and fail with an exception of its driver when it does
 * not answer; what they return, every later call anywhere returns too.
 */
public interface OrderStore {
    /**
     * A record that is durable.
     *
     * @param group whose it is, such as {@code jobs-3}
     * @param sequence its number among the group's records, from 1
     * @param time about when it was written, in any unit; compared only
     */
    record Arrival(String group, long sequence, long time) {}

    /**
     * A record with what it says.
     *
     * @param payload as its serializer reads it
     */
    record Stored(long sequence, Object payload) {}

    /**
     * The number of the newest chunk of the order; 0 if there is none.
     *
     * @param begin the first chunk that counts, which is there if any is
     */
    long newestChunk(long begin);

    /** A chunk by its number, from 1. */
    Optional<byte[]> chunk(long number);

    /** Adds a chunk, unless somebody has added one under this number; returns the one that is there now: this very array, if it was added. */
    byte[] add(long number, byte[] chunk);

    /** What is gone, as {@link OrderHead} has it; empty if nothing ever went. */
    Optional<byte[]> head();

    /**
     * Puts a head in the place of another, or of none, if that one is there still.
     *
     * @return whether it is there now
     */
    boolean replaceHead(Optional<byte[]> before, byte[] after);

    /**
     * Durable records of each group after a sequence number, ascending, the next of each.
     *
     * @param max of each group
     */
    List<Arrival> arrivals(Map<String, Long> after, int max);

    /** The records of a group between two sequence numbers, both included, ascending; those that were deleted are missing. */
    List<Stored> records(String group, long from, long to);
}
