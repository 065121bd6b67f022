package io.boreas.testcluster.bench.cell;

import java.nio.file.Files;
import java.nio.file.Path;

/** The program as its launcher runs it, which is what is measured. */
final class Product {
    private static final Path LIBRARIES =
            Path.of("src/launcher/target/boreas/lib").toAbsolutePath();

    private Product() {}

    /** What the launcher gives a JVM, and behind it this program: an archive is of no use to a JVM whose class path begins otherwise. */
    static String classPath() {
        return LIBRARIES + "/*:" + System.getProperty("java.class.path");
    }

    /** What {@code boreas prepare} left for this JDK. */
    static Path archive() {
        var archive = LIBRARIES.resolve("server-" + System.getProperty("java.runtime.version") + ".aot");
        if (!Files.isReadable(archive)) {
            throw new IllegalStateException("there is no " + archive + "; run ./boreas prepare");
        }
        return archive;
    }
}
