package io.boreas.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** What processes hold in memory. Source: proc(5), {@code status} and {@code smaps_rollup}. */
public final class ProcessMemory {
    private static final String RESIDENT = "VmRSS:";
    private static final String SHARE = "Pss:";

    private ProcessMemory() {}

    /** What these hold, where what several share counts for each of them: never less than there is. */
    public static long atMost(List<ProcessId> processes) {
        return processes.stream().mapToLong(process -> resident(process.pid())).sum();
    }

    /** What these hold, where what is shared counts in parts. It costs more to know. */
    public static long proportional(List<ProcessId> processes) {
        return processes.stream().mapToLong(process -> share(process.pid())).sum();
    }

    private static long resident(long pid) {
        return kilobytes(Path.of("/proc/" + pid + "/status"), RESIDENT).orElse(0) * 1_024;
    }

    private static long share(long pid) {
        var share = kilobytes(Path.of("/proc/" + pid + "/smaps_rollup"), SHARE);
        return share.isPresent() ? share.getAsLong() * 1_024 : resident(pid);
    }

    /** The number behind a name in lines {@code NAME: NUMBER kB}; nothing if the file is gone or may not be read. */
    private static OptionalLong kilobytes(Path file, String name) {
        try {
            for (var line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                if (line.startsWith(name)) {
                    var amount = line.substring(name.length()).trim();
                    return OptionalLong.of(Long.parseLong(amount.substring(0, amount.indexOf(' '))));
                }
            }
        } catch (IOException goneOrForbidden) {
            return OptionalLong.empty();
        }
        return OptionalLong.empty();
    }
}
