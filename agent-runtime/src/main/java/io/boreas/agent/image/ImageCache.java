package io.boreas.agent.image;

import io.boreas.agent.sandbox.SandboxCollector;
import io.boreas.core.task.ImageName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images as tasks use them, each unpacked once for all of them. Those that no task uses are deleted, the one first that was not wanted for
 * longest, when all together are larger than they may be. Safe for use by any thread; images are unpacked one after the other.
 *
 * @param <T> what tasks are known by
 */
public final class ImageCache<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ImageCache.class);
    private static final String ASIDE = ".aside-";

    private final ImageSettings settings;
    private final Path folder;
    private final Listener<T> listener;
    private final ExecutorService threads = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("images").daemon().factory());
    private final Map<T, String> used = new HashMap<>();

    /** Hears of images, on the cache's thread. */
    public interface Listener<T> {
        /** The task has its image, until that is released. */
        void ready(T task, Image image);

        /** It cannot have it. */
        void failed(T task, String why);
    }

    /**
     * Opens a cache, and deletes what another has not completed.
     *
     * @param folder its own
     */
    public ImageCache(ImageSettings settings, Path folder, Listener<T> listener) throws IOException {
        this.settings = settings;
        this.folder = folder.toAbsolutePath();
        this.listener = listener;
        // what is in images may give rights to whoever can run it
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        try (var left = Files.newDirectoryStream(folder, ASIDE + "*")) {
            for (var one : left) {
                SandboxCollector.deleteTree(one);
            }
        }
    }

    /**
     * Gets a task its image.
     *
     * @param id of the image that the task had before its agent was started again; empty for the one that has the name now
     */
    public void want(T task, String name, Optional<String> id) {
        try {
            threads.execute(() -> {
                try {
                    listener.ready(task, get(task, name, id));
                } catch (ImageException e) {
                    listener.failed(task, e.why());
                } catch (IOException | RuntimeException e) {
                    LOG.warn("an image cannot be had image={}", name, e);
                    listener.failed(task, e.toString());
                }
            });
        } catch (RejectedExecutionException stops) {
            LOG.debug("no image is got any more, for the agent stops");
        }
    }

    private Image get(T task, String name, Optional<String> id) throws IOException, ImageException {
        if (id.isPresent() && claim(task, id.get())) {
            return image(id.get());
        }
        var store = new ImageStore(settings.store()
                .orElseThrow(() -> new ImageException("this agent has no image store (boreas.agent.images.store)")));
        var wanted = ImageName.parse(name).orElseThrow(() -> new ImageException("it is no image's name"));
        try (var stored = store.open(wanted)) {
            if (!claim(task, stored.id())) {
                LOG.info("unpacking an image image={} id={}", name, stored.id());
                unpack(stored);
                claim(task, stored.id());
            }
            evict();
            return image(stored.id());
        }
    }

    private synchronized boolean claim(T task, String id) throws IOException {
        if (!Digests.isDigest(id) || !Files.isDirectory(place(id))) {
            return false;
        }
        Files.setLastModifiedTime(place(id), FileTime.from(Instant.now()));
        used.put(task, id);
        return true;
    }

    private Path place(String id) {
        return folder.resolve(Digests.hex(id));
    }

    private Image image(String id) throws IOException, ImageException {
        var config = Files.readAllBytes(place(id).resolve("config.json"));
        return new Image(id, ImageConfig.parse(config), place(id).resolve("root"));
    }

    private void unpack(StoredImage stored) throws IOException, ImageException {
        var fresh = folder.resolve(ASIDE + UUID.randomUUID());
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
            Files.writeString(fresh.resolve("bytes"), Long.toString(layers.bytes(settings.sizeMax())));
            Files.move(fresh, place(stored.id()), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            if (Files.exists(fresh)) {
                SandboxCollector.deleteTree(fresh);
            }
        }
    }

    private record Kept(Path place, long bytes, FileTime wanted) {}

    private void evict() throws IOException {
        var aside = new ArrayList<Path>();
        synchronized (this) {
            var kept = kept();
            long bytes = kept.stream().mapToLong(Kept::bytes).sum();
            for (var one : kept) {
                var isUsed = used.values().stream().anyMatch(id -> place(id).equals(one.place()));
                if (bytes > settings.cacheSizeMax() && !isUsed) {
                    var gone = folder.resolve(ASIDE + UUID.randomUUID());
                    Files.move(one.place(), gone, StandardCopyOption.ATOMIC_MOVE);
                    aside.add(gone);
                    bytes -= one.bytes();
                }
            }
        }
        for (var gone : aside) {
            SandboxCollector.deleteTree(gone);
        }
    }

    private List<Kept> kept() throws IOException {
        var kept = new ArrayList<Kept>();
        try (var all = Files.newDirectoryStream(folder, "[0-9a-f]*")) {
            for (var place : all) {
                var bytes = Files.readString(place.resolve("bytes")).strip();
                kept.add(new Kept(place, Long.parseLong(bytes), Files.getLastModifiedTime(place)));
            }
        }
        kept.sort(Comparator.comparing(Kept::wanted));
        return kept;
    }

    /** The task does not use its image any more. */
    public synchronized void release(T task) {
        used.remove(task);
    }

    /** Gets no more. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
