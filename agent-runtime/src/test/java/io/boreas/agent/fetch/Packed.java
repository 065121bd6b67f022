package io.boreas.agent.fetch;

import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;

/** Archives for tests, of whatever content. */
public final class Packed {
    private static final int LINK_MODE = 0120777;

    private Packed() {}

    interface Content<T> {
        void into(T archive) throws IOException;
    }

    public static byte[] tar(String... namesAndTexts) throws IOException {
        return tarOf(tar -> {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                file(tar, namesAndTexts[i], namesAndTexts[i + 1], 0644);
            }
        });
    }

    static byte[] tarOf(Content<TarArchiveOutputStream> content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            content.into(tar);
        }
        return bytes.toByteArray();
    }

    static void file(TarArchiveOutputStream tar, String name, String text, int mode) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var entry = new TarArchiveEntry(name, true);
        entry.setSize(bytes.length);
        entry.setMode(mode);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    static void link(TarArchiveOutputStream tar, String name, String target) throws IOException {
        special(tar, name, target, TarConstants.LF_SYMLINK);
    }

    static void special(TarArchiveOutputStream tar, String name, String target, byte type) throws IOException {
        var entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    static byte[] zipOf(Content<ZipArchiveOutputStream> content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipArchiveOutputStream(bytes)) {
            content.into(zip);
        }
        return bytes.toByteArray();
    }

    static void file(ZipArchiveOutputStream zip, String name, String text, int mode) throws IOException {
        var entry = new ZipArchiveEntry(name);
        entry.setUnixMode(mode);
        zip.putArchiveEntry(entry);
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeArchiveEntry();
    }

    static void link(ZipArchiveOutputStream zip, String name, String target) throws IOException {
        file(zip, name, target, LINK_MODE);
    }

    public static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GzipCompressorOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    static byte[] bzip2(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (OutputStream bzip2 = new BZip2CompressorOutputStream(out)) {
            bzip2.write(bytes);
        }
        return out.toByteArray();
    }

    public static byte[] zstd(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (OutputStream zstd = new ZstdOutputStream(out)) {
            zstd.write(bytes);
        }
        return out.toByteArray();
    }

    /** Frames of so many bytes each, with some that hold nothing to unpack before, between and behind them. */
    public static byte[] zstdFrames(byte[] bytes, int each) throws IOException {
        var between = new byte[] {0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3};
        var out = new ByteArrayOutputStream();
        out.write(between);
        for (int from = 0; from < bytes.length; from += each) {
            out.write(zstd(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + each))));
            out.write(between);
        }
        return out.toByteArray();
    }

    /** As many bytes of one kind, in a few: a frame of zstd, of blocks that say how often their byte is. */
    public static byte[] zstdOf(int blocks, int bytesEach) {
        var out = ByteBuffer.allocate(6 + 4 * blocks).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0xfd2fb528).put((byte) 0).put((byte) (13 << 3));
        for (int i = 1; i <= blocks; i++) {
            out.putInt(bytesEach << 3 | 1 << 1 | (i == blocks ? 1 : 0));
        }
        return out.array();
    }

    static byte[] xz(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (OutputStream xz = new XZCompressorOutputStream(out)) {
            xz.write(bytes);
        }
        return out.toByteArray();
    }
}
