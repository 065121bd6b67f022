package io.boreas.agent.image;

import io.boreas.agent.fetch.Bounded;
import io.boreas.agent.fetch.ZstdStream;
import io.boreas.agent.sandbox.SandboxCollector;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Unpacks the layers of an image into one folder, each over those below. What a layer says of names and sizes is not believed: nothing
 * is written outside the folder, or through a link. Source: OCI image specification 1.1, "layer", whiteouts included.
 *
 * <p>Links lead where they like: whoever follows them has the folder for a root. Nobody else writes there meanwhile.
 */
final class Layers {
    /** Of what stands between two files, names and attributes. */
    private static final long HEADER_BYTES_MAX = 1L << 20;

    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final int NAME_LENGTH_MAX = 4_096;
    private static final int MODES = 07777;
    private static final int FOLDER_MODE = 0755;
    private static final int GZIP = 0x1f8b;

    private final Path root;
    private long bytesLeft;
    private int entriesLeft;
    /** What the layer at hand has, folders on the way included. */
    private Set<Path> made = new HashSet<>();

    Layers(Path root, long bytesMax, int entriesMax) {
        this.root = root;
        this.bytesLeft = bytesMax;
        this.entriesLeft = entriesMax;
    }

    /** Unpacks the next layer, which is to have this digest unpacked. */
    void apply(InputStream stored, String digest, String what) throws IOException, ImageException {
        made = new HashSet<>();
        var content = Digests.checked(unpacked(new BufferedInputStream(stored, 1 << 16)));
        var guard = new Bounded(content, HEADER_BYTES_MAX, what + " says too much of one of its files");
        var tar = new TarArchiveInputStream(guard);
        for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            count(entry, what);
            guard.allow(Long.MAX_VALUE);
            entry(entry, tar);
            tar.transferTo(OutputStream.nullOutputStream());
            guard.allow(HEADER_BYTES_MAX);
        }
        guard.transferTo(OutputStream.nullOutputStream());
        content.expect(digest, what);
    }

    /** Of what kind it is, its first bytes say: manifests need not, and others have none. */
    private static InputStream unpacked(BufferedInputStream in) throws IOException {
        in.mark(ZstdStream.MAGIC_BYTES);
        var start = in.readNBytes(ZstdStream.MAGIC_BYTES);
        in.reset();
        if (ZstdStream.isMagic(start)) {
            return new ZstdStream(in);
        }
        boolean gzip = start.length > 1 && ((start[0] & 0xff) << 8 | start[1] & 0xff) == GZIP;
        return gzip ? new GzipCompressorInputStream(in, true) : in;
    }

    private void count(TarArchiveEntry entry, String what) throws ImageException {
        bytesLeft -= Math.max(entry.getSize(), entry.getRealSize());
        if (bytesLeft < 0) {
            throw new ImageException(what + " makes it larger than an image may be");
        }
        if (--entriesLeft < 0) {
            throw new ImageException(what + " makes it have more files than an image may have");
        }
    }

    private void entry(TarArchiveEntry entry, InputStream content) throws IOException, ImageException {
        var place = place(entry.getName());
        if (place.equals(root)) {
            return;
        }
        var name = String.valueOf(place.getFileName());
        if (name.equals(OPAQUE)) {
            clearLower(place.resolve("..").normalize());
        } else if (name.startsWith(WHITEOUT + WHITEOUT)) {
            return; // of another way to write layers, and of no meaning here
        } else if (name.startsWith(WHITEOUT)) {
            hide(place.resolve("..").normalize(), name.substring(WHITEOUT.length()));
        } else if (entry.isDirectory()) {
            if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
                clear(place);
                Files.createDirectory(place);
            }
            finish(place, entry);
        } else if (entry.isSymbolicLink()) {
            clear(place);
            Files.createSymbolicLink(place, Path.of(entry.getLinkName()));
            own(place, entry);
        } else if (entry.isLink()) {
            var target = place(entry.getLinkName());
            if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
                throw new ImageException("its link " + shown(entry.getName()) + " leads to no file of it");
            }
            if (!target.equals(place)) {
                clear(place);
                Files.createLink(place, target);
            }
        } else if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
            if (!root.relativize(place).startsWith("dev")) {
                throw new ImageException("it holds " + shown(entry.getName()) + ", which is a device or a pipe");
            }
        } else if (entry.isFile()) {
            clear(place);
            try (var out = Files.newOutputStream(
                    place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                content.transferTo(out);
            }
            finish(place, entry);
        } else {
            throw new ImageException("it holds " + shown(entry.getName()) + ", which is no file, folder or link");
        }
        made.add(place);
    }

    /** Where a name leads; the folders on the way are made. */
    private Path place(String name) throws IOException, ImageException {
        if (name.length() > NAME_LENGTH_MAX || name.indexOf('\0') >= 0 || name.startsWith("/")) {
            throw leadsOut(name);
        }
        Path relative;
        try {
            relative = Path.of(name);
        } catch (InvalidPathException e) {
            throw new ImageException("the name " + shown(name) + " is none that this machine can write", e);
        }
        for (var part : relative) {
            if (part.toString().equals("..")) {
                throw leadsOut(name);
            }
        }
        var place = root.resolve(relative.normalize()).normalize();
        folders(place.equals(root) ? root : place.resolve("..").normalize(), name);
        return place;
    }

    private void folders(Path folder, String name) throws IOException, ImageException {
        var at = root;
        for (var part : root.relativize(folder)) {
            if (part.toString().isEmpty()) {
                continue;
            }
            at = at.resolve(part);
            made.add(at);
            if (Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            if (Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
                throw new ImageException("the name " + shown(name) + " leads through a link or a file");
            }
            Files.createDirectory(at);
            Files.setAttribute(at, "unix:mode", FOLDER_MODE, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** What was unpacked, of so much that it might have been. */
    long bytes(long bytesMax) {
        return bytesMax - bytesLeft;
    }

    /** Makes a folder that is to be there, unless something else is. */
    void ensure(String path) throws IOException {
        var folder = root.resolve(path.replaceAll("^/+", "")).normalize();
        if (folder.startsWith(root)) {
            try {
                folders(folder, path);
            } catch (ImageException somethingElse) {
                return;
            }
        }
    }

    private void hide(Path folder, String name) throws IOException, ImageException {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw leadsOut(WHITEOUT + name);
        }
        var place = folder.resolve(name);
        if (!made.contains(place)) {
            clear(place);
        } else if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            clearLower(place);
        }
    }

    /** Removes what the layers below have in a folder. */
    private void clearLower(Path folder) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (var child : children) {
                if (!made.contains(child)) {
                    clear(child);
                } else if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                    clearLower(child);
                }
            }
        }
    }

    private static void clear(Path place) throws IOException {
        if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            SandboxCollector.deleteTree(place);
        } else {
            Files.deleteIfExists(place);
        }
    }

    private static void finish(Path place, TarArchiveEntry entry) throws IOException {
        own(place, entry);
        Files.setAttribute(place, "unix:mode", entry.getMode() & MODES, LinkOption.NOFOLLOW_LINKS);
        Files.setLastModifiedTime(
                place, FileTime.from(entry.getLastModifiedTime().toInstant()));
    }

    private static void own(Path place, TarArchiveEntry entry) throws IOException {
        Files.setAttribute(place, "unix:uid", Math.toIntExact(entry.getLongUserId()), LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(place, "unix:gid", Math.toIntExact(entry.getLongGroupId()), LinkOption.NOFOLLOW_LINKS);
    }

    private static ImageException leadsOut(String name) {
        return new ImageException("the name " + shown(name) + " leads out of it");
    }

    private static String shown(String name) {
        var plain = name.replaceAll("\\p{Cntrl}", "?");
        return "'" + (plain.length() > 200 ? plain.substring(0, 200) + "…" : plain) + "'";
    }
}
