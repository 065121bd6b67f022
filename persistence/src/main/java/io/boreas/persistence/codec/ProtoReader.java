package io.boreas.persistence.codec;

import static io.boreas.persistence.codec.ProtoWriter.BYTES;
import static io.boreas.persistence.codec.ProtoWriter.FIXED64;
import static io.boreas.persistence.codec.ProtoWriter.VARINT;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the wire format of protocol buffers from one array, and nothing beyond its end. Not thread-safe.
 *
 * <p>A message is a loop over {@link #next} until that is 0, with one call that takes the value of each field. A nested one
 * is the same loop between {@link #open} and {@link #close}.
 */
class ProtoReader {
    private static final int FIXED32 = 5;

    private final byte[] bytes;
    private int position;
    private int limit;
    private int field;
    private int wire;

    ProtoReader(byte[] bytes) {
        this.bytes = bytes;
        limit = bytes.length;
    }

    /** The number of the next field; 0 at the end of the message. */
    final int next() {
        if (position == limit) {
            return 0;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wire = (int) tag & 7;
        if (tag >>> 3 != field || field <= 0) {
            throw malformed("a field has the number " + (tag >>> 3));
        }
        return field;
    }

    /** The number of the field that was taken last. */
    final int field() {
        return field;
    }

    final long int64() {
        expect(VARINT);
        return varint();
    }

    final int int32() {
        return (int) int64();
    }

    final boolean bool() {
        return int64() != 0;
    }

    final long signed() {
        long value = int64();
        return value >>> 1 ^ -(value & 1);
    }

    final long fixed() {
        expect(FIXED64);
        int start = take(Long.BYTES);
        long value = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            value = (value << Byte.SIZE) | (bytes[start + i] & 0xff);
        }
        return value;
    }

    final String string() {
        int length = length();
        int start = take(length);
        var text = new String(bytes, start, length, StandardCharsets.UTF_8);
        // What is not UTF-8 is read as this character, which may also be there in its own right.
        if (text.indexOf('\ufffd') >= 0) {
            var again = text.getBytes(StandardCharsets.UTF_8);
            if (!Arrays.equals(again, 0, again.length, bytes, start, start + length)) {
                throw malformed("a string is not UTF-8");
            }
        }
        return text;
    }

    final byte[] byteArray() {
        int length = length();
        int start = take(length);
        return Arrays.copyOfRange(bytes, start, start + length);
    }

    /** A number of a packed list, between {@link #open} and {@link #close}. */
    final long packed() {
        return varint();
    }

    /** Whether the open message or list has more. */
    final boolean hasMore() {
        return position < limit;
    }

    /** Enters a nested message or packed list; returns what {@link #close} needs. */
    final int open() {
        int length = length();
        int outer = limit;
        limit = position + length;
        return outer;
    }

    /** Leaves what was entered; all of it must have been read. */
    final void close(int outer) {
        limit = outer;
    }

    /** Passes over the field that was taken last. */
    final void skip() {
        switch (wire) {
            case VARINT -> varint();
            case FIXED64 -> take(Long.BYTES);
            case BYTES -> take(length());
            case FIXED32 -> take(Integer.BYTES);
            default -> throw malformed("field " + field + " has the wire type " + wire);
        }
    }

    /** An error at the place that was read last. */
    final MalformedException malformed(String what) {
        return new MalformedException(what + ", before byte " + position + " of " + bytes.length);
    }

    /** An error at the place that was read last. */
    final MalformedException malformed(String what, Throwable cause) {
        return new MalformedException(what + ", before byte " + position + " of " + bytes.length, cause);
    }

    private int length() {
        expect(BYTES);
        long length = varint();
        if (length < 0 || length > limit - position) {
            throw malformed("field " + field + " has " + Long.toUnsignedString(length) + " bytes, of which "
                    + (limit - position) + " are here");
        }
        return (int) length;
    }

    private int take(int count) {
        if (count > limit - position) {
            throw malformed(
                    "field " + field + " has " + count + " bytes, of which " + (limit - position) + " are here");
        }
        int start = position;
        position += count;
        return start;
    }

    private void expect(int expected) {
        if (wire != expected) {
            throw malformed("field " + field + " has the wire type " + wire + ", not " + expected);
        }
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (position == limit) {
                throw malformed("a number has no end");
            }
            byte next = bytes[position++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed("a number has more than 10 bytes");
    }
}
