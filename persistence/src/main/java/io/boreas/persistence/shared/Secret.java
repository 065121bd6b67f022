package io.boreas.persistence.shared;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A password that is in a file: read when it is needed, never shown, never part of a configuration. */
public record Secret(Path file) {
    private static final int BYTES_MAX = 4_096;

    /**
     * What the file says, without the end of its line.
     *
     * @throws SharedStoreException.Away if it cannot be read
     */
    public String read() {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new IOException("it is larger than " + BYTES_MAX + " bytes");
            }
            return Files.readString(file, StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new SharedStoreException.Away("the password file " + file + " cannot be read: " + e, e);
        }
    }
}
