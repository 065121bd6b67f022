package io.boreas.agent.process;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Facts of the machine the agent runs on. */
public final class Machine {
    private static final long TICKS_PER_SECOND = 100;

    private static final long PAGE_BYTES_USUAL = 4_096;
    private static final long PAGE_BYTES = findPageBytes();
    private static final long MEMORY_BYTES =
            ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();

    private Machine() {}

    /** Bytes of a page of memory. */
    static long pageBytes() {
        return PAGE_BYTES;
    }

    private static long findPageBytes() {
        var name = "KernelPageSize:";
        try (var lines = Files.lines(Path.of("/proc/self/smaps"))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(name.length()).trim())
                    .mapToLong(text -> Long.parseLong(text.substring(0, text.indexOf(' '))) << 10)
                    .findFirst()
                    .orElse(PAGE_BYTES_USUAL);
        } catch (IOException e) {
            return PAGE_BYTES_USUAL;
        }
    }

    /** Bytes of memory that it has, or that this program's own container may have. */
    public static long memoryBytes() {
        return MEMORY_BYTES;
    }

    /** This boot of the machine: with another one, no process of before lives. */
    public static String bootId() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim();
    }

    /** Time since the machine booted, in the ticks that processes' start times are counted in. */
    public static long uptimeTicks() throws IOException {
        var text = Files.readString(Path.of("/proc/uptime"));
        return (long) (Double.parseDouble(text.substring(0, text.indexOf(' '))) * TICKS_PER_SECOND);
    }

    /** When the machine booted, to the second. */
    public static Instant bootTime() throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/stat"))) {
            if (line.startsWith("btime ")) {
                return Instant.ofEpochSecond(Long.parseLong(line.substring(6).trim()));
            }
        }
        throw new IOException("/proc/stat does not say when the machine booted");
    }

    /** Where a program is, if one of the usual folders has it. */
    public static Optional<Path> program(String name) {
        for (String folder : new String[] {"/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"}) {
            var path = Path.of(folder, name);
            if (Files.isExecutable(path)) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    /** The same, or the name alone, for a shell to complain of. */
    static String named(String name) {
        return program(name).map(Path::toString).orElse(name);
    }
}
