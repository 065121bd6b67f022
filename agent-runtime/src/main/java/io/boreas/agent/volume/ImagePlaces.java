package io.boreas.agent.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where paths lead in the file system of an image that no task has written to yet. Links in it mean what they mean to the task: none leads
 * out of it.
 *
 * @param layers what is seen through each other, the first first; nothing hides what is below but a name of its own
 */
public record ImagePlaces(List<Path> layers) {
    private static final int LINKS_MAX = 40;

    public ImagePlaces {
        layers = List.copyOf(layers);
    }

    /**
     * The same place by a path without links.
     *
     * @param path absolute, as the task sees it; what comes last need not be there
     * @param isFile whether it is to be a file, and not a folder
     * @throws UnmountableException if it leads through what is no folder, or to the other of file and folder
     */
    public String resolve(String path, boolean isFile) throws IOException {
        var left = new ArrayDeque<String>();
        Path.of(path).forEach(part -> left.add(part.toString()));
        var at = Path.of("/");
        int links = 0;
        while (!left.isEmpty()) {
            var part = left.removeFirst();
            if (part.equals("..")) {
                at = at.getParent() == null ? at : at.resolve("..").normalize();
                continue;
            }
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            at = at.resolve(part);
            var there = find(at);
            if (there == null) {
                continue;
            }
            if (Files.isSymbolicLink(there)) {
                if (++links > LINKS_MAX) {
                    throw new UnmountableException(
                            path + " leads through more than " + LINKS_MAX + " links in its image");
                }
                var target = Files.readSymbolicLink(there);
                at = target.isAbsolute() ? Path.of("/") : at.resolve("..").normalize();
                for (int i = target.getNameCount() - 1; i >= 0; i--) {
                    left.addFirst(target.getName(i).toString());
                }
                continue;
            }
            boolean mayBeFile = isFile && left.isEmpty();
            boolean good = mayBeFile
                    ? Files.isRegularFile(there, LinkOption.NOFOLLOW_LINKS)
                    : Files.isDirectory(there, LinkOption.NOFOLLOW_LINKS);
            if (!good) {
                throw new UnmountableException(path + " is "
                        + (mayBeFile ? "no file" : "no folder, or leads through none,") + " in its image");
            }
        }
        return at.toString();
    }

    private @Nullable Path find(Path at) {
        for (var layer : layers) {
            var there = find(layer, at);
            if (there != null) {
                return there;
            }
        }
        return null;
    }

    /** A link of one layer on the way is hidden by a folder of another, and is not followed. */
    private static @Nullable Path find(Path layer, Path at) {
        var there = layer;
        for (var part : at) {
            if (!Files.isDirectory(there, LinkOption.NOFOLLOW_LINKS)) {
                return null;
            }
            there = there.resolve(part);
        }
        return Files.exists(there, LinkOption.NOFOLLOW_LINKS) ? there : null;
    }
}
