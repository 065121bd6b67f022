package io.boreas.http.mesos.state;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The log of this process, as a file that people may read. It is opened for each look: what is read is the current file, also after
 * another has taken its place. Source: Mesos, which attaches its log to the files that it serves. Thread-safe.
 *
 * @param file empty if this process logs to none
 */
public record LogFile(Optional<Path> file) {
    /** Of a process that logs to no file, or to one that is not its own. */
    public static final LogFile NONE = new LogFile(Optional.empty());

    /** What a master's log is called. */
    public static final String OF_MASTER = "/master/log";

    /** What an agent's log is called. */
    public static final String OF_AGENT = "/slave/log";

    /** Bytes one look gives at most. Source: Mesos, {@code FilesProcess::read}, sixteen pages. */
    public static final int READ_BYTES_MAX = 64 * 1024;

    private static final String FLAG = "log_dir";

    /** What is read of it. */
    public sealed interface Look {
        /**
         * Part of it.
         *
         * @param size the length of the file as it is now
         */
        record Part(long size, byte[] data) implements Look {}

        /** It is not to be had now. */
        record Failed(String why) implements Look {}
    }

    public static LogFile at(Path file) {
        return new LogFile(Optional.of(file.toAbsolutePath().normalize()));
    }

    /**
     * Whether this is meant.
     *
     * @param name what the log is called here
     * @param asked what a client asks for; slashes at its end do not count
     */
    public boolean isMeant(String name, String asked) {
        if (file.isEmpty() || !asked.startsWith(name)) {
            return false;
        }
        return asked.substring(name.length()).chars().allMatch(each -> each == '/');
    }

    /**
     * Reads a part. It reads a file: it may block.
     *
     * @param offset negative to ask only for the size
     * @param length negative for as much as one look gives
     */
    public Look read(long offset, long length) {
        if (file.isEmpty()) {
            return new Look.Failed("it is not written to a file");
        }
        int most = length < 0 ? READ_BYTES_MAX : (int) Math.min(length, READ_BYTES_MAX);
        try (var channel = FileChannel.open(file.get(), StandardOpenOption.READ)) {
            long size = channel.size();
            var into = ByteBuffer.allocate(offset < 0 ? 0 : (int) Math.clamp(size - offset, 0, most));
            long at = offset;
            int got = 0;
            while (into.hasRemaining() && got >= 0) {
                got = channel.read(into, at);
                at += got;
            }
            var bytes = new byte[into.position()];
            into.flip().get(bytes);
            return new Look.Part(size, bytes);
        } catch (IOException e) {
            return new Look.Failed("it cannot be read: " + e.getClass().getSimpleName());
        }
    }

    /** The name of the file itself. */
    public String name() {
        return file.map(Path::getFileName).map(Path::toString).orElse("");
    }

    /** The folder it is in. */
    public Optional<String> folder() {
        return file.map(Path::getParent).map(Path::toString);
    }

    /** The field {@code log_dir}, where there is a log. */
    public void writeFolder(JsonGenerator out) throws IOException {
        var folder = folder();
        if (folder.isPresent()) {
            out.writeStringField(FLAG, folder.get());
        }
    }

    /** These flags, and what Mesos's flag for it is where there is a log: by that its web UI knows whether there is one. */
    public SortedMap<String, String> among(SortedMap<String, String> flags) {
        var all = new TreeMap<>(flags);
        folder().ifPresent(folder -> all.put(FLAG, folder));
        return Collections.unmodifiableSortedMap(all);
    }
}
