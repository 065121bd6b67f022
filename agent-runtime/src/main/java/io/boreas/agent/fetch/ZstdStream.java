package io.boreas.agent.fetch;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What was packed by zstd, unpacked: one frame or several, each within a window of 8 MiB. What is broken is refused. */
public final class ZstdStream extends InputStream {
    /** So much of the beginning says whether something is packed by zstd. */
    public static final int MAGIC_BYTES = Integer.BYTES;

    private final InputStream unpacked;

    public ZstdStream(InputStream packed) {
        this.unpacked = new ZstdInputStream(new ZstdFrames(packed));
    }

    /** Whether what begins so is packed by zstd. */
    public static boolean isMagic(byte[] start) {
        return ZstdFrames.isMagic(start);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            return unpacked.read(into, offset, length);
        } catch (RuntimeException e) {
            // the decoder says by exceptions of many kinds that what it reads cannot be
            throw new IOException("it is packed by zstd, and broken: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        unpacked.close();
    }
}
