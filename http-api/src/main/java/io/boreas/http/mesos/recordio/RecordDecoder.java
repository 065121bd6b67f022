package io.boreas.http.mesos.recordio;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Takes a stream apart into its records, in whatever pieces it comes. Holds at most one record that is not whole yet, and
 * sets memory aside only as its bytes come, not as they are announced. Not thread-safe.
 */
public final class RecordDecoder {
    /** Digits of a length at most; leading zeros count. */
    private static final int DIGITS_MAX = 10;

    private static final int BUFFER_BYTES_FIRST = 512;
    private static final byte[] EMPTY = new byte[0];

    private final int recordBytesMax;

    private int digits;
    private long length;
    private boolean inRecord;
    private byte[] record = EMPTY;
    private int filled;
    private long offset;
    private boolean failed;

    /**
     * @param recordBytesMax bytes of a record at most
     * @throws IllegalArgumentException if that is less than 1
     */
    public RecordDecoder(int recordBytesMax) {
        if (recordBytesMax < 1) {
            throw new IllegalArgumentException("records of at most " + recordBytesMax + " bytes");
        }
        this.recordBytesMax = recordBytesMax;
    }

    /**
     * Takes the next piece, and hands out every record that is whole with it.
     *
     * @throws RecordFault if the stream is at fault; it cannot be read on after that
     */
    public void feed(byte[] piece, Consumer<byte[]> records) throws RecordFault {
        if (failed) {
            throw new RecordFault("the stream was at fault before");
        }
        int at = 0;
        while (at < piece.length) {
            if (inRecord) {
                int taken = Math.min(piece.length - at, (int) length - filled);
                append(piece, at, taken);
                at += taken;
                offset += taken;
            } else {
                header(piece[at]);
                at++;
                offset++;
            }
            if (inRecord && filled == length) {
                records.accept(finished());
            }
        }
    }

    /**
     * Says that the stream is at its end.
     *
     * @throws RecordFault if that is in the middle of a record
     */
    public void end() throws RecordFault {
        if (inRecord) {
            throw fault("the stream ends after " + filled + " of the " + length + " bytes of a record");
        }
        if (digits > 0) {
            throw fault("the stream ends in the length of a record");
        }
    }

    /** Bytes set aside for the record that is not whole yet. */
    public int heldBytes() {
        return record.length;
    }

    private void header(byte next) throws RecordFault {
        if (next == '\n') {
            if (digits == 0) {
                throw fault("a record has no length, at byte " + offset);
            }
            inRecord = true;
            return;
        }
        if (next < '0' || next > '9') {
            throw fault("the length of a record has the byte 0x%02x, at byte %d; it is decimal digits and a line feed"
                    .formatted(next & 0xff, offset));
        }
        digits++;
        length = length * 10 + (next - '0');
        if (digits > DIGITS_MAX || length > recordBytesMax) {
            throw fault("a record is longer than " + recordBytesMax + " bytes, at byte " + offset);
        }
    }

    private void append(byte[] piece, int from, int count) {
        if (filled + count > record.length) {
            long doubled = Math.max(BUFFER_BYTES_FIRST, 2L * record.length);
            record = Arrays.copyOf(record, (int) Math.min(length, Math.max(doubled, filled + count)));
        }
        System.arraycopy(piece, from, record, filled, count);
        filled += count;
    }

    private byte[] finished() {
        var whole = record.length == filled ? record : Arrays.copyOf(record, filled);
        inRecord = false;
        digits = 0;
        length = 0;
        record = EMPTY;
        filled = 0;
        return whole;
    }

    private RecordFault fault(String message) {
        failed = true;
        record = EMPTY;
        return new RecordFault(message);
    }
}
