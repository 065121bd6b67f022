package io.boreas.agent.sandbox;

import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.task.LogPolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What processes write: kept within bounds, and read as if it were not.
 *
 * <p>A process has its output open for appending and never opens it anew, so a full file is copied to {@code stdout.1}
 * and cut to nothing; what is written between the last look at its length and the cut, a few microseconds, is lost.
 * {@code .stdout.rotated} says how many bytes of the run came before the current file, so that offsets stay what they
 * were. Safe for use by any thread.
 */
public final class ProcessLogs {
    private static final int COPY_BYTES = 1 << 20;

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    /** One file and the bytes of the output it holds; {@code to} is exclusive. */
    private record Piece(Path file, long from, long to) {}

    /**
     * Rotates one output of one run if it is full.
     *
     * @param folder where the run's output is
     * @param stream {@code stdout} or {@code stderr}
     */
    public void rotate(Path folder, String stream, LogPolicy policy) throws IOException {
        var file = folder.resolve(stream);
        long size;
        try {
            size = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .size();
        } catch (NoSuchFileException notYet) {
            return;
        }
        if (size <= policy.fileBytesMax() || !isOwn(file)) {
            return;
        }
        lock.writeLock().lock();
        try {
            rotateNow(folder, stream, policy.backups());
        } finally {
            lock.writeLock().unlock();
        }
    }

    /**
     * Reads what a process wrote in all its runs; offsets count from the first byte of the first run.
     *
     * @param folder what holds a folder for each of its runs
     * @param name the process's
     * @param offset where to start; what is gone is skipped
     * @param length how much to read at most
     */
    public SandboxAnswer.Data read(Path folder, String name, String stream, long offset, int length)
            throws IOException {
        lock.readLock().lock();
        try {
            var pieces = pieces(folder, stream);
            long end = pieces.isEmpty() ? 0 : pieces.getLast().to();
            var into = ByteBuffer.allocate(length);
            long start = Math.min(offset, end);
            long at = start;
            for (var piece : pieces) {
                if (piece.to() <= at) {
                    continue;
                }
                if (piece.from() > at && into.position() > 0) {
                    break;
                }
                if (piece.from() > at) {
                    start = piece.from();
                    at = start;
                }
                at += copy(piece, at - piece.from(), into);
                if (!into.hasRemaining() || at < piece.to()) {
                    break;
                }
            }
            var bytes = new byte[into.position()];
            into.flip().get(bytes);
            return new SandboxAnswer.Data(start, bytes, end, name);
        } finally {
            lock.readLock().unlock();
        }
    }

    private static void rotateNow(Path folder, String stream, int backups) throws IOException {
        var file = folder.resolve(stream);
        for (int number = backups; number > 1; number--) {
            move(backup(folder, stream, number - 1), backup(folder, stream, number));
        }
        var fresh = folder.resolve("." + stream + ".rotating");
        long copied = 0;
        try (var from =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (backups == 0) {
                copied = from.size();
            } else {
                Files.deleteIfExists(fresh);
                try (var to = FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    for (long size = from.size(); copied < size; size = from.size()) {
                        copied += from.transferTo(copied, Math.min(COPY_BYTES, size - copied), to);
                    }
                }
                Files.move(fresh, backup(folder, stream, 1), StandardCopyOption.ATOMIC_MOVE);
            }
            writeRotated(folder, stream, rotated(folder, stream) + copied);
            from.truncate(0);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException none) {
            return;
        }
    }

    private List<Piece> pieces(Path process, String stream) throws IOException {
        var pieces = new ArrayList<Piece>();
        long base = 0;
        for (Path run : runs(process)) {
            long current = base + rotated(run, stream);
            var file = run.resolve(stream);
            long size = isOwn(file) ? Files.size(file) : 0;
            var backups = new ArrayList<Piece>();
            long from = current;
            for (int number = 1; isOwn(backup(run, stream, number)); number++) {
                var backup = backup(run, stream, number);
                long to = from;
                from = Math.max(base, to - Files.size(backup));
                backups.addFirst(new Piece(backup, from, to));
            }
            pieces.addAll(backups);
            pieces.add(new Piece(file, current, current + size));
            base = current + size;
        }
        return pieces;
    }

    private static List<Path> runs(Path process) throws IOException {
        if (!Files.isDirectory(process, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (var entries = Files.list(process)) {
            return entries.filter(entry -> entry.getFileName().toString().matches("[0-9]{1,6}"))
                    .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                    .sorted(Comparator.comparingInt(
                            entry -> Integer.parseInt(entry.getFileName().toString())))
                    .toList();
        }
    }

    private static int copy(Piece piece, long position, ByteBuffer into) throws IOException {
        int before = into.position();
        try (var channel = FileChannel.open(piece.file(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            long at = position;
            while (into.hasRemaining()) {
                int got = channel.read(into, at);
                if (got <= 0) {
                    break;
                }
                at += got;
            }
        } catch (NoSuchFileException gone) {
            return 0;
        }
        return into.position() - before;
    }

    private static Path backup(Path folder, String stream, int number) {
        return folder.resolve(stream + "." + number);
    }

    private static Path rotatedFile(Path folder, String stream) {
        return folder.resolve("." + stream + ".rotated");
    }

    private static long rotated(Path folder, String stream) throws IOException {
        var file = rotatedFile(folder, stream);
        if (!isOwn(file)) {
            return 0;
        }
        try {
            return Long.parseLong(Files.readString(file).trim());
        } catch (NumberFormatException spoilt) {
            return 0;
        }
    }

    private static void writeRotated(Path folder, String stream, long bytes) throws IOException {
        var file = rotatedFile(folder, stream);
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.writeString(fresh, bytes + "\n", StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether it is a file, and where it seems to be: the task may have put links in its place or on the way there. */
    private static boolean isOwn(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        Path folder = file.toAbsolutePath().getParent();
        for (Path above = folder; folder != null && above != null; above = above.getParent()) {
            Path sandbox = above.getParent();
            if (above.endsWith(SandboxPaths.LOGS) && sandbox != null) {
                return folder.toRealPath().equals(sandbox.toRealPath().resolve(sandbox.relativize(folder)));
            }
        }
        return false;
    }
}
