package io.boreas.http.mesos.recordio;

import java.nio.charset.StandardCharsets;

/** Frames records. */
public final class RecordEncoder {
    private RecordEncoder() {}

    /** The record in its frame. */
    public static byte[] framed(byte[] record) {
        var head = head(record.length);
        var framed = new byte[Math.addExact(head.length, record.length)];
        System.arraycopy(head, 0, framed, 0, head.length);
        System.arraycopy(record, 0, framed, head.length, record.length);
        return framed;
    }

    /** What stands before a record of this many bytes; nothing stands after it. */
    public static byte[] head(int recordBytes) {
        if (recordBytes < 0) {
            throw new IllegalArgumentException("a record of " + recordBytes + " bytes");
        }
        return (recordBytes + "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
