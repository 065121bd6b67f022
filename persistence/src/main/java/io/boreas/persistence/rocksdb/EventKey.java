package io.boreas.persistence.rocksdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The key of a record: persistence id in UTF-8, one zero byte, sequence number as eight bytes, big-endian.
 *
 * <p>So the records of one id are contiguous and sorted, and an id that is a prefix of another never mixes with it: the
 * zero byte appears in no id, because U+0000 inside an id is written as {@code C0 80}, which UTF-8 never produces.
 */
final class EventKey {
    /** Longest persistence id, in bytes of UTF-8. */
    static final int ID_BYTES_MAX = 1_024;

    private EventKey() {}

    /**
     * The part of the key that all records of one persistence id share, the zero byte included.
     *
     * @throws IllegalArgumentException if the id is empty, too long, or not valid Unicode
     */
    static byte[] prefix(String persistenceId) {
        byte[] utf8 = utf8(persistenceId);
        if (utf8.length == 0 || utf8.length > ID_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "A persistence id has 1 to " + ID_BYTES_MAX + " bytes in UTF-8; this one" + " has " + utf8.length);
        }
        return Arrays.copyOf(utf8, utf8.length + 1);
    }

    static byte[] of(byte[] prefix, long sequenceNr) {
        byte[] key = Arrays.copyOf(prefix, prefix.length + Long.BYTES);
        putLong(key, prefix.length, sequenceNr);
        return key;
    }

    static boolean hasPrefix(byte[] key, byte[] prefix) {
        return key.length == prefix.length + Long.BYTES && Arrays.mismatch(key, prefix) == prefix.length;
    }

    /** The part of a key that all records of its persistence id share. */
    static byte[] prefixOf(byte[] key) {
        return Arrays.copyOf(key, key.length - Long.BYTES);
    }

    static long sequenceNr(byte[] key) {
        return getLong(key, key.length - Long.BYTES);
    }

    static String persistenceId(byte[] key) {
        var text = new String(key, 0, key.length - Long.BYTES - 1, StandardCharsets.ISO_8859_1);
        byte[] utf8 = text.replace("\u00C0\u0080", "\0").getBytes(StandardCharsets.ISO_8859_1);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    static void putLong(byte[] bytes, int offset, long value) {
        ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN).putLong(offset, value);
    }

    static long getLong(byte[] bytes, int offset) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN).getLong(offset);
    }

    static byte[] bytes(long value) {
        byte[] bytes = new byte[Long.BYTES];
        putLong(bytes, 0, value);
        return bytes;
    }

    private static byte[] utf8(String persistenceId) {
        try {
            var encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(persistenceId));
            byte[] utf8 = new byte[encoded.remaining()];
            encoded.get(utf8);
            return persistenceId.indexOf('\0') < 0 ? utf8 : escaped(utf8);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("A persistence id must be valid Unicode: half a surrogate pair", e);
        }
    }

    private static byte[] escaped(byte[] utf8) {
        var text = new String(utf8, StandardCharsets.ISO_8859_1);
        return text.replace("\0", "\u00C0\u0080").getBytes(StandardCharsets.ISO_8859_1);
    }
}
