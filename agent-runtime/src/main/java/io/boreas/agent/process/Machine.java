package io.boreas.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Facts of the machine the agent runs on. */
public final class Machine {
    private static final long TICKS_PER_SECOND = 100;

    private Machine() {}

    /** This boot of the machine: with another one, no process of before lives. */
    public static String bootId() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim();
    }

    /** Time since the machine booted, in the ticks that processes' start times are counted in. */
    public static long uptimeTicks() throws IOException {
        var text = Files.readString(Path.of("/proc/uptime"));
        return (long) (Double.parseDouble(text.substring(0, text.indexOf(' '))) * TICKS_PER_SECOND);
    }

    /** Where a program is, if one of the usual folders has it. */
    static Optional<Path> program(String name) {
        for (String folder : new String[] {"/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"}) {
            var path = Path.of(folder, name);
            if (Files.isExecutable(path)) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }
}
