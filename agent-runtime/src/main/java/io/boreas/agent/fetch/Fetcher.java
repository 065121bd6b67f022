package io.boreas.agent.fetch;

import io.boreas.agent.process.Account;
import io.boreas.core.task.Artifact;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches what tasks want before they start, for several tasks at a time. Whatever is in an artifact or its address: nothing
 * outside the task's sandbox and the cache is written. Safe for use by any thread.
 *
 * @param <T> what a task is known by
 */
public final class Fetcher<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Fetcher.class);
    private static final int EXECUTABLE = 0755;
    private static final int PLAIN = 0644;
    private static final long MEGABYTE = 1L << 20;

    private final FetchSettings settings;
    private final Listener<T> listener;
    private final Download download;
    private final FetchCache cache;
    private final Semaphore turns;
    private final Map<T, Thread> running = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Hears how it goes, on threads of the fetcher. After a task was called off nothing more is heard of it. */
    public interface Listener<T> {
        /** How far it is, for people. */
        void progress(T task, String message);

        /** All is there. */
        void fetched(T task);

        /** Something cannot be had, and why, for people. */
        void failed(T task, String why);
    }

    /**
     * What to fetch.
     *
     * @param sandbox where to
     * @param account whose it is then
     * @param bytesMax how many bytes its sandbox may have; 0 for any number
     */
    public record Order<T>(T task, List<Artifact> artifacts, Path sandbox, Account account, long bytesMax) {
        public Order {
            artifacts = List.copyOf(artifacts);
        }
    }

    /** @param folder its own, for the cache and for what is on its way into it */
    public Fetcher(FetchSettings settings, Path folder, Listener<T> listener) throws IOException {
        this(settings, folder, listener, Thread::sleep);
    }

    /** @param pause between the tries of one artifact */
    Fetcher(FetchSettings settings, Path folder, Listener<T> listener, Download.Pause pause) throws IOException {
        this.settings = settings;
        this.listener = listener;
        this.download = new Download(settings, pause);
        this.cache = new FetchCache(folder.resolve("cache"), settings.cacheBytesMax());
        this.turns = new Semaphore(settings.parallelMax(), true);
    }

    /** Begins. */
    public void start(Order<T> order) {
        var thread = Thread.ofVirtual().name("fetch").unstarted(() -> run(order));
        if (running.putIfAbsent(order.task(), thread) == null) {
            thread.start();
        }
    }

    /** Fetches no more for this task. */
    public void callOff(T task) {
        var thread = running.remove(task);
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void run(Order<T> order) {
        try {
            turns.acquire();
            try {
                for (int i = 0; i < order.artifacts().size(); i++) {
                    one(order, i);
                }
            } finally {
                turns.release();
            }
            if (over(order.task())) {
                listener.fetched(order.task());
            }
        } catch (InterruptedException e) {
            over(order.task());
        } catch (FetchException | IOException | RuntimeException e) {
            if (over(order.task())) {
                LOG.info("an artifact cannot be had task={} why={}", order.task(), e.getMessage());
                listener.failed(order.task(), e instanceof FetchException known ? known.why() : String.valueOf(e));
            }
        }
    }

    /** Whether nobody called it off; asking ends it. */
    private boolean over(T task) {
        return running.remove(task, Thread.currentThread()) && !closed;
    }

    private void one(Order<T> order, int index) throws FetchException, IOException, InterruptedException {
        var artifact = order.artifacts().get(index);
        var shown = Download.plain(artifact.uri());
        var tell = new Telling<>(
                listener,
                order.task(),
                settings.progressEvery().toNanos(),
                shown,
                index + 1,
                order.artifacts().size());
        try {
            if (artifact.cache() && settings.cacheBytesMax() > 0) {
                cached(order, artifact, tell);
            } else {
                direct(order, artifact, tell);
            }
        } catch (FetchException e) {
            throw new FetchException("Failed to fetch " + SandboxWriter.shown(shown) + ": " + e.why(), e);
        } catch (IOException e) {
            throw new FetchException("Failed to fetch " + SandboxWriter.shown(shown) + ": " + e, e);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void direct(Order<T> order, Artifact artifact, Telling<T> tell) throws FetchException, IOException {
        var writer = new SandboxWriter(order.sandbox(), order.account());
        var place = writer.place(artifact.fileName());
        String digest;
        try (var out = writer.open(place)) {
            digest = download.copy(artifact.uri(), order.account(), out, bytesMax(order), tell);
        }
        check(artifact, digest);
        if (isExtracted(artifact)) {
            writer.finish(place, PLAIN);
            new Archives(writer, bytesMax(order), settings.entriesMax()).extract(place, artifact.fileName());
        } else {
            writer.finish(place, artifact.executable() ? EXECUTABLE : PLAIN);
        }
    }

    private void cached(Order<T> order, Artifact artifact, Telling<T> tell)
            throws FetchException, IOException, InterruptedException {
        var use = cache.use(new FetchCache.Key(artifact.uri(), order.account().name()), tell, (file, all) -> {
            try (var out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                return download.copy(artifact.uri(), order.account(), out, settings.bytesMax(), all);
            } catch (FetchException | IOException | RuntimeException e) {
                Files.deleteIfExists(file);
                throw e;
            }
        });
        try {
            check(artifact, use.digest());
            long bytes = Files.size(use.entry().file());
            if (bytes > bytesMax(order)) {
                throw new FetchException("it has " + bytes + " bytes, and may have " + bytesMax(order));
            }
            var writer = new SandboxWriter(order.sandbox(), order.account());
            if (isExtracted(artifact)) {
                new Archives(writer, bytesMax(order), settings.entriesMax())
                        .extract(use.entry().file(), artifact.fileName());
            } else {
                var place = writer.place(artifact.fileName());
                try (var out = writer.create(place)) {
                    Files.copy(use.entry().file(), out);
                }
                writer.finish(place, artifact.executable() ? EXECUTABLE : PLAIN);
            }
        } finally {
            cache.leave(use);
        }
    }

    private static boolean isExtracted(Artifact artifact) {
        return artifact.extract() && !artifact.executable() && Archives.isArchive(artifact.fileName());
    }

    private static void check(Artifact artifact, String digest) throws FetchException {
        if (!artifact.sha256().isEmpty() && !artifact.sha256().equals(digest)) {
            throw new FetchException("its SHA-256 is " + digest + ", and is to be " + artifact.sha256());
        }
    }

    private long bytesMax(Order<T> order) {
        return order.bytesMax() == 0 ? settings.bytesMax() : Math.min(settings.bytesMax(), order.bytesMax());
    }

    /** Tells how far it is, now and then. */
    private static final class Telling<T> implements Download.Progress {
        private final Listener<T> listener;
        private final T task;
        private final long everyNanos;
        private final String what;
        private long next;

        Telling(Listener<T> listener, T task, long everyNanos, String shown, int number, int of) {
            this.listener = listener;
            this.task = task;
            this.everyNanos = everyNanos;
            this.what = "fetching " + (of == 1 ? "" : number + " of " + of + ", ") + SandboxWriter.shown(shown);
            this.next = System.nanoTime() + everyNanos;
        }

        @Override
        public void at(long bytes, long total) {
            long now = System.nanoTime();
            if (now - next >= 0) {
                next = now + everyNanos;
                listener.progress(
                        task, what + ": " + bytes / MEGABYTE + (total < 0 ? "" : " of " + total / MEGABYTE) + " MB");
            }
        }
    }

    /** Fetches no more; what is under way is begun anew by the next agent. */
    @Override
    public void close() {
        closed = true;
        running.keySet().forEach(this::callOff);
    }
}
