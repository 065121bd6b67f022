package io.boreas.persistence.history;

/**
 * A record as its store keeps it: bytes, and what is written on the outside.
 *
 * @param position in the cell's order, from 1; 0 if the store does not say it with the record
 * @param group whose journal it is in, such as {@code jobs-3}
 * @param sequence its number in that journal, from 1
 * @param storedAtMillis when it was stored, in milliseconds since 1970; what it says was decided a moment before
 * @param serializer the number of who made the payload
 * @param manifest what the serializer calls it
 * @param writer who wrote it: another name for each time that the group was started
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
public record StoredRecord(
        long position,
        String group,
        long sequence,
        long storedAtMillis,
        int serializer,
        String manifest,
        String writer,
        byte[] payload)
        implements JournalRow {
    /** The same at a position. */
    public StoredRecord at(long place) {
        return new StoredRecord(place, group, sequence, storedAtMillis, serializer, manifest, writer, payload);
    }
}
