package io.boreas.http.mesos.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Compression of bodies. */
public final class ContentCoding {
    private static final int BUFFER_BYTES = 8_192;

    private ContentCoding() {}

    /** The bytes, compressed. */
    public static byte[] gzip(byte[] bytes) {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory could not be compressed", e);
        }
        return packed.toByteArray();
    }

    /**
     * The bytes that were compressed, or more than the bound of them: the first of them, one more than the bound.
     *
     * @throws IOException if they are not gzip, or cut short
     */
    static byte[] gunzip(byte[] packed, int bytesMax) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed), BUFFER_BYTES)) {
            return in.readNBytes(Math.addExact(bytesMax, 1));
        }
    }
}
