package io.boreas.persistence.history;

/**
 * A snapshot as its store keeps it.
 *
 * @param group whose state it is, such as {@code jobs-3}
 * @param sequence the number of the last record that is in it
 * @param takenAtMillis when it was taken, in milliseconds since 1970
 * @param serializer the number of who made the payload
 * @param manifest what the serializer calls it
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
public record StoredSnapshot(
        String group, long sequence, long takenAtMillis, int serializer, String manifest, byte[] payload)
        implements SnapshotRow {}
