package io.boreas.persistence.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes {@link EventRecord}s apart, one after the other, keeping the texts that repeat from record to record.
 *
 * <p>Not thread-safe: one for each replay.
 */
final class EnvelopeReader {
    /** A record with its payload as it was serialised. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    record Parts(
            long order,
            long timestampMillis,
            int serializerId,
            String manifest,
            String writerUuid,
            String adapterManifest,
            byte[] payload) {}

    private final RepeatedText writer = new RepeatedText();
    private final RepeatedText manifest = new RepeatedText();
    private final RepeatedText adapter = new RepeatedText();

    /**
     * Reads the first {@code length} bytes.
     *
     * @throws IOException if the bytes are not a record
     */
    Parts read(byte[] record, int length) throws IOException {
        if (length < EventRecord.TEXTS_AT || record[0] != EventRecord.VERSION) {
            throw new IOException("not an event record of version " + EventRecord.VERSION);
        }
        int at = EventRecord.TEXTS_AT;
        at = writer.read(record, at, length);
        at = manifest.read(record, at, length);
        at = adapter.read(record, at, length);
        return new Parts(
                EventRecord.order(record),
                EventKey.getLong(record, EventRecord.TIMESTAMP_AT),
                ByteBuffer.wrap(record).getInt(EventRecord.SERIALIZER_AT),
                manifest.text,
                writer.text,
                adapter.text,
                Arrays.copyOfRange(record, at, length));
    }

    /** A text field that is mostly the same as in the record before, so that one String serves them all. */
    private static final class RepeatedText {
        private byte[] utf8 = {};
        private String text = "";

        /** Returns where the next field starts. */
        int read(byte[] record, int at, int limit) throws IOException {
            int start = at + Short.BYTES;
            int end = start
                    + (start <= limit
                            ? Short.toUnsignedInt(ByteBuffer.wrap(record).getShort(at))
                            : 0);
            if (start > limit || end > limit) {
                throw new IOException("event record ends inside its header");
            }
            if (!Arrays.equals(record, start, end, utf8, 0, utf8.length)) {
                utf8 = Arrays.copyOfRange(record, start, end);
                text = new String(utf8, StandardCharsets.UTF_8);
            }
            return end;
        }
    }
}
