package io.boreas.agent.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of frames, appended in batches that one sync makes durable.
 *
 * <p>Each frame is {@code length, CRC-32C, bytes}. What follows the last whole frame was never acknowledged to anybody: it is
 * cut off when the file is opened. Used by one thread.
 */
public final class FrameFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FrameFile.class);
    private static final int HEAD_BYTES = 8;
    private static final int FRAME_BYTES_MAX = 64 << 20;
    private static final long REWRITE_BYTES_MIN = 4L << 20;

    private final Path path;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private FileChannel channel;
    private long length;
    private long rewriteAt = REWRITE_BYTES_MIN;

    /** Takes the frames of a file. */
    public interface Reader {
        /**
         * Takes the next.
         *
         * @throws IOException if it means nothing
         */
        void frame(byte[] bytes) throws IOException;
    }

    private FrameFile(Path path) throws IOException {
        this.path = path;
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.deleteIfExists(fresh());
        this.channel = open(path);
        syncFolder();
    }

    /** Opens a file, and reads it; a new one is made if there is none. */
    public static FrameFile open(Path path, Reader reader) throws IOException {
        var file = new FrameFile(path);
        try {
            file.read(reader);
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Appends frames; they are durable when this returns.
     *
     * @param sync false if it does no harm that the last of them are forgotten
     * @throws IOException if they are not durable, as when the disk is full: then none of them counts
     */
    public void append(List<byte[]> frames, boolean sync) throws IOException {
        pending.reset();
        frames.forEach(frame -> frame(pending, frame));
        try {
            writeAll(channel, ByteBuffer.wrap(pending.toByteArray()), length);
            if (sync) {
                channel.force(false);
            }
        } catch (IOException e) {
            cutBack();
            throw e;
        }
        length += pending.size();
    }

    /** Whether it has grown so much that it is worth while to {@link #replace} what is in it. */
    public boolean isOverdue() {
        return length >= rewriteAt;
    }

    /** Puts these frames into a new file, which then takes the old one's place; if that fails, the old one stays for now. */
    public void replace(List<byte[]> frames) {
        try {
            rewrite(frames);
        } catch (IOException e) {
            LOG.warn("cannot write {} anew; it goes on growing for now", path, e);
            rewriteAt = 2 * length;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void cutBack() {
        try {
            channel.truncate(length);
        } catch (IOException e) {
            LOG.warn("cannot cut what was not written to its end off {}; the next frames overwrite it", path, e);
        }
    }

    private void read(Reader reader) throws IOException {
        long size = channel.size();
        while (length + HEAD_BYTES <= size) {
            var head = ByteBuffer.allocate(HEAD_BYTES);
            readAll(head, length);
            int bytes = head.getInt(0);
            if (bytes <= 0 || bytes > FRAME_BYTES_MAX || length + HEAD_BYTES + bytes > size) {
                break;
            }
            var body = ByteBuffer.allocate(bytes);
            readAll(body, length + HEAD_BYTES);
            if (checksum(body.array()) != head.getInt(4)) {
                break;
            }
            reader.frame(body.array());
            length += HEAD_BYTES + bytes;
        }
        if (length < size) {
            LOG.warn("cutting off what was not written to its end path={} bytes={}", path, size - length);
            channel.truncate(length);
        }
        rewriteAt = Math.max(REWRITE_BYTES_MIN, 2 * length);
    }

    private void rewrite(List<byte[]> frames) throws IOException {
        var bytes = new ByteArrayOutputStream();
        frames.forEach(frame -> frame(bytes, frame));
        try (var channelOfFresh = open(fresh())) {
            channelOfFresh.truncate(0);
            writeAll(channelOfFresh, ByteBuffer.wrap(bytes.toByteArray()), 0);
            channelOfFresh.force(true);
        }
        var old = channel;
        channel = open(fresh());
        Files.move(fresh(), path, StandardCopyOption.ATOMIC_MOVE);
        old.close();
        length = bytes.size();
        rewriteAt = Math.max(REWRITE_BYTES_MIN, 2 * length);
        syncFolder();
    }

    private static void frame(ByteArrayOutputStream to, byte[] bytes) {
        to.writeBytes(ByteBuffer.allocate(HEAD_BYTES)
                .putInt(bytes.length)
                .putInt(checksum(bytes))
                .array());
        to.writeBytes(bytes);
    }

    private static int checksum(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }

    private void readAll(ByteBuffer into, long at) throws IOException {
        long position = at;
        while (into.hasRemaining()) {
            int got = channel.read(into, position);
            if (got < 0) {
                throw new IOException(path + " became shorter while it was read");
            }
            position += got;
        }
    }

    private Path fresh() {
        return path.resolveSibling(path.getFileName() + ".new");
    }

    private void syncFolder() throws IOException {
        try (var folder = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
