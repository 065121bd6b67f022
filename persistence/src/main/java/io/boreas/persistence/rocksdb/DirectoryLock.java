package io.boreas.persistence.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.LoggerFactory;

/**
 * One process per directory, with the holder's pid for the error message.
 *
 * <p>RocksDB locks the directory too, but only while it opens it; the write-ahead log is inspected, and a torn tail
 * cut, before that, and cutting the log of a running process would destroy it.
 */
final class DirectoryLock implements AutoCloseable {
    private static final String FILE = "owner.lock";
    private static final int PID_BYTES_MAX = 32;

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    static DirectoryLock take(Path directory) throws IOException {
        var channel = FileChannel.open(
                directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new StoreException.InUse(directory, holder(channel));
            }
            writePid(channel);
            return new DirectoryLock(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** The pid only helps to explain a refusal, so a full disk, where it cannot be written, does not prevent opening. */
    private static void writePid(FileChannel channel) {
        try {
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            LoggerFactory.getLogger(DirectoryLock.class).warn("pid not noted in {}: {}", FILE, e.getMessage());
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        var buffer = ByteBuffer.allocate(PID_BYTES_MAX);
        int length = channel.read(buffer, 0);
        return length <= 0
                ? "another process"
                : "another process (pid " + new String(buffer.array(), 0, length, StandardCharsets.US_ASCII) + ")";
    }
}
