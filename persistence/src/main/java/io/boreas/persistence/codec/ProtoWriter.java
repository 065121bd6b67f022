package io.boreas.persistence.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the wire format of protocol buffers into one growing array. Not thread-safe.
 *
 * <p>Generated classes measure a message before they write it; here a nested message is written once, behind one byte
 * kept free for its length, and moves up if the length needs more. Source of the format: protobuf.dev, "Encoding".
 */
final class ProtoWriter {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;

    private static final int VARINT_BYTES_MAX = 10;
    private static final int SIZE_MAX = Integer.MAX_VALUE - 64;

    private byte[] bytes;
    private int size;

    ProtoWriter(int capacity) {
        bytes = new byte[capacity];
    }

    int size() {
        return size;
    }

    /** A number, unless it is 0. */
    void number(int field, long value) {
        if (value != 0) {
            present(field, value);
        }
    }

    /** A number, 0 too: of a field whose presence says something. */
    void present(int field, long value) {
        room(2 * VARINT_BYTES_MAX);
        put(field << 3 | VARINT);
        put(value);
    }

    /** A number that is as often negative, unless it is 0. */
    void signed(int field, long value) {
        number(field, zigzag(value));
    }

    /** The number under which a signed one is written: small if it is near 0 on either side. */
    static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    /** Eight bytes, unless they are 0. */
    void fixed(int field, long value) {
        if (value != 0) {
            room(VARINT_BYTES_MAX + Long.BYTES);
            put(field << 3 | FIXED64);
            for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
                bytes[size++] = (byte) (value >>> shift);
            }
        }
    }

    /** A string, the empty one too. */
    void string(int field, String value) {
        int length = value.length();
        room(2 * VARINT_BYTES_MAX + length);
        int start = size;
        put(field << 3 | BYTES);
        put(length);
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                size = start;
                bytes(field, value.getBytes(StandardCharsets.UTF_8));
                return;
            }
            bytes[size++] = (byte) c;
        }
    }

    /** Bytes, none too. */
    void bytes(int field, byte[] value) {
        room(2 * VARINT_BYTES_MAX + value.length);
        put(field << 3 | BYTES);
        put(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    /** A number without a field, in a packed list. */
    void packed(long value) {
        room(VARINT_BYTES_MAX);
        put(value);
    }

    /** Starts a nested message or packed list; what is written next belongs to it, until {@link #end} of the returned mark. */
    int begin(int field) {
        room(VARINT_BYTES_MAX + 1);
        put(field << 3 | BYTES);
        return ++size;
    }

    /** Ends what {@link #begin} started. */
    void end(int mark) {
        int length = size - mark;
        if (length < 0x80) {
            bytes[mark - 1] = (byte) length;
            return;
        }
        int more = varintBytes(length) - 1;
        room(more);
        System.arraycopy(bytes, mark, bytes, mark + more, length);
        size = mark - 1;
        put(length);
        size += length;
    }

    /** Fields that another writer has written. */
    void append(ProtoWriter other) {
        room(other.size);
        System.arraycopy(other.bytes, 0, bytes, size, other.size);
        size += other.size;
    }

    /** Starts a nested message of so many bytes, which must follow. */
    void header(int field, int length) {
        room(2 * VARINT_BYTES_MAX);
        put(field << 3 | BYTES);
        put(length);
    }

    /** What was written. */
    byte[] toBytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    static int varintBytes(long value) {
        return (Long.SIZE - 1 - Long.numberOfLeadingZeros(value | 1)) / 7 + 1;
    }

    private void put(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private void room(int more) {
        if (more > bytes.length - size) {
            grow(more);
        }
    }

    private void grow(int more) {
        long needed = (long) size + more;
        if (needed > SIZE_MAX) {
            throw new IllegalStateException("a message of more than " + SIZE_MAX + " bytes");
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(SIZE_MAX, Math.max(needed, 2L * bytes.length)));
    }
}
