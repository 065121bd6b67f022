package io.boreas.persistence.rocksdb;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/**
 * RocksDB's library for this machine. It is unpacked from its jar into a folder of its own for as long as it takes to load it: left to the JVM's end,
 * which a killed one does not come to, each kill would leave its 17 MB behind among the temporary files.
 */
final class NativeLibrary {
    private NativeLibrary() {}

    /**
     * Loads it; what uses RocksDB finds it loaded.
     *
     * @throws UncheckedIOException if it cannot be unpacked among the JVM's temporary files
     */
    static void load() {
        try {
            var folder = Files.createTempDirectory("boreas-rocksdb-");
            try {
                NativeLibraryLoader.getInstance().loadLibrary(folder.toString());
            } finally {
                delete(folder);
            }
            RocksDB.loadLibrary();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the embedded journal's library cannot be unpacked into "
                            + System.getProperty("java.io.tmpdir")
                            + "; give the JVM another folder for temporary files with -Djava.io.tmpdir=FOLDER",
                    e);
        }
    }

    /** A system that keeps loaded files from being deleted deletes them when the JVM ends. */
    private static void delete(Path folder) {
        folder.toFile().deleteOnExit();
        var files = folder.toFile().listFiles();
        for (var file : files == null ? new File[0] : files) {
            file.deleteOnExit();
            file.delete();
        }
        folder.toFile().delete();
    }
}
