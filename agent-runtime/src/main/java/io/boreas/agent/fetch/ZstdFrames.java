package io.boreas.agent.fetch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Frames of zstd, looked at before they are unpacked, and passed on as they are. What has to be known to unpack them within bounds is not
 * believed: a frame that would need more memory than it may is refused, and so is what breaks off. Frames that hold nothing to unpack are
 * left out, for not every decoder knows them. Source: RFC 8878, section 3.1.
 */
final class ZstdFrames extends InputStream {
    /** What every decoder is to have at least, and the most that {@code zstd} asks for below its level 20. */
    static final long WINDOW_BYTES_MAX = 8L << 20;

    private static final int MAGIC = 0xfd2fb528;
    private static final int SKIPPABLE = 0x184d2a50;
    private static final int SKIPPABLE_KINDS = 0xf;
    private static final int BLOCK_BYTES_MAX = 128 << 10;
    private static final int WINDOW_LOG_LEAST = 10;
    private static final int CHECKSUM_BYTES = 4;
    /** Blocks of other types have as many bytes as they say. */
    private static final int REPEATED_BYTE = 1;

    private static final int RESERVED = 3;

    private final InputStream packed;
    private byte[] header = {};
    private int passedOn;
    private long body;
    private boolean inFrame;
    private boolean checksum;

    ZstdFrames(InputStream packed) {
        this.packed = packed;
    }

    /** Whether what begins so is of zstd. */
    static boolean isMagic(byte[] start) {
        if (start.length < Integer.BYTES) {
            return false;
        }
        int magic = (int) number(start, 0, Integer.BYTES);
        return magic == MAGIC || isSkippable(magic);
    }

    private static boolean isSkippable(int magic) {
        return (magic & ~SKIPPABLE_KINDS) == SKIPPABLE;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (passedOn == header.length && body == 0) {
            if (!next()) {
                return -1;
            }
        }
        if (passedOn < header.length) {
            int count = Math.min(length, header.length - passedOn);
            System.arraycopy(header, passedOn, into, offset, count);
            passedOn += count;
            return count;
        }
        int got = packed.read(into, offset, (int) Math.min(length, body));
        if (got < 0) {
            throw brokenOff();
        }
        body -= got;
        return got;
    }

    /** Goes on to the next header; whether there is one. */
    private boolean next() throws IOException {
        if (inFrame) {
            block();
            return true;
        }
        var magic = packed.readNBytes(Integer.BYTES);
        if (magic.length == 0) {
            return false;
        }
        int kind = (int) number(all(magic, Integer.BYTES), 0, Integer.BYTES);
        if (kind == MAGIC) {
            frame(magic);
        } else if (isSkippable(kind)) {
            leaveOut(number(take(Integer.BYTES), 0, Integer.BYTES));
        } else {
            throw new IOException("it is no zstd where a frame should begin");
        }
        return true;
    }

    private void leaveOut(long bytes) throws IOException {
        try {
            packed.skipNBytes(bytes);
        } catch (EOFException e) {
            throw brokenOff();
        }
    }

    private void frame(byte[] magic) throws IOException {
        int descriptor = take(1)[0] & 0xff;
        if ((descriptor & 0x08) != 0) {
            throw new IOException("it is of a later zstd");
        }
        if ((descriptor & 0x03) != 0) {
            throw new IOException("it is packed by zstd with a dictionary");
        }
        boolean whole = (descriptor & 0x20) != 0;
        int size = descriptor >> 6 == 0 ? (whole ? 1 : 0) : 1 << (descriptor >> 6);
        var rest = take((whole ? 0 : 1) + size);
        long content = number(rest, rest.length - size, size) + (size == Short.BYTES ? 256 : 0);
        long window = whole ? content : window(rest[0] & 0xff);
        if (window < 0 || window > WINDOW_BYTES_MAX) {
            throw new IOException("it is packed by zstd with a window of " + Long.toUnsignedString(window)
                    + " bytes, of which it may have " + WINDOW_BYTES_MAX);
        }
        header = ByteBuffer.allocate(magic.length + 1 + rest.length)
                .put(magic)
                .put((byte) descriptor)
                .put(rest)
                .array();
        passedOn = 0;
        inFrame = true;
        checksum = (descriptor & 0x04) != 0;
    }

    private static long window(int descriptor) {
        long base = 1L << (WINDOW_LOG_LEAST + (descriptor >> 3));
        return base + (base >> 3) * (descriptor & 7);
    }

    private void block() throws IOException {
        header = take(3);
        passedOn = 0;
        int said = (int) number(header, 0, header.length);
        int size = said >> 3;
        int type = said >> 1 & 3;
        if (type == RESERVED || size > BLOCK_BYTES_MAX) {
            throw new IOException("it has a block of zstd that is of no known type, or larger than blocks may be");
        }
        boolean last = (said & 1) != 0;
        body = (type == REPEATED_BYTE ? 1 : size) + (last && checksum ? CHECKSUM_BYTES : 0);
        inFrame = !last;
    }

    private byte[] take(int count) throws IOException {
        return all(packed.readNBytes(count), count);
    }

    private static byte[] all(byte[] got, int count) throws IOException {
        if (got.length < count) {
            throw brokenOff();
        }
        return got;
    }

    private static long number(byte[] bytes, int from, int length) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0, bytes, from, length)
                .getLong();
    }

    private static IOException brokenOff() {
        return new IOException("it is packed by zstd, and breaks off");
    }

    @Override
    public void close() throws IOException {
        packed.close();
    }
}
