package io.boreas.agent.sandbox;

import io.boreas.core.id.TaskId;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxAnswer.Entry;
import io.boreas.core.link.SandboxAnswer.Ownership;
import io.boreas.core.link.SandboxAnswer.Why;
import io.boreas.core.link.SandboxQuery;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Answers questions about sandboxes, and about nothing outside them.
 *
 * <p>A path is first resolved to where it really leads; if that is in the sandbox, it is walked again from there, folder
 * by open folder and following no link, so that a task that swaps a folder for a link meanwhile gains nothing. Safe for
 * use by any thread.
 */
public final class SandboxReader {
    private final SandboxPaths paths;
    private final ProcessLogs logs;
    private final int entriesMax;

    public SandboxReader(SandboxPaths paths, ProcessLogs logs) {
        this(paths, logs, SandboxAnswer.Entries.ENTRIES_MAX);
    }

    SandboxReader(SandboxPaths paths, ProcessLogs logs, int entriesMax) {
        this.paths = paths;
        this.logs = logs;
        this.entriesMax = entriesMax;
    }

    /** Answers a question about the sandbox of a task. */
    public SandboxAnswer answer(TaskId task, SandboxQuery query) {
        var sandbox = paths.sandbox(task);
        if (!Files.isDirectory(sandbox, LinkOption.NOFOLLOW_LINKS)) {
            return new SandboxAnswer.Failed(Why.NOT_FOUND, "this agent has no sandbox of task " + task);
        }
        return answered(() -> switch (query) {
            case SandboxQuery.Browse(var path) -> browse(sandbox, path);
            case SandboxQuery.Read(var path, var offset, var length) -> read(sandbox, path, offset, length);
            case SandboxQuery.ReadLog(var process, var stream, var offset, var length) ->
                readLog(task, process, stream, offset, length);
            case SandboxQuery.Look look -> throw new RefusedException(Why.NOT_FOUND, "it does not run");
            case SandboxQuery.InSession s -> throw new RefusedException(Why.NOT_FOUND, "it has no sessions");
        });
    }

    /** Answers a question about the sandbox in a folder; what its processes wrote is read as the files it is in. */
    public SandboxAnswer answer(String folder, SandboxQuery query) {
        boolean name = !folder.isEmpty() && !folder.equals(".") && !folder.equals("..") && folder.indexOf('/') < 0;
        if (!name || !Files.isDirectory(paths.sandboxes().resolve(folder), LinkOption.NOFOLLOW_LINKS)) {
            return new SandboxAnswer.Failed(Why.NOT_FOUND, "this agent has no such sandbox");
        }
        var sandbox = paths.sandboxes().resolve(folder);
        return answered(() -> switch (query) {
            case SandboxQuery.Browse(var path) -> browse(sandbox, path);
            case SandboxQuery.Read(var path, var offset, var length) -> read(sandbox, path, offset, length);
            case SandboxQuery.ReadLog log ->
                throw new RefusedException(Why.NOT_FOUND, "whose output it is, is not known any more");
            case SandboxQuery.Look look -> throw new RefusedException(Why.NOT_FOUND, "it does not run");
            case SandboxQuery.InSession s -> throw new RefusedException(Why.NOT_FOUND, "it has no sessions");
        });
    }

    /** A look that may fail. */
    private interface Look {
        SandboxAnswer look() throws IOException, RefusedException;
    }

    private static SandboxAnswer answered(Look look) {
        try {
            return look.look();
        } catch (RefusedException e) {
            return e.answer();
        } catch (NoSuchFileException e) {
            return new SandboxAnswer.Failed(Why.NOT_FOUND, "there is no such file in the sandbox");
        } catch (IOException e) {
            return new SandboxAnswer.Failed(
                    Why.UNREADABLE, "the agent cannot read it: " + e.getClass().getSimpleName());
        }
    }

    private SandboxAnswer browse(Path sandbox, String path) throws IOException, RefusedException {
        Path inside = locate(sandbox, path);
        Path place = sandbox.toRealPath().resolve(inside);
        try (var folder = open(sandbox, inside)) {
            var entries = new ArrayList<Entry>();
            boolean all = true;
            for (Path entry : folder) {
                if (entries.size() == entriesMax - 1) {
                    all = false;
                    break;
                }
                entry(folder, place, entry.getFileName()).ifPresent(entries::add);
            }
            entries.sort(Comparator.comparing(Entry::name));
            if (!all) {
                entries.add(new Entry("truncated", false, 0, "----------", Instant.EPOCH, Optional.empty()));
            }
            return new SandboxAnswer.Entries(entries);
        } catch (NotDirectoryException e) {
            throw new RefusedException(Why.BAD_PATH, "it is a file, not a folder");
        }
    }

    private static SandboxAnswer read(Path sandbox, String path, long offset, int length)
            throws IOException, RefusedException {
        check(offset);
        Path inside = locate(sandbox, path);
        if (inside.toString().isEmpty()) {
            throw new RefusedException(Why.BAD_PATH, "it is a folder, not a file");
        }
        try (var folder = open(sandbox, inside.getParent() == null ? Path.of("") : inside.getParent())) {
            var name = inside.getFileName();
            var attributes = attributes(folder, name);
            if (!attributes.isRegularFile()) {
                throw new RefusedException(
                        Why.BAD_PATH, attributes.isDirectory() ? "it is a folder, not a file" : "it is no plain file");
            }
            try (var channel =
                    folder.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
                long end = channel.size();
                long from = offset < 0 ? end : offset;
                return new SandboxAnswer.Data(offset < 0 ? 0 : from, bytes(channel, from, bounded(length)), end, "");
            }
        }
    }

    private SandboxAnswer readLog(TaskId task, String process, SandboxQuery.Stream stream, long offset, int length)
            throws IOException, RefusedException {
        check(offset);
        String name = process.isEmpty() ? paths.mainProcess(task) : process;
        var sandbox = paths.sandbox(task);
        Path folder = sandbox.resolve(SandboxPaths.LOGS).resolve(FolderNames.of(name));
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new RefusedException(
                    Why.NOT_FOUND, "task " + task + " has no output of a process " + name + ": it has not run");
        }
        if (!folder.toRealPath().startsWith(sandbox.toRealPath())) {
            throw new RefusedException(Why.BAD_PATH, "the task's logs are no longer in its sandbox");
        }
        var from = Math.max(0, offset);
        var file = stream.name().toLowerCase(Locale.ROOT);
        var data = logs.read(folder, name, file, from, offset < 0 ? 1 : bounded(length));
        return offset < 0 ? new SandboxAnswer.Data(data.offset(), new byte[0], data.end(), name) : data;
    }

    private static void check(long offset) throws RefusedException {
        if (offset < -1) {
            throw new RefusedException(Why.BAD_PATH, "an offset is -1 or more, not " + offset);
        }
    }

    private static int bounded(int length) {
        return Math.clamp(length, 0, SandboxQuery.READ_BYTES_MAX);
    }

    private static byte[] bytes(SeekableByteChannel channel, long from, int length) throws IOException {
        long there = Math.max(0, channel.size() - from);
        var into = ByteBuffer.allocate((int) Math.min(length, there));
        channel.position(from);
        int got = 0;
        while (into.hasRemaining() && got >= 0) {
            got = channel.read(into);
        }
        var bytes = new byte[into.position()];
        into.flip().get(bytes);
        return bytes;
    }

    /** Where in the sandbox a path really leads, relative to it. */
    private static Path locate(Path sandbox, String path) throws IOException, RefusedException {
        Path relative;
        try {
            relative = Path.of(path);
        } catch (InvalidPathException e) {
            throw new RefusedException(Why.BAD_PATH, "it is no path");
        }
        if (relative.isAbsolute()) {
            throw new RefusedException(Why.BAD_PATH, "a path is relative to the sandbox: it begins with no '/'");
        }
        for (Path step : relative) {
            if (step.toString().equals("..")) {
                throw new RefusedException(Why.BAD_PATH, "a path has no '..'");
            }
        }
        Path root = sandbox.toRealPath();
        Path real = real(root.resolve(relative));
        if (!real.startsWith(root)) {
            throw new RefusedException(Why.BAD_PATH, "the path leads out of the sandbox");
        }
        return root.relativize(real);
    }

    private static Path real(Path path) throws IOException, RefusedException {
        try {
            return path.toRealPath();
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw e;
        } catch (FileSystemException e) {
            throw new RefusedException(
                    Why.BAD_PATH, "the path leads nowhere: a file in it is used like a folder, or links go in circles");
        }
    }

    /** Opens a folder in the sandbox, following no links on the way. */
    private static SecureDirectoryStream<Path> open(Path sandbox, Path inside) throws IOException {
        SecureDirectoryStream<Path> folder = openRoot(sandbox);
        try {
            for (Path step : inside) {
                if (step.toString().isEmpty()) {
                    continue;
                }
                var next = folder.newDirectoryStream(step, LinkOption.NOFOLLOW_LINKS);
                folder.close();
                folder = next;
            }
            return folder;
        } catch (IOException e) {
            folder.close();
            throw e;
        }
    }

    @SuppressWarnings("StreamResourceLeak") // the caller closes it
    private static SecureDirectoryStream<Path> openRoot(Path sandbox) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(sandbox.toRealPath());
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("this system cannot open folders step by step");
    }

    private static PosixFileAttributes attributes(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        return folder.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    /** The entry, unless it is gone meanwhile. */
    private static Optional<Entry> entry(SecureDirectoryStream<Path> folder, Path place, Path name) throws IOException {
        PosixFileAttributes attributes;
        try {
            attributes = attributes(folder, name);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
        String kind;
        if (attributes.isDirectory()) {
            kind = "d";
        } else if (attributes.isSymbolicLink()) {
            kind = "l";
        } else {
            kind = attributes.isRegularFile() ? "-" : "?";
        }
        return Optional.of(new Entry(
                name.toString(),
                attributes.isDirectory(),
                attributes.isDirectory() ? 0 : attributes.size(),
                kind + PosixFilePermissions.toString(attributes.permissions()),
                attributes.lastModifiedTime().toInstant(),
                links(place.resolve(name), attributes.fileKey())
                        .map(links -> new Ownership(
                                links,
                                attributes.owner().getName(),
                                attributes.group().getName()))));
    }

    /** Java tells that by a file's path only: it counts if what is there is the same file, for a task may have put a link on the way. */
    private static Optional<Integer> links(Path path, Object key) {
        try {
            var found = Files.readAttributes(path, "unix:nlink,fileKey", LinkOption.NOFOLLOW_LINKS);
            return key.equals(found.get("fileKey")) && found.get("nlink") instanceof Integer links
                    ? Optional.of(links)
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException unknown) {
            return Optional.empty();
        }
    }

    /** It is not to be had. */
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;

        private final Why why;
        private final String message;

        RefusedException(Why why, String message) {
            super(message);
            this.why = why;
            this.message = message;
        }

        SandboxAnswer answer() {
            return new SandboxAnswer.Failed(why, message);
        }
    }
}
