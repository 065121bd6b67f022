package io.boreas.agent.volume;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A folder of the machine that tasks may have as volumes, and all that is in it.
 *
 * @param path absolute, without {@code .} and {@code ..}
 * @param writable whether they may write there; if not, volumes of it have to be read-only
 */
public record HostFolder(Path path, boolean writable) {
    private static final String READ_ONLY = ":ro";
    private static final String WRITABLE = ":rw";

    public HostFolder {
        if (!path.isAbsolute() || !path.normalize().equals(path)) {
            throw new IllegalArgumentException("a folder of the machine that volumes may be of is absolute and without"
                    + " '.' and '..', not " + path);
        }
    }

    /**
     * Reads {@code /srv/data}, {@code /srv/data:ro} or {@code /srv/data:rw}; the first two mean the same.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static HostFolder parse(String text) {
        boolean writable = text.endsWith(WRITABLE);
        boolean suffixed = writable || text.endsWith(READ_ONLY);
        var path = suffixed ? text.substring(0, text.length() - READ_ONLY.length()) : text;
        return of(path, writable ? "rw" : "ro");
    }

    /**
     * The folder at a path.
     *
     * @param mode {@code ro} or {@code rw}
     * @throws IllegalArgumentException if it is not absolute, or the mode is another
     */
    public static HostFolder of(String path, String mode) {
        if (!mode.equals("ro") && !mode.equals("rw")) {
            throw new IllegalArgumentException(
                    "a folder of the machine may be had as ro or rw, not as \"" + mode + "\": " + path);
        }
        try {
            return new HostFolder(Path.of(path), mode.equals("rw"));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("\"" + path + "\" is no path: " + e.getReason(), e);
        }
    }
}
