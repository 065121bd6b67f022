package io.boreas.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tar, unpacked.
 *
 * @param home the folder that was in it
 */
record Installation(Path home) {
    private static final String TAR = "test.dist.tar";

    /** Unpacks it as people do. */
    static Installation unpack(Path into) {
        var tar = Path.of(System.getProperty(TAR, "no " + TAR));
        try {
            var code = new ProcessBuilder("tar", "-xzf", tar.toString(), "-C", into.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("tar ended with " + code + " on " + tar);
            }
            try (var folders = Files.list(into)) {
                return new Installation(folders.findFirst().orElseThrow());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while unpacking", e);
        }
    }

    Path launcher() {
        return home.resolve("bin/boreas");
    }

    /** Everything that is there, with what would change if somebody wrote there. */
    SortedMap<String, String> contents() {
        var contents = new TreeMap<String, String>();
        try (var files = Files.walk(home)) {
            for (var file : files.toList()) {
                var attributes = Files.readAttributes(file, "posix:*", LinkOption.NOFOLLOW_LINKS);
                contents.put(
                        home.relativize(file).toString(),
                        attributes.get("size") + " " + attributes.get("lastModifiedTime") + " "
                                + attributes.get("permissions"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return contents;
    }
}
