package io.boreas.agent.image;

import io.boreas.agent.sandbox.SandboxCollector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unpacked images in a folder, each by the digest of its configuration. Those that no task uses are deleted, the one first that was not wanted for
 * longest, when all together are larger than they may be. Safe for use by any thread; images are unpacked one after the other.
 *
 * @param <T> what tasks are known by
 */
final class KeptImages<T> {
    private static final Logger LOG = LoggerFactory.getLogger(KeptImages.class);
    private static final String ASIDE = ".aside-";

    /** A file with the digests of the manifests by which a registry gave the image, a line each. */
    private static final String MANIFESTS = "manifests";

    private final ImageSettings settings;
    private final Path folder;
    /** Held while images come and go. */
    private final ReentrantLock changes = new ReentrantLock();

    private final Map<T, String> used = new HashMap<>();

    /**
     * Opens a folder, and deletes what was not completed in it.
     *
     * @param folder its own
     */
    KeptImages(ImageSettings settings, Path folder) throws IOException {
        this.settings = settings;
        this.folder = folder.toAbsolutePath();
        // what is in images may give rights to whoever can run it
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        try (var left = Files.newDirectoryStream(folder, ASIDE + "*")) {
            for (var one : left) {
                SandboxCollector.deleteTree(one);
            }
        }
    }

    /** A name in the folder for what is deleted by the next one that opens it, if not before. */
    Path aside() {
        return folder.resolve(ASIDE + UUID.randomUUID());
    }

    /** An image, and the tasks that use it until they are released. */
    record Held<T>(Image image, Set<T> tasks) {}

    /**
     * Tasks use an image from now on; empty if it is not there.
     *
     * @param tasks asked for if it is there
     */
    synchronized Optional<Held<T>> claim(String id, Supplier<Set<T>> tasks) throws IOException, ImageException {
        if (!Digests.isDigest(id) || !Files.isDirectory(place(id))) {
            return Optional.empty();
        }
        Files.setLastModifiedTime(place(id), FileTime.from(Instant.now()));
        var config = Files.readAllBytes(place(id).resolve("config.json"));
        var image = new Image(id, ImageConfig.parse(config), place(id).resolve("root"));
        var held = new Held<>(image, tasks.get());
        held.tasks().forEach(task -> used.put(task, id));
        return Optional.of(held);
    }

    /** The image that a registry gave by the digest of this manifest, or of this index. */
    synchronized Optional<String> givenBy(String manifest) throws IOException {
        for (var one : all()) {
            var given = one.resolve(MANIFESTS);
            if (Files.exists(given) && Files.readAllLines(given).contains(manifest)) {
                return Optional.of("sha256:" + one.getFileName());
            }
        }
        return Optional.empty();
    }

    /**
     * Unpacks an image unless it is there.
     *
     * @param manifests by which a registry gave it; none if it comes from somewhere else
     * @param tasks that use it from then on, asked for when it is there
     */
    Held<T> keep(StoredImage stored, Collection<String> manifests, Supplier<Set<T>> tasks)
            throws IOException, ImageException, InterruptedException {
        changes.lockInterruptibly();
        try {
            if (!Files.isDirectory(place(stored.id()))) {
                LOG.info("unpacking an image id={}", stored.id());
                unpack(stored, manifests);
            }
            var held = claim(stored.id(), tasks)
                    .orElseThrow(() -> new ImageException("it was deleted while it was unpacked"));
            evict();
            return held;
        } finally {
            changes.unlock();
        }
    }

    private Path place(String id) {
        return folder.resolve(Digests.hex(id));
    }

    private void unpack(StoredImage stored, Collection<String> manifests) throws IOException, ImageException {
        var fresh = aside();
        var root = fresh.resolve("root");
        Files.createDirectories(root);
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            var layers = new Layers(root, settings.sizeMax(), settings.entriesMax());
            for (int i = 0; i < stored.config().layers().size(); i++) {
                try (var layer = stored.layer(i)) {
                    layers.apply(layer, stored.config().layers().get(i), "its layer " + (i + 1));
                    stored.verify(i);
                }
            }
            layers.ensure(stored.config().folder());
            Files.write(fresh.resolve("config.json"), stored.text());
            Files.write(fresh.resolve(MANIFESTS), manifests);
            Files.writeString(fresh.resolve("bytes"), Long.toString(layers.bytes(settings.sizeMax())));
            Files.move(fresh, place(stored.id()), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            SandboxCollector.deleteTree(fresh);
        }
    }

    /** Deletes what is too much, unless images come or go just now: then that ends with it. */
    void tidy() {
        if (changes.tryLock()) {
            try {
                evict();
            } finally {
                changes.unlock();
            }
        }
    }

    private record Kept(Path place, long bytes, FileTime wanted) {}

    /** Who has an image does not hear of it if another cannot be deleted. */
    private void evict() {
        try {
            delete();
        } catch (IOException e) {
            LOG.warn("there are more images than may be kept, and one cannot be deleted", e);
        }
    }

    private void delete() throws IOException {
        var gone = new ArrayList<Path>();
        synchronized (this) {
            var kept = kept();
            long bytes = kept.stream().mapToLong(Kept::bytes).sum();
            for (var one : kept) {
                var isUsed = used.values().stream().anyMatch(id -> place(id).equals(one.place()));
                if (bytes > settings.cacheSizeMax() && !isUsed) {
                    gone.add(aside());
                    Files.move(one.place(), gone.getLast(), StandardCopyOption.ATOMIC_MOVE);
                    bytes -= one.bytes();
                }
            }
        }
        for (var one : gone) {
            SandboxCollector.deleteTree(one);
        }
    }

    private List<Kept> kept() throws IOException {
        var kept = new ArrayList<Kept>();
        for (var place : all()) {
            var bytes = Files.readString(place.resolve("bytes")).strip();
            kept.add(new Kept(place, Long.parseLong(bytes), Files.getLastModifiedTime(place)));
        }
        kept.sort(Comparator.comparing(Kept::wanted));
        return kept;
    }

    private List<Path> all() throws IOException {
        var all = new ArrayList<Path>();
        try (var places = Files.newDirectoryStream(folder, "[0-9a-f]*")) {
            places.forEach(all::add);
        }
        return all;
    }

    /** The task does not use its image any more. */
    synchronized void release(T task) {
        used.remove(task);
    }
}
