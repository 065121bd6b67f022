package io.boreas.launcher;

import io.boreas.config.Settings;
import io.boreas.launcher.process.ServerOptions;
import io.boreas.launcher.process.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A master in the JVM of another program, such as a test. */
public final class EmbeddedMaster implements AutoCloseable {
    private final MasterProcess process;

    private EmbeddedMaster(MasterProcess process) {
        this.process = process;
    }

    /**
     * Starts it with its doors; it may still be replaying its journal when this returns.
     *
     * @param settings by their full names, such as {@code boreas.http.port}; the JVM's properties and environment are not looked at
     * @throws io.boreas.config.SettingsException if the settings cannot be used
     * @throws RuntimeException if a port or the work directory is taken; what was started is stopped again
     */
    public static EmbeddedMaster start(Path workDir, Map<String, String> settings) {
        var all = new TreeMap<>(settings);
        all.put("boreas.persistence.rocksdb.dir", folder(workDir, "journal").toString());
        return new EmbeddedMaster(MasterProcess.start(Settings.embedded(ServerOptions.LAYERS, all)));
    }

    /**
     * Makes the tables of the store that the settings name, where they are missing, as {@code boreas journal init} does.
     *
     * @return what was done, in lines for people
     */
    public static List<String> initJournal(Map<String, String> settings) {
        return Settings.embedded(ServerOptions.LAYERS, settings)
                .checked(Store::of)
                .create();
    }

    /** Where clients reach it. */
    public URI url() {
        return URI.create(process.url() + "/");
    }

    /** Where agents dial, at loopback unless the settings say otherwise. */
    public int linkPort() {
        return process.cell().info().linkPort();
    }

    /** Stops it; what it acknowledged is in its journal. */
    @Override
    public void close() {
        process.close();
    }

    static Path folder(Path workDir, String name) {
        try {
            return Files.createDirectories(workDir.toAbsolutePath().normalize().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("the work directory cannot be used: " + e.getMessage(), e);
        }
    }
}
