package io.boreas.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The settings under {@code boreas}: each module's {@code reference.conf}, then a file, then {@code -Dkey=value} and environment
 * variables ({@code BOREAS_} and the key, dots and dashes as underscores), the later ones winning.
 *
 * <p>Readers of values collect problems instead of stopping at the first; {@link #checked} reports them together. A key that no
 * {@code reference.conf} knows is a problem too: it would be a setting that does nothing.
 */
public final class Settings {
    private static final String ROOT = "boreas";

    private final Config config;
    private final List<String> problems;

    private Settings(Config config, List<String> problems) {
        this.config = config;
        this.problems = problems;
    }

    /**
     * Reads everything.
     *
     * @param layers resources that lie over every {@code reference.conf} and under the file: what Boreas sets in libraries' sections
     * @param file the configuration file, if one was named
     * @param options settings from the command line, by full key
     * @param environment the process's environment
     * @throws SettingsException if the file cannot be read, or sets a key that does not exist
     */
    public static Settings load(
            List<String> layers, Optional<Path> file, Map<String, String> options, Map<String, String> environment) {
        return load(layers, file, options, environment, ConfigFactory.systemProperties());
    }

    /**
     * Reads what a part of another program is told by that program alone: its JVM's properties and environment are not ours.
     *
     * @param layers as in {@link #load}
     * @param options settings by full key
     * @throws SettingsException if a key does not exist
     */
    public static Settings embedded(List<String> layers, Map<String, String> options) {
        return load(layers, Optional.empty(), options, Map.of(), ConfigFactory.empty());
    }

    /** Settings that were read and checked before, such as those an actor system was started with. */
    public static Settings of(Config config) {
        return new Settings(config, new ArrayList<>());
    }

    private static Settings load(
            List<String> layers,
            Optional<Path> file,
            Map<String, String> options,
            Map<String, String> environment,
            Config properties) {
        var reference = ConfigFactory.defaultReferenceUnresolved();
        for (var layer : layers) {
            reference = ConfigFactory.parseResources(
                            layer, ConfigParseOptions.defaults().setAllowMissing(false))
                    .withFallback(reference);
        }
        var problems = new ArrayList<String>();
        var fromFile = file.map(Settings::parse).orElseGet(ConfigFactory::empty);
        var fromOptions = ConfigFactory.parseMap(options, "command line");
        var known = reference.resolve(ConfigResolveOptions.defaults());
        var fromEnvironment = environment(known, environment);
        for (var source : List.of(fromFile, fromOptions)) {
            unknownKeys(source, known, problems);
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        var merged = fromOptions
                .withFallback(properties)
                .withFallback(fromEnvironment)
                .withFallback(fromFile)
                .withFallback(reference)
                .resolve();
        unknownKeys(properties, known, problems);
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return new Settings(merged, new ArrayList<>());
    }

    private static Config parse(Path file) {
        if (!Files.isReadable(file)) {
            throw new SettingsException(List.of(file + " cannot be read; --config names a HOCON file"));
        }
        try {
            return ConfigFactory.parseFile(
                    file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
        } catch (ConfigException e) {
            throw new SettingsException(List.of(file + " is not HOCON: " + e.getMessage()));
        }
    }

    private static Config environment(Config known, Map<String, String> environment) {
        var values = new TreeMap<String, String>();
        if (known.hasPath(ROOT)) {
            for (var entry : known.getConfig(ROOT).entrySet()) {
                var name =
                        (ROOT + "_" + entry.getKey()).toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
                var value = environment.get(name);
                if (value != null) {
                    values.put(ROOT + "." + entry.getKey(), value);
                }
            }
        }
        return ConfigFactory.parseMap(values, "environment");
    }

    private static void unknownKeys(Config source, Config known, List<String> problems) {
        if (!source.hasPath(ROOT)) {
            return;
        }
        for (var entry : source.getConfig(ROOT).entrySet()) {
            if (!known.hasPathOrNull(ROOT + "." + entry.getKey()) && !isInFreeSection(known, entry.getKey())) {
                problems.add(ROOT + "." + entry.getKey() + " is not a setting ("
                        + entry.getValue().origin().description() + ")");
            }
        }
    }

    /** Whether the key names something in a section whose names are free: one that a {@code reference.conf} leaves empty. */
    private static boolean isInFreeSection(Config known, String key) {
        var path = ConfigUtil.splitPath(key);
        for (int length = 1; length < path.size(); length++) {
            var section = ROOT + "." + ConfigUtil.joinPath(path.subList(0, length));
            if (!known.hasPath(section)) {
                return false;
            }
            if (known.getValue(section) instanceof ConfigObject object && object.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** All of it, for libraries that read their own sections. */
    public Config config() {
        return config;
    }

    /** A section; problems found in it are reported with its parent's. */
    public Settings section(String path) {
        return new Settings(config.getConfig(path), problems);
    }

    /**
     * Reads a group of settings.
     *
     * @throws SettingsException if any of them had a problem
     */
    public <T> T checked(Function<Settings, T> reader) {
        T value;
        try {
            value = reader.apply(this);
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
            throw new SettingsException(problems);
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return value;
    }

    /** A duration such as {@code 5s}, between two others. */
    public Duration duration(String key, Duration min, Duration max) {
        return read(key, () -> config.getDuration(key), min, max);
    }

    /** A duration such as {@code 90d}, between two others, or {@code off}. */
    public Optional<Duration> durationOrOff(String key, Duration min, Duration max) {
        return config.getValue(key).unwrapped().equals("off") ? Optional.empty() : Optional.of(duration(key, min, max));
    }

    /** A whole number between two others. */
    public int count(String key, int min, int max) {
        return read(key, () -> config.getInt(key), min, max);
    }

    /** A size in bytes, written as {@code 4MiB}, between two others. */
    public long bytes(String key, long min, long max) {
        return read(key, () -> config.getBytes(key), min, max);
    }

    public String text(String key) {
        return read(key, () -> config.getString(key), "", "\uffff");
    }

    /** A list of texts; one text with commas between them, as an environment variable gives it, will do too. */
    public List<String> texts(String key) {
        var value = config.getValue(key);
        if (value.valueType() == ConfigValueType.STRING) {
            return Arrays.stream(config.getString(key).split(","))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .toList();
        }
        try {
            return List.copyOf(config.getStringList(key));
        } catch (ConfigException e) {
            problems.add(String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    /** Positive numbers by name; the names are free. */
    public SortedMap<String, Double> positiveNumbers(String key) {
        var numbers = new TreeMap<String, Double>();
        for (var name : config.getObject(key).keySet()) {
            var path = ConfigUtil.joinPath(key, name);
            numbers.put(name, read(path, () -> config.getDouble(path), Double.MIN_VALUE, Double.MAX_VALUE));
        }
        return numbers;
    }

    public boolean flag(String key) {
        return read(key, () -> config.getBoolean(key), false, true);
    }

    private <T extends Comparable<? super T>> T read(String key, Supplier<T> reader, T min, T max) {
        try {
            T value = reader.get();
            if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
                problems.add(where(key) + " is from " + min + " to " + max + ", not " + value);
                return min;
            }
            return value;
        } catch (ConfigException e) {
            problems.add(String.valueOf(e.getMessage()));
            return min;
        }
    }

    private String where(String key) {
        return config.getValue(key).origin().description() + ": " + key;
    }
}
