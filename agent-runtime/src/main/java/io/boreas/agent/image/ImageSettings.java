package io.boreas.agent.image;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How an agent comes to images.
 *
 * @param store the folder in which they are; empty for none
 * @param sizeMax bytes that one may have unpacked, and packed if it is pulled, 1 MB and more
 * @param entriesMax files, folders and links that one may have in all its layers, 1 to 10,000,000
 * @param cacheSizeMax bytes of unpacked images that are kept; those in use stay beyond that
 * @param registries how those come that the store has not
 */
public record ImageSettings(
        Optional<Path> store, long sizeMax, int entriesMax, long cacheSizeMax, RegistrySettings registries) {
    public static final ImageSettings DEFAULT = new ImageSettings(Optional.empty(), 10L << 30, 500_000, 20L << 30);

    private static final int ENTRIES_MOST = 10_000_000;

    /** Settings of an agent that asks no registry. */
    public ImageSettings(Optional<Path> store, long sizeMax, int entriesMax, long cacheSizeMax) {
        this(store, sizeMax, entriesMax, cacheSizeMax, RegistrySettings.NONE);
    }

    public ImageSettings {
        if (sizeMax < 1 << 20) {
            throw new IllegalArgumentException("an image may have 1 MB unpacked and more, not " + sizeMax + " bytes");
        }
        if (entriesMax < 1 || entriesMax > ENTRIES_MOST) {
            throw new IllegalArgumentException(
                    "an image's files are 1 to " + ENTRIES_MOST + " at most, not " + entriesMax);
        }
        if (cacheSizeMax < 0) {
            throw new IllegalArgumentException("images that are kept have no less than 0 bytes");
        }
    }
}
