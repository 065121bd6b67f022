package io.boreas.http.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;

/** Reads files that hold secrets. What it throws never says what is in them. */
final class SecretFile {
    private static final int BYTES_MAX = 1 << 20;

    private SecretFile() {}

    /**
     * The bytes of a file.
     *
     * @param setting what names it, for the message
     * @throws IllegalArgumentException if it cannot be read, is longer than 1 MiB, or others than its owner and group may read or
     *     change it
     */
    static byte[] read(Path file, String setting) {
        var named = setting + " names " + file;
        try {
            // Only file systems of POSIX tell; the program runs on no other.
            var permissions = Files.getPosixFilePermissions(file);
            var others = EnumSet.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);
            others.retainAll(permissions);
            if (!others.isEmpty()) {
                throw new IllegalArgumentException(named + ", which everybody on this machine may read or change ("
                        + PosixFilePermissions.toString(permissions) + "): it holds secrets, so run chmod 600 " + file);
            }
            try (var in = Files.newInputStream(file)) {
                var bytes = in.readNBytes(BYTES_MAX + 1);
                if (bytes.length > BYTES_MAX) {
                    throw new IllegalArgumentException(named + ", which has more than " + BYTES_MAX + " bytes");
                }
                return bytes;
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(named + ", which cannot be read: " + e, e);
        }
    }
}
