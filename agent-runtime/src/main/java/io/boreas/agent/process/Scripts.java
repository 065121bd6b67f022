package io.boreas.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The shell scripts that come with the program. */
final class Scripts {
    private Scripts() {}

    /** Puts one where a shell finds it. */
    static void install(String name, Path file) throws IOException {
        try (var in = Scripts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the program lacks its resource " + name);
            }
            // a new file under the old name: a shell of before may still read the old one
            var fresh = file.resolveSibling(name + ".new");
            Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
