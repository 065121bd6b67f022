package io.boreas.agent.sandbox;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the sandboxes of ended tasks: those that are too old, then the oldest while they are too many or too large
 * together. Never touches that of a task that is not over, nor what such tasks share, and follows no links. Used by one thread.
 */
public final class SandboxCollector {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxCollector.class);

    private final SandboxPaths paths;
    private final ParentSandboxes parents;
    private final Duration ageMax;
    private final int countMax;
    private final long bytesMax;
    private final Map<String, Long> sizes = new HashMap<>();

    private record Ended(String name, Instant at) {}

    public SandboxCollector(SandboxPaths paths, ParentSandboxes parents, Duration ageMax, int countMax, long bytesMax) {
        this.paths = paths;
        this.parents = parents;
        this.ageMax = ageMax;
        this.countMax = countMax;
        this.bytesMax = bytesMax;
    }

    /** Deletes what need not stay. */
    public void collect(Instant now) throws IOException {
        var ended = ended();
        sizes.keySet().retainAll(ended.stream().map(Ended::name).toList());
        long bytes = 0;
        for (var task : ended) {
            bytes += sizes.computeIfAbsent(
                    task.name(), name -> size(paths.sandboxes().resolve(name)));
        }
        int left = ended.size();
        for (var task : ended) {
            boolean old = task.at().plus(ageMax).isBefore(now);
            if (!old && left <= countMax && bytes <= bytesMax) {
                return;
            }
            if (delete(task.name())) {
                left--;
                bytes -= sizes.getOrDefault(task.name(), 0L);
            }
        }
    }

    /** Tasks that are over and still have something here, oldest first. */
    private List<Ended> ended() throws IOException {
        var found = new HashMap<String, Instant>();
        for (Path folder : List.of(paths.sandboxes(), paths.ended())) {
            try (var entries = Files.newDirectoryStream(folder)) {
                for (Path entry : entries) {
                    var name = entry.getFileName().toString();
                    // what is not over has its folder there from before its sandbox is made until after its end
                    if (!Files.exists(paths.tasks().resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                        found.put(name, modified(entry));
                    }
                }
            }
        }
        found.keySet().removeAll(parents.held());
        var ended = new ArrayList<Ended>();
        found.forEach((name, at) -> ended.add(new Ended(name, at)));
        ended.sort(Comparator.comparing(Ended::at).thenComparing(Ended::name));
        return ended;
    }

    private static Instant modified(Path path) throws IOException {
        try {
            return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
        } catch (NoSuchFileException gone) {
            return Instant.EPOCH;
        }
    }

    /** Its sandbox first: what says that it is over goes last, so that a deletion cut short is taken up again. */
    private boolean delete(String name) {
        try {
            deleteTree(paths.sandboxes().resolve(name));
            deleteTree(paths.ended().resolve(name));
            return true;
        } catch (IOException e) {
            LOG.warn("cannot delete the sandbox of an ended task, trying again later sandbox={}", name, e);
            return false;
        }
    }

    private static long size(Path root) {
        var total = new long[1];
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    total[0] += attributes.size();
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.warn("cannot tell the size of {}; it counts as what was seen of it", root, e);
        }
        return total[0];
    }

    /**
     * Deletes a folder and all in it; a link is deleted, not what it leads to.
     *
     * @throws IOException also if something is mounted in it: that is let be, and so is all else
     */
    public static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Mounted.isIn(root)) {
            throw new IOException("something is mounted in " + root + ": it is not deleted");
        }
        deleteAll(root);
    }

    private static void deleteAll(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                // a folder that its task locked against its own account
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) && !Files.isReadable(file)) {
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
                    deleteAll(file);
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (!Files.isWritable(folder)) {
                    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
