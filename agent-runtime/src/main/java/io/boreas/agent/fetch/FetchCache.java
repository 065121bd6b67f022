package io.boreas.agent.fetch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Artifacts that were fetched before, for each account its own. What several tasks want at the same time is fetched once. What
 * was not used for longest goes first; what is in use stays. It is empty when an agent starts. Source: Mesos, the fetcher cache.
 *
 * <p>Safe for use by any thread.
 */
final class FetchCache {
    private static final Logger LOG = LoggerFactory.getLogger(FetchCache.class);

    private static final int TRIES_MAX = 10;

    private final Path folder;
    private final long bytesMax;
    /** Least recently used first. */
    private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    private long bytes;
    private long number;

    /** What is kept under a key: an address, and the account whose rights it was read with. */
    record Key(String uri, String account) {}

    /** A file in the cache, or on its way into it. */
    static final class Entry {
        private final CompletableFuture<String> digest = new CompletableFuture<>();
        private final Path file;
        private final List<Download.Progress> hearing = new CopyOnWriteArrayList<>();
        private long bytes;
        private int users;
        private boolean kept;

        private Entry(Path file) {
            this.file = file;
        }

        Path file() {
            return file;
        }

        private void tell(long bytes, long total) {
            hearing.forEach(each -> each.at(bytes, total));
        }
    }

    /** Fetches into a file, and says its digest. */
    interface Fetch {
        String into(Path file, Download.Progress progress) throws FetchException, IOException;
    }

    /** Opens the cache in a folder that is its own; what is in it is removed. */
    FetchCache(Path folder, long bytesMax) throws IOException {
        this.folder = folder;
        this.bytesMax = bytesMax;
        Files.createDirectories(folder);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** A use of an entry, to be ended by {@link #leave}. */
    record Use(Key key, Entry entry, String digest) {}

    /**
     * What is kept under a key; it is fetched if nobody has, and waited for if somebody does just now.
     *
     * @param progress hears how far it is, whoever fetches it
     */
    Use use(Key key, Download.Progress progress, Fetch fetch) throws FetchException, InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return tryUse(key, progress, fetch);
            } catch (FetchException.CalledOff e) {
                if (Thread.interrupted() || tries >= TRIES_MAX) {
                    throw e;
                }
            }
        }
    }

    private Use tryUse(Key key, Download.Progress progress, Fetch fetch) throws FetchException, InterruptedException {
        Entry entry;
        boolean mine = false;
        synchronized (entries) {
            entry = entries.get(key);
            if (entry == null) {
                entry = new Entry(folder.resolve(Long.toString(number++)));
                entries.put(key, entry);
                mine = true;
            }
            entry.users++;
        }
        entry.hearing.add(progress);
        try {
            if (mine) {
                fill(key, entry, fetch);
            }
            return new Use(key, entry, entry.digest.get());
        } catch (ExecutionException e) {
            leave(new Use(key, entry, ""));
            if (e.getCause() instanceof FetchException.CalledOff off) {
                throw new FetchException.CalledOff(off);
            }
            if (e.getCause() instanceof FetchException known) {
                throw new FetchException(known.why(), known);
            }
            throw new FetchException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            leave(new Use(key, entry, ""));
            throw e;
        } finally {
            entry.hearing.remove(progress);
        }
    }

    private void fill(Key key, Entry entry, Fetch fetch) {
        try {
            var digest = fetch.into(entry.file, entry::tell);
            synchronized (entries) {
                entry.bytes = Files.size(entry.file);
                entry.kept = true;
                bytes += entry.bytes;
                evict();
            }
            entry.digest.complete(digest);
        } catch (FetchException | IOException | RuntimeException e) {
            synchronized (entries) {
                entries.remove(key, entry);
            }
            entry.digest.completeExceptionally(e);
        }
    }

    /** The use is over. */
    void leave(Use use) {
        synchronized (entries) {
            use.entry().users--;
            evict();
            if (use.entry().users == 0 && entries.get(use.key()) != use.entry()) {
                delete(use.entry());
            }
        }
    }

    /** Lets go of what was not used for longest until the rest fits; files go when nobody uses them. */
    private void evict() {
        List<Key> gone = new ArrayList<>();
        for (var each : entries.entrySet()) {
            if (bytes <= bytesMax) {
                break;
            }
            var entry = each.getValue();
            if (entry.kept && entry.users == 0) {
                gone.add(each.getKey());
                bytes -= entry.bytes;
                delete(entry);
            }
        }
        gone.forEach(entries::remove);
    }

    private static void delete(Entry entry) {
        try {
            Files.deleteIfExists(entry.file);
        } catch (IOException e) {
            LOG.warn("cannot remove an artifact from the cache file={}", entry.file, e);
        }
    }

    /** How many bytes are kept. */
    long bytes() {
        synchronized (entries) {
            return bytes;
        }
    }
}
