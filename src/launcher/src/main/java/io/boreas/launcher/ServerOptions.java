package io.boreas.launcher;

import io.boreas.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every process of the cell can be told on its command line. */
final class ServerOptions {
    static final List<String> LAYERS = List.of("boreas-launcher.conf", "boreas-stores.conf", "boreas-pekko.conf");

    @Option(
            names = "--work-dir",
            paramLabel = "DIR",
            defaultValue = "var",
            description = "Everything it keeps is here, one process per directory. Default: ./var")
    Path workDir = Path.of("var");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Settings in HOCON. Any key can also be given as -Dkey=value, or in the environment as BOREAS_KEY.")
    @Nullable
    Path config;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "One setting, such as -Dboreas.agents.unreachable-after=30s. Wins over everything else.")
    Map<String, String> options = new LinkedHashMap<>();

    @Option(
            names = "--insecure",
            description = "Allow listening beyond loopback without authentication: "
                    + "whoever reaches the port can run commands on every agent.")
    boolean insecure;

    /** The settings, with what options of the command say under what {@code -D} says. */
    Settings settings(Map<String, String> fromCommand) {
        var all = new TreeMap<>(fromCommand);
        if (insecure) {
            all.put("boreas.http.insecure", "true");
            all.put("boreas.agent.http.insecure", "true");
        }
        all.putAll(options);
        return Settings.load(LAYERS, Optional.ofNullable(config), all, System.getenv());
    }

    /** A folder of the work directory, made if it is missing. */
    Path folder(String name) {
        try {
            return Files.createDirectories(place(name));
        } catch (IOException e) {
            throw new UncheckedIOException("the work directory cannot be used: " + e.getMessage(), e);
        }
    }

    /** Where a folder of the work directory is; it may be missing. */
    Path place(String name) {
        return workDir.toAbsolutePath().normalize().resolve(name);
    }

    /** Tells the log, before anything is logged, where it is and how much of it people see. */
    void openLog(String stderrLevel) {
        openLog(folder("logs"), stderrLevel);
    }

    /**
     * The same for a command that only looks: never into the log of a process that runs in the same work directory.
     *
     * @param name of what looks
     */
    static void openLogAside(String name) {
        var folder = "boreas-" + name + "-" + System.getProperty("user.name");
        openLog(Path.of(System.getProperty("java.io.tmpdir"), folder), "WARN");
    }

    private static void openLog(Path folder, String stderrLevel) {
        // options of the JVM, such as -Dboreas.log.stderr=WARN, go before
        System.getProperties().putIfAbsent("boreas.log.dir", folder.toString());
        System.getProperties().putIfAbsent("boreas.log.stderr", stderrLevel);
    }
}
