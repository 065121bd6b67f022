package io.boreas.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The few programs of the machine that are needed inside of images, which may hold nothing but a program of their own: copies with all
 * that they load, and run by the machine's own loader.
 */
public final class Tools {
    private static final List<String> PROGRAMS = List.of("env", "setpriv", "sleep");
    private static final String LOADER = "loader";
    private static final Path INSIDE = Path.of("/dev/.boreas");
    private static final Pattern LIBRARY = Pattern.compile("\\s*(\\S+) => (/\\S+) .*");
    private static final Pattern ALONE = Pattern.compile("\\s*(/\\S+) .*");

    private Tools() {}

    /** How a program is run inside, where the folder appears at a place that no image has. */
    static List<String> words(String program) {
        var there = INSIDE.toString();
        return List.of(there + "/" + LOADER, "--library-path", there, there + "/" + program);
    }

    /** Where the folder appears. */
    static Path inside() {
        return INSIDE;
    }

    /**
     * Makes the folder, or renews what is in it.
     *
     * @throws IOException if the machine lacks a program, or it cannot be told what it loads
     */
    public static void install(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (var name : PROGRAMS) {
            var program =
                    Machine.program(name).orElseThrow(() -> new IOException("this machine has no program " + name));
            copy(program, folder.resolve(name));
            boolean loaded = false;
            for (var line : loads(program)) {
                var library = LIBRARY.matcher(line);
                var alone = ALONE.matcher(line);
                if (library.matches()) {
                    copy(Path.of(library.group(2)), folder.resolve(library.group(1)));
                } else if (alone.matches()) {
                    copy(Path.of(alone.group(1)), folder.resolve(LOADER));
                    loaded = true;
                }
            }
            if (!loaded) {
                throw new IOException("it cannot be told what loads " + program + " on this machine");
            }
        }
    }

    private static List<String> loads(Path program) throws IOException {
        var process = new ProcessBuilder("ldd", program.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readNBytes(1 << 16), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        var fresh = to.resolveSibling(to.getFileName() + ".new");
        Files.copy(from, fresh, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(fresh, to, StandardCopyOption.ATOMIC_MOVE);
    }
}
