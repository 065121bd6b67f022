package io.boreas.launcher.process;

import io.boreas.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every process of the cell can be told on its command line. */
public final class ServerOptions {
    public static final List<String> LAYERS =
            List.of("boreas-launcher.conf", "boreas-stores.conf", "boreas-pekko.conf");

    /** The property that says where the log is; it is set before anything is logged. */
    static final String LOG_DIR = "boreas.log.dir";

    private static final FileAttribute<?> OWN =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    @Option(
            names = "--work-dir",
            paramLabel = "DIR",
            defaultValue = "var",
            description = "Everything it keeps is here, one process per directory. Default: ./var")
    public Path workDir = Path.of("var");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Settings in HOCON. Any key can also be given as -Dkey=value, or in the environment as BOREAS_KEY.")
    @Nullable
    public Path config;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "One setting, such as -Dboreas.agents.unreachable-after=30s. Wins over everything else.")
    public Map<String, String> options = new LinkedHashMap<>();

    @Option(
            names = "--insecure",
            description = "Allow listening beyond loopback without authentication: "
                    + "whoever reaches the port can run commands on every agent.")
    public boolean insecure;

    /** The settings, with what options of the command say under what {@code -D} says. */
    public Settings settings(Map<String, String> fromCommand) {
        var all = new TreeMap<>(fromCommand);
        if (insecure) {
            all.put("boreas.http.insecure", "true");
            all.put("boreas.agent.http.insecure", "true");
        }
        all.putAll(options);
        return Settings.load(LAYERS, Optional.ofNullable(config), all, System.getenv());
    }

    /** A folder of the work directory, made if it is missing. */
    public Path folder(String name) {
        try {
            return Files.createDirectories(place(name));
        } catch (IOException e) {
            throw new UncheckedIOException("the work directory cannot be used: " + e.getMessage(), e);
        }
    }

    /** Where a folder of the work directory is; it may be missing. */
    public Path place(String name) {
        return workDir.toAbsolutePath().normalize().resolve(name);
    }

    /** Tells the log, before anything is logged, where it is and how much of it people see. */
    public void openLog(String stderrLevel) {
        openLog(folder("logs"), stderrLevel);
    }

    /**
     * The same for a command that only looks: never into the log of a process that runs in the same work directory.
     *
     * @param name of what looks
     */
    public static void openLogAside(String name) {
        try {
            openLog(ownFolder("boreas-" + name), "WARN");
        } catch (IOException e) {
            throw new UncheckedIOException("there is no place for a log: " + e.getMessage(), e);
        }
    }

    /** One for all runs of a user, unless somebody else has made it: then whoever that is could say where the log goes. */
    private static Path ownFolder(String name) throws IOException {
        var user = System.getProperty("user.name");
        var folder = Path.of(System.getProperty("java.io.tmpdir"), name + "-" + user);
        try {
            return Files.createDirectory(folder, OWN);
        } catch (FileAlreadyExistsException there) {
            boolean own = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS)
                            .getName()
                            .equals(user);
            return own ? folder : Files.createTempDirectory(name + "-", OWN);
        }
    }

    private static void openLog(Path folder, String stderrLevel) {
        // options of the JVM, such as -Dboreas.log.stderr=WARN, go before
        System.getProperties().putIfAbsent(LOG_DIR, folder.toString());
        System.getProperties().putIfAbsent("boreas.log.stderr", stderrLevel);
    }
}
