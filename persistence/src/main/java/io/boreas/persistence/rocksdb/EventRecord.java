package io.boreas.persistence.rocksdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The value of a record: a compact header, then the payload's bytes as its serializer made them.
 *
 * <p>Header, big-endian: version (1 byte), order (8), time in milliseconds since 1970 (8), serializer id (4), then writer
 * UUID, payload manifest and event-adapter manifest, each a length (2) and UTF-8.
 */
final class EventRecord {
    static final byte VERSION = 1;
    static final int ORDER_AT = 1;
    static final int TIMESTAMP_AT = 9;
    static final int SERIALIZER_AT = 17;
    static final int TEXTS_AT = 21;

    /** Bytes that hold version and order, which is all that deletion needs to read. */
    static final int ORDER_END = TIMESTAMP_AT;

    private static final int TEXT_BYTES_MAX = 0xffff;

    private EventRecord() {}

    /**
     * Encodes all but the order, which is known only when the record is written.
     *
     * @throws IllegalArgumentException if a manifest or the writer UUID is longer than 65,535 bytes
     */
    static byte[] encode(
            long timestampMillis, PayloadCodec.Encoded payload, String writerUuid, String adapterManifest) {
        byte[] writer = text(writerUuid);
        byte[] manifest = text(payload.manifest());
        byte[] adapter = text(adapterManifest);
        int size = TEXTS_AT + 3 * Short.BYTES + writer.length + manifest.length + adapter.length;
        return ByteBuffer.allocate(size + payload.bytes().length)
                .put(VERSION)
                .putLong(0L)
                .putLong(timestampMillis)
                .putInt(payload.serializerId())
                .putShort((short) writer.length)
                .put(writer)
                .putShort((short) manifest.length)
                .put(manifest)
                .putShort((short) adapter.length)
                .put(adapter)
                .put(payload.bytes())
                .array();
    }

    static void setOrder(byte[] record, long order) {
        EventKey.putLong(record, ORDER_AT, order);
    }

    static long order(byte[] record) {
        return EventKey.getLong(record, ORDER_AT);
    }

    private static byte[] text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > TEXT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "A manifest has at most " + TEXT_BYTES_MAX + " bytes; this one has " + utf8.length);
        }
        return utf8;
    }
}
