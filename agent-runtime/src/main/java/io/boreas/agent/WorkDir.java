package io.boreas.agent;

import io.boreas.core.id.AgentId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The agent's id, which lives in its work directory; one agent at a time may speak under it. */
final class WorkDir implements AutoCloseable {
    private static final String ID_FILE = "agent-id";
    private static final String LOCK_FILE = "agent-id.lock";

    private final FileChannel lock;
    private final AgentId id;

    private WorkDir(FileChannel lock, AgentId id) {
        this.lock = lock;
        this.id = id;
    }

    /**
     * Takes hold of a work directory, which is made if it is not there.
     *
     * @param newId gives an id to an agent that starts for the first time
     * @throws IllegalStateException if another agent runs in it, or the id in it is damaged
     * @throws UncheckedIOException if it cannot be written
     */
    static WorkDir open(Path path, Supplier<String> newId) {
        try {
            Files.createDirectories(path);
            var lock = FileChannel.open(path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (tryLock(lock) == null) {
                    throw new IllegalStateException("another agent runs in " + path.toAbsolutePath()
                            + ": stop it, or give this one a work directory of its own");
                }
                return new WorkDir(lock, readOrChoose(path, newId));
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the work directory " + path.toAbsolutePath() + " cannot be used", e);
        }
    }

    /** Who the agent is, for as long as the directory lives. */
    AgentId id() {
        return id;
    }

    /** Lets go of the directory. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the work directory's lock cannot be released", e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held within this very process
        }
    }

    private static AgentId readOrChoose(Path path, Supplier<String> newId) throws IOException {
        var file = path.resolve(ID_FILE);
        var known = read(file);
        if (known.isPresent()) {
            return known.get();
        }
        var id = new AgentId(newId.get());
        var fresh = path.resolve(ID_FILE + ".new");
        try (var channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            var bytes = ByteBuffer.wrap((id.value() + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // The new name is durable only when its directory is.
        try (var directory = FileChannel.open(path, StandardOpenOption.READ)) {
            directory.force(true);
        }
        return id;
    }

    private static Optional<AgentId> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var text = Files.readString(file).strip();
        try {
            return Optional.of(new AgentId(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the agent's id in " + file.toAbsolutePath() + " is damaged (" + e.getMessage()
                            + "): restore it, or start with an empty work directory as a new agent",
                    e);
        }
    }
}
