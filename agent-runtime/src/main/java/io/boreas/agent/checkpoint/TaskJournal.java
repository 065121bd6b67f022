package io.boreas.agent.checkpoint;

import io.boreas.core.id.TaskId;
import io.boreas.core.task.StatusAck;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one file that holds what the agent must not forget: entries of all tasks, appended in batches that one sync makes
 * durable.
 *
 * <p>Each entry is {@code length, CRC-32C, bytes}. What follows the last whole entry was never acknowledged to anybody:
 * it is cut off when the file is opened. When most of the file is about tasks that are over, it is written anew. Used by
 * one thread.
 */
public final class TaskJournal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskJournal.class);
    private static final int FRAME_BYTES = 8;
    private static final int ENTRY_BYTES_MAX = 64 << 20;
    private static final long REWRITE_BYTES_MIN = 4L << 20;

    private final Path path;
    private final Map<TaskId, StoredTask> tasks = new LinkedHashMap<>();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private FileChannel channel;
    private long length;
    private long rewriteAt = REWRITE_BYTES_MIN;

    /** Opens the journal in a folder, and reads it; a new one is made if there is none. */
    public TaskJournal(Path folder) throws IOException {
        Files.createDirectories(folder);
        this.path = folder.resolve("tasks.journal");
        Files.deleteIfExists(fresh());
        this.channel = open(path);
        syncFolder();
        read();
    }

    /** The tasks that are not over. */
    public Map<TaskId, StoredTask> tasks() {
        return Collections.unmodifiableMap(tasks);
    }

    /**
     * Appends entries; they are durable when this returns.
     *
     * @param sync false if it does no harm that the last of them are forgotten
     * @throws IOException if they are not durable, as when the disk is full: then none of them counts
     */
    public void append(List<Entry> entries, boolean sync) throws IOException {
        pending.reset();
        for (Entry entry : entries) {
            frame(pending, entry);
        }
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
        entries.forEach(this::apply);
        if (length >= rewriteAt) {
            try {
                rewrite();
            } catch (IOException e) {
                LOG.warn("cannot write {} anew; it goes on growing for now", path, e);
                rewriteAt = 2 * length;
            }
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
            LOG.warn("cannot cut what was not written to its end off {}; the next entries overwrite it", path, e);
        }
    }

    private void read() throws IOException {
        long size = channel.size();
        while (length + FRAME_BYTES <= size) {
            var head = ByteBuffer.allocate(FRAME_BYTES);
            readAll(head, length);
            int bytes = head.getInt(0);
            if (bytes <= 0 || bytes > ENTRY_BYTES_MAX || length + FRAME_BYTES + bytes > size) {
                break;
            }
            var body = ByteBuffer.allocate(bytes);
            readAll(body, length + FRAME_BYTES);
            if (checksum(body.array()) != head.getInt(4)) {
                break;
            }
            apply(EntryCodec.read(new DataInputStream(new ByteArrayInputStream(body.array()))));
            length += FRAME_BYTES + bytes;
        }
        if (length < size) {
            LOG.warn("cutting off what was not written to its end path={} bytes={}", path, size - length);
            channel.truncate(length);
        }
        rewriteAt = Math.max(REWRITE_BYTES_MIN, 2 * length);
    }

    private void apply(Entry entry) {
        if (entry instanceof Entry.Taken taken) {
            tasks.putIfAbsent(entry.task(), StoredTask.taken(taken));
            return;
        }
        tasks.computeIfPresent(entry.task(), (task, stored) -> {
            var next = after(stored, entry);
            return next.isOver() ? null : next;
        });
    }

    private static StoredTask after(StoredTask stored, Entry entry) {
        return switch (entry) {
            case Entry.Taken taken -> stored;
            case Entry.KillOrdered kill -> stored.killOrdered(kill);
            case Entry.Observed(var update) -> stored.observed(update);
            case Entry.Acknowledged(var ack) -> stored.acknowledged(ack.sequence());
        };
    }

    /** Writes only what is not over to a new file, which then takes the old one's place. */
    private void rewrite() throws IOException {
        var bytes = new ByteArrayOutputStream();
        write(bytes, tasks.values());
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

    private static void write(ByteArrayOutputStream out, Collection<StoredTask> tasks) {
        for (var stored : tasks) {
            frame(out, new Entry.Taken(stored.launch(), stored.takenAt()));
            stored.kills().forEach(kill -> frame(out, kill));
            stored.updates().forEach(update -> frame(out, new Entry.Observed(update)));
            if (stored.acknowledged() > 0) {
                frame(out, new Entry.Acknowledged(new StatusAck(stored.launch().task(), stored.acknowledged())));
            }
        }
    }

    private static void frame(ByteArrayOutputStream to, Entry entry) {
        var body = new ByteArrayOutputStream(512);
        try {
            EntryCodec.write(new DataOutputStream(body), entry);
            var bytes = body.toByteArray();
            to.writeBytes(ByteBuffer.allocate(FRAME_BYTES)
                    .putInt(bytes.length)
                    .putInt(checksum(bytes))
                    .array());
            to.writeBytes(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to memory", e);
        }
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
        return path.resolveSibling("tasks.journal.new");
    }

    private void syncFolder() throws IOException {
        try (var folder = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
