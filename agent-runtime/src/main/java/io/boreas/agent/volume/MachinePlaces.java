package io.boreas.agent.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * Where volumes may appear on the file system of the machine: at what is there and is nobody's but people's. Programs that run as root come
 * into the task and out of it, so nothing that these load, or believe, can be covered.
 *
 * @param home the agent's work directory
 */
public record MachinePlaces(Path home) {
    private static final List<Path> CLOSED = List.of(
            Path.of("/bin"),
            Path.of("/boot"),
            Path.of("/dev"),
            Path.of("/etc"),
            Path.of("/lib"),
            Path.of("/lib32"),
            Path.of("/lib64"),
            Path.of("/libx32"),
            Path.of("/proc"),
            Path.of("/run"),
            Path.of("/sbin"),
            Path.of("/sys"),
            Path.of("/usr"),
            Path.of("/var/cache"),
            Path.of("/var/db"),
            Path.of("/var/lib"),
            Path.of("/var/run"));

    /**
     * Checks a place.
     *
     * @param path absolute
     * @param isFile whether it is to be a file, and not a folder
     * @throws UnmountableException if nothing can appear there
     */
    public void check(String path, boolean isFile) throws IOException {
        var place = Path.of(path);
        Path real;
        try {
            real = place.toRealPath();
        } catch (IOException e) {
            throw new UnmountableException("the machine has no " + path
                    + ": without an image, a volume appears at what is there, or in the sandbox");
        }
        if (!real.equals(place)) {
            throw new UnmountableException(path + " leads through a link on the machine");
        }
        for (var closed : CLOSED) {
            if (real.startsWith(closed) || closed.startsWith(real)) {
                throw new UnmountableException(
                        path + " is of the machine's system, or holds that: without an image, no volume appears there");
            }
        }
        if (real.startsWith(home.toRealPath()) || home.toRealPath().startsWith(real)) {
            throw new UnmountableException(path + " is in what the agent keeps for itself, or holds that");
        }
        boolean good = isFile
                ? Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)
                : Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS);
        if (!good) {
            throw new UnmountableException(path + " is no " + (isFile ? "file" : "folder") + " of the machine");
        }
    }
}
