package io.boreas.agent.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** What is mounted on the machine, as the agent sees it. Source: proc_pid_mountinfo(5). */
final class Mounted {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final int PLACE = 4;

    private Mounted() {}

    /** Whether something is mounted at a folder or below it. A link has nothing below it. */
    static boolean isIn(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        // the kernel writes the bytes of names as they are, but for these
        var written = folder.toRealPath()
                .toString()
                .replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012");
        var name = new String(written.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1).stream()
                .map(line -> line.split(" ", PLACE + 2)[PLACE])
                .anyMatch(place -> place.equals(name) || place.startsWith(name + "/"));
    }
}
