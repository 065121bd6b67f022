package io.boreas.launcher.process;

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
public final class ServerOptions {
    public static final List<String> LAYERS =
            List.of("boreas-launcher.conf", "boreas-stores.conf", "boreas-pekko.conf");

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
        var folder = workDir.toAbsolutePath().normalize().resolve(name);
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the work directory cannot be used: " + e.getMessage(), e);
        }
    }

    /** Tells the log, before anything is logged, where it is and how much of it people see. */
    public void openLog(String stderrLevel) {
        System.setProperty("boreas.log.dir", folder("logs").toString());
        System.setProperty("boreas.log.stderr", stderrLevel);
    }
}
