package io.boreas.agent.image;

import io.boreas.core.task.ImageName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets tasks their images: from what is unpacked already, from the operator's store, or, if that has nothing of it, from a registry. Safe for use
 * by any thread. What is pulled holds up nobody who wants something else, but while it is unpacked.
 *
 * @param <T> what tasks are known by
 */
public final class ImageCache<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ImageCache.class);
    private static final int WHY_LENGTH_MAX = 1_000;
    private static final long MEGABYTE = 1L << 20;

    private final ImageSettings settings;
    private final KeptImages<T> kept;
    private final Pulls<T> pulls;
    private final Listener<T> listener;
    private final ExecutorService threads = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("images").daemon().factory());

    /** Hears of images, on threads of the cache. */
    public interface Listener<T> {
        /** How far it is, for people. */
        void progress(T task, String message);

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
        this.kept = new KeptImages<>(settings, folder);
        this.pulls = new Pulls<>(settings.registries().parallelMax(), this::pull);
        this.listener = listener;
    }

    /**
     * Gets a task its image.
     *
     * @param id of the image that the task had before its agent was started again; empty for the one that has the name now
     */
    public void want(T task, String name, Optional<String> id) {
        execute(() -> {
            try {
                get(task, name, id);
            } catch (ImageException | IOException | InterruptedException | RuntimeException e) {
                failed(Set.of(task), name, e);
            }
        });
    }

    private void execute(Runnable step) {
        try {
            threads.execute(step);
        } catch (RejectedExecutionException stops) {
            LOG.debug("no image is got any more, for the agent stops");
        }
    }

    private void ready(KeptImages.Held<T> held) {
        held.tasks().forEach(task -> listener.ready(task, held.image()));
    }

    private void failed(Set<T> tasks, String name, Exception e) {
        if (!(e instanceof ImageException) && !tasks.isEmpty()) {
            LOG.warn("an image cannot be had image={}", name, e);
        }
        var why = e instanceof ImageException known ? known.why() : e.toString();
        // some of it may be what a registry says
        var plain = why.replaceAll("\\p{Cntrl}", "?");
        var shown = plain.length() > WHY_LENGTH_MAX ? plain.substring(0, WHY_LENGTH_MAX) + "…" : plain;
        tasks.forEach(task -> listener.failed(task, shown));
    }

    private void get(T task, String name, Optional<String> id)
            throws IOException, ImageException, InterruptedException {
        var had = claim(task, id);
        if (had.isPresent()) {
            ready(had.get());
            return;
        }
        var wanted = ImageName.parse(name).orElseThrow(() -> new ImageException("it is no image's name"));
        try (var stored = stored(wanted)) {
            var held = claim(task, Optional.of(stored.id()));
            kept.tidy();
            ready(held.isPresent() ? held.get() : kept.keep(stored, List.of(), () -> Set.of(task)));
        } catch (ImageException.Absent e) {
            if (id.isPresent()) {
                throw new ImageException("the one that the task had is not kept any more, and " + e.why(), e);
            }
            ask(task, wanted, registry(wanted, e));
        }
    }

    private Optional<KeptImages.Held<T>> claim(T task, Optional<String> id) throws IOException, ImageException {
        return id.isPresent() ? kept.claim(id.get(), () -> Set.of(task)) : Optional.empty();
    }

    /** What a digest stands for does not change: nobody is asked for it again. */
    private void ask(T task, ImageName name, Registry registry) throws IOException, ImageException {
        var given = name.digest().isEmpty() ? Optional.<String>empty() : kept.givenBy(name.digest());
        var held = claim(task, given);
        if (held.isPresent()) {
            kept.tidy();
            ready(held.get());
        } else {
            LOG.info("asking a registry for an image image={} registry={}", name, registry.name());
            pulls.want(task, name);
        }
    }

    private StoredImage stored(ImageName name) throws IOException, ImageException {
        var store = settings.store();
        if (store.isEmpty()) {
            throw new ImageException.Absent("this agent has no image store (boreas.agent.images.store)");
        }
        return new ImageStore(store.get()).open(name);
    }

    private Registry registry(ImageName name, ImageException.Absent notStored) throws ImageException {
        var called = name.registry().orElse(settings.registries().standard());
        if (called.isEmpty()) {
            throw notStored;
        }
        return settings.registries()
                .find(called)
                .orElseThrow(() -> new ImageException(notStored.why() + "; and the registry " + called
                        + " is not among those that it may ask (boreas.agent.images.registries)"));
    }

    /** On a thread of the pulls. */
    private void pull(ImageName name, Pulls.Waiting<T> waiting) throws InterruptedException {
        try {
            var registry = registry(name, new ImageException.Absent("it is not in the image store"));
            ready(pulled(registry, name, waiting));
        } catch (ImageException | IOException | RuntimeException e) {
            failed(waiting.end(), name.toString(), e);
        }
    }

    private KeptImages.Held<T> pulled(Registry registry, ImageName name, Pulls.Waiting<T> waiting)
            throws ImageException, IOException, InterruptedException {
        try (var pull = new Pull(registry, name, settings.registries(), kept.aside(), settings.sizeMax())) {
            var found = pull.ask();
            var held = kept.claim(found.id(), waiting::end);
            kept.tidy();
            return held.isPresent()
                    ? held.get()
                    : kept.keep(pull.bring(found, new Telling(waiting)), found.manifests(), waiting::end);
        }
    }

    /** Tells how far it is, now and then. */
    private final class Telling implements Pull.Progress {
        private final Pulls.Waiting<T> waiting;
        private final long everyNanos = settings.registries().progressEvery().toNanos();
        private long next = System.nanoTime() + everyNanos;

        Telling(Pulls.Waiting<T> waiting) {
            this.waiting = waiting;
        }

        @Override
        public void at(long bytes, long total) {
            long now = System.nanoTime();
            if (now - next >= 0) {
                next = now + everyNanos;
                var message = "getting its image: " + bytes / MEGABYTE + " of " + total / MEGABYTE + " MB";
                waiting.now().forEach(task -> listener.progress(task, message));
            }
        }
    }

    /** The task does not use its image any more, or does not wait for it any more. */
    public void release(T task) {
        kept.release(task);
        if (!settings.registries().registries().isEmpty()) {
            // after whatever was said of it before
            execute(() -> pulls.release(task));
        }
    }

    /** Gets no more. */
    @Override
    public void close() {
        threads.shutdownNow();
        pulls.close();
    }
}
