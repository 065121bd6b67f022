package io.boreas.testcluster.recovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What tasks wait for: files in a folder, made once. Who comes late finds a gate open as well. */
final class Gates {
    private final Path folder;

    /** @param folder one that nobody else writes to; it is made */
    Gates(Path folder) {
        this.folder = folder.toAbsolutePath();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isOpen(String name) {
        return Files.exists(folder.resolve(name));
    }

    void open(String name) {
        try {
            Files.writeString(folder.resolve(name), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Shell text that opens a gate. */
    String opening(String name) {
        return ": > \"" + folder.resolve(name) + "\"";
    }

    /** Shell text that waits at a gate. */
    String waiting(String name) {
        return "while [ ! -e \"" + folder.resolve(name) + "\" ]; do sleep 0.05; done";
    }
}
