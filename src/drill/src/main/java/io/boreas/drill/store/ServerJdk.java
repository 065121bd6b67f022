package io.boreas.drill.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds a JDK that Cassandra 5 runs on: 11 to 17, because later ones have given up what it needs.
 *
 * @param home its folder
 * @param version its feature version
 */
record ServerJdk(Path home, int version) {
    private static final int OLDEST = 11;
    private static final int NEWEST = 17;
    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)");

    /** The newest that fits: where {@code boreas.cassandra.java} says, else where systems put theirs. */
    static Optional<ServerJdk> find() {
        var candidates = new ArrayList<Path>();
        var told = System.getProperty("boreas.cassandra.java");
        if (told != null) {
            candidates.add(Path.of(told));
        }
        for (var variable : List.of("JAVA_HOME", "JAVA_17_HOME", "JAVA_HOME_17_X64")) {
            var value = System.getenv(variable);
            if (value != null) {
                candidates.add(Path.of(value));
            }
        }
        candidates.add(Path.of(System.getProperty("java.home")));
        for (var folder : List.of("/usr/lib/jvm", "/usr/java", "/opt/java", "/opt")) {
            candidates.addAll(children(Path.of(folder)));
        }
        candidates.addAll(children(Path.of(System.getProperty("user.home"), ".sdkman", "candidates", "java")));
        candidates.addAll(children(Path.of(System.getProperty("user.home"), ".jdks")));
        return candidates.stream()
                .map(ServerJdk::of)
                .flatMap(Optional::stream)
                .filter(jdk -> jdk.version() >= OLDEST && jdk.version() <= NEWEST)
                .max(Comparator.comparingInt(ServerJdk::version));
    }

    Path java() {
        return home.resolve("bin").resolve("java");
    }

    private static Optional<ServerJdk> of(Path home) {
        var release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin").resolve("java")) || !Files.isReadable(release)) {
            return Optional.empty();
        }
        try {
            var matcher = VERSION.matcher(Files.readString(release));
            return matcher.find()
                    ? Optional.of(new ServerJdk(home, Integer.parseInt(matcher.group(1))))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
