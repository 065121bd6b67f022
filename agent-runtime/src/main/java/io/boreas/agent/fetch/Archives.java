package io.boreas.agent.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * Unpacks archives into a sandbox. What an archive says of names, links, sizes and counts is not believed: it stays inside the
 * sandbox and within bounds, or it is refused.
 */
final class Archives {
    /** Of what stands between two files of an archive, names and attributes. */
    private static final long HEADER_BYTES_MAX = 1L << 20;
    /** More than the strongest preset of xz needs. */
    private static final int XZ_MEMORY_KIB_MAX = 128 * 1_024;

    private static final int LINK_LENGTH_MAX = 4_096;
    private static final int ZIP_ENTRY_BYTES_LEAST = 46;
    private static final int ZIP_END_BYTES = 22;
    private static final int ZIP_COMMENT_BYTES_MAX = 65_535;
    private static final int ZIP_END = 0x06054b50;
    private static final int FILE_MODE = 0644;
    private static final int PERMISSIONS = 0777;

    private final SandboxWriter sandbox;
    private final int entriesMax;
    private long bytesLeft;
    private int entries;
    private final List<Path> links = new ArrayList<>();

    Archives(SandboxWriter sandbox, long bytesMax, int entriesMax) {
        this.sandbox = sandbox;
        this.bytesLeft = bytesMax;
        this.entriesMax = entriesMax;
    }

    private enum Kind {
        TAR,
        TAR_GZIP,
        TAR_BZIP2,
        TAR_XZ,
        TAR_ZSTD,
        ZIP,
        GZIP,
        ZSTD,
        NONE;

        static Kind of(String name) {
            var lower = name.toLowerCase(Locale.ROOT);
            if (lower.endsWith(".tar")) {
                return TAR;
            }
            if (lower.endsWith(".tgz") || lower.endsWith(".tar.gz")) {
                return TAR_GZIP;
            }
            if (lower.endsWith(".tbz2") || lower.endsWith(".tar.bz2")) {
                return TAR_BZIP2;
            }
            if (lower.endsWith(".txz") || lower.endsWith(".tar.xz")) {
                return TAR_XZ;
            }
            if (lower.endsWith(".tzst") || lower.endsWith(".tar.zst")) {
                return TAR_ZSTD;
            }
            if (lower.endsWith(".zip")) {
                return ZIP;
            }
            if (lower.endsWith(".zst")) {
                return ZSTD;
            }
            return lower.endsWith(".gz") ? GZIP : NONE;
        }
    }

    /** Whether a file of this name is one that is unpacked. Source: Mesos, the fetcher, but for zstd. */
    static boolean isArchive(String name) {
        return Kind.of(name) != Kind.NONE;
    }

    /**
     * Unpacks a file.
     *
     * @param name what it is called, which says of what kind it is
     * @throws FetchException if it is not unpacked, or not to its end
     */
    void extract(Path archive, String name) throws FetchException, IOException {
        try (var file = new BufferedInputStream(Files.newInputStream(archive))) {
            switch (Kind.of(name)) {
                case TAR -> tar(file);
                case TAR_GZIP -> tar(new GzipCompressorInputStream(file, true));
                case TAR_BZIP2 -> tar(new BZip2CompressorInputStream(file, true));
                case TAR_XZ -> tar(xz(file));
                case TAR_ZSTD -> tar(new ZstdStream(file));
                case ZIP -> zip(archive);
                case GZIP -> single(new GzipCompressorInputStream(file, true), name, ".gz");
                case ZSTD -> single(new ZstdStream(file), name, ".zst");
                case NONE -> {}
            }
        } catch (Bounded.TooLong e) {
            throw new FetchException(e.getMessage() == null ? "it is too large" : e.getMessage(), e);
        } catch (IOException | IllegalArgumentException e) {
            throw new FetchException("it cannot be unpacked: " + e.getMessage(), e);
        }
        for (var link : links) {
            if (!sandbox.staysInside(link)) {
                Files.delete(link);
                throw new FetchException(
                        "the link " + SandboxWriter.shown(link.getFileName().toString()) + " leads out of the sandbox");
            }
        }
    }

    private static InputStream xz(InputStream in) throws IOException {
        return XZCompressorInputStream.builder()
                .setInputStream(in)
                .setDecompressConcatenated(true)
                .setMemoryLimitKiB(XZ_MEMORY_KIB_MAX)
                .get();
    }

    private void single(InputStream unpacked, String name, String ending) throws FetchException, IOException {
        try (unpacked) {
            file(sandbox.place(name.substring(0, name.length() - ending.length())), unpacked, FILE_MODE);
        }
    }

    private void tar(InputStream unpacked) throws FetchException, IOException {
        try (var guard = new Bounded(unpacked, HEADER_BYTES_MAX, "what it says of one of its files is too long");
                var tar = new TarArchiveInputStream(guard)) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                guard.allow(Long.MAX_VALUE);
                entry(entry, tar);
                tar.transferTo(java.io.OutputStream.nullOutputStream());
                guard.allow(HEADER_BYTES_MAX);
            }
        }
    }

    private void entry(TarArchiveEntry entry, TarArchiveInputStream tar) throws FetchException, IOException {
        count();
        var name = entry.getName();
        if (entry.isDirectory()) {
            folder(name);
        } else if (entry.isSymbolicLink()) {
            link(name, entry.getLinkName());
        } else if (entry.isLink()) {
            hardLink(name, entry.getLinkName());
        } else if (entry.isFile() && !entry.isCharacterDevice() && !entry.isBlockDevice() && !entry.isFIFO()) {
            file(sandbox.place(name), tar, entry.getMode());
        } else {
            throw new FetchException("it holds " + SandboxWriter.shown(name) + ", which is no file, folder or link");
        }
    }

    private void zip(Path archive) throws FetchException, IOException {
        checkZipEnd(archive);
        try (var zip = ZipFile.builder().setPath(archive).get()) {
            var all = zip.getEntries();
            while (all.hasMoreElements()) {
                entry(zip, all.nextElement());
            }
        }
    }

    private void entry(ZipFile zip, ZipArchiveEntry entry) throws FetchException, IOException {
        count();
        var name = entry.getName();
        if (entry.isDirectory()) {
            folder(name);
            return;
        }
        if (!zip.canReadEntryData(entry)) {
            throw new FetchException(
                    "its file " + SandboxWriter.shown(name) + " is encrypted, or packed in an unknown way");
        }
        try (var in = zip.getInputStream(entry)) {
            if (entry.isUnixSymlink()) {
                var target = in.readNBytes(LINK_LENGTH_MAX + 1);
                link(name, new String(target, StandardCharsets.UTF_8));
            } else {
                int mode = entry.getUnixMode() & PERMISSIONS;
                file(sandbox.place(name), in, mode == 0 ? FILE_MODE : mode);
            }
        }
    }

    /**
     * How many entries there can be follows from where their list begins: they are all read at once, so that is looked at
     * before. Archives of more than 65,535 entries or 4 GB say it elsewhere, and are refused.
     */
    private void checkZipEnd(Path archive) throws FetchException, IOException {
        try (var channel = FileChannel.open(archive, StandardOpenOption.READ)) {
            long length = channel.size();
            int tail = (int) Math.min(length, ZIP_END_BYTES + ZIP_COMMENT_BYTES_MAX);
            var bytes = ByteBuffer.allocate(tail).order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.hasRemaining() && channel.read(bytes, length - tail + bytes.position()) >= 0) {
                continue;
            }
            for (int at = tail - ZIP_END_BYTES; at >= 0; at--) {
                if (bytes.getInt(at) == ZIP_END) {
                    long list = Integer.toUnsignedLong(bytes.getInt(at + 16));
                    if (list == 0xffffffffL || bytes.getShort(at + 10) == (short) 0xffff) {
                        throw new FetchException("it is a zip archive of more than 65,535 entries or 4 GB");
                    }
                    if ((length - list) / ZIP_ENTRY_BYTES_LEAST > entriesMax) {
                        throw tooMany();
                    }
                    return;
                }
            }
        }
        throw new FetchException("it is no zip archive");
    }

    private void folder(String name) throws FetchException, IOException {
        if (name.equals("./") || name.equals(".")) {
            return;
        }
        var place = sandbox.place(name);
        sandbox.folder(place);
    }

    private void file(Path place, InputStream in, int mode) throws FetchException, IOException {
        try (var out = sandbox.create(place)) {
            var bounded = new Bounded(in, bytesLeft, "unpacked it has more bytes than it may");
            bytesLeft -= bounded.transferTo(out);
        }
        sandbox.finish(place, mode);
    }

    private void link(String name, String target) throws FetchException, IOException {
        var place = sandbox.place(name);
        if (target.isEmpty() || target.length() > LINK_LENGTH_MAX || target.startsWith("/")) {
            throw leadsOut(name, target);
        }
        int depth = sandbox.inside(name).getNameCount() - 1;
        for (var part : Path.of(target)) {
            depth += part.toString().equals("..") ? -1 : part.toString().equals(".") ? 0 : 1;
            if (depth < 0) {
                throw leadsOut(name, target);
            }
        }
        sandbox.clear(place);
        Files.createSymbolicLink(place, Path.of(target));
        links.add(place);
        sandbox.give(place);
    }

    private void hardLink(String name, String target) throws FetchException, IOException {
        var place = sandbox.place(name);
        var existing = sandbox.place(target);
        if (!Files.isRegularFile(existing, LinkOption.NOFOLLOW_LINKS)) {
            throw leadsOut(name, target);
        }
        if (place.equals(existing)) {
            return;
        }
        sandbox.clear(place);
        Files.createLink(place, existing);
    }

    private static FetchException leadsOut(String name, String target) {
        return new FetchException("the link " + SandboxWriter.shown(name) + " to " + SandboxWriter.shown(target)
                + " leads out of the sandbox, or to nothing that was in the archive before it");
    }

    private void count() throws FetchException {
        if (++entries > entriesMax) {
            throw tooMany();
        }
    }

    private FetchException tooMany() {
        return new FetchException("it has more than " + entriesMax + " entries");
    }
}
