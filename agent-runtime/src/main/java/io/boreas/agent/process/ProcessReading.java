package io.boreas.agent.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What one process uses. Source: proc(5), {@code /proc/PID/stat} and {@code /proc/PID/io}.
 *
 * @param name of its program, at most 15 bytes
 * @param userMillis time on cores in the program, that of its ended children included
 * @param systemMillis time on cores in the kernel, that of its ended children included
 * @param readBytes from disks; 0 if that may not be seen
 */
public record ProcessReading(
        ProcessId id,
        long parent,
        long session,
        String name,
        char state,
        int threads,
        long userMillis,
        long systemMillis,
        long rssBytes,
        long readBytes,
        long writtenBytes) {
    private static final int BYTES_MAX = 4_096;
    private static final int FIELDS = 22;
    private static final long MILLIS_PER_TICK = 10;
    private static final String READ = "read_bytes:";
    private static final String WRITTEN = "write_bytes:";

    /** What that very process uses, if it is there. */
    public static Optional<ProcessReading> of(ProcessId id) {
        try {
            return Optional.of(parse(id.pid(), read(id.pid(), "stat"), io(id.pid())))
                    .filter(reading -> reading.id().equals(id));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    static ProcessReading parse(long pid, String stat, String io) throws IOException {
        int close = stat.lastIndexOf(')');
        // from the third of proc(5) on: the state is number 0
        var fields = stat.substring(close + 1).trim().split(" ", -1);
        if (fields.length < FIELDS) {
            throw new IOException("/proc/" + pid + "/stat has too few fields");
        }
        return new ProcessReading(
                new ProcessId(pid, Long.parseLong(fields[19])),
                Long.parseLong(fields[1]),
                Long.parseLong(fields[3]),
                stat.substring(stat.indexOf('(') + 1, close),
                fields[0].charAt(0),
                Integer.parseInt(fields[17]),
                (Long.parseLong(fields[11]) + Long.parseLong(fields[13])) * MILLIS_PER_TICK,
                (Long.parseLong(fields[12]) + Long.parseLong(fields[14])) * MILLIS_PER_TICK,
                Long.parseLong(fields[21]) * Machine.pageBytes(),
                number(io, READ),
                number(io, WRITTEN));
    }

    private static String io(long pid) {
        try {
            return read(pid, "io");
        } catch (IOException forbidden) {
            return "";
        }
    }

    private static long number(String io, String name) {
        return io.lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length()).trim()))
                .findFirst()
                .orElse(0);
    }

    private static String read(long pid, String file) throws IOException {
        try (var in = new FileInputStream("/proc/" + pid + "/" + file)) {
            return new String(in.readNBytes(BYTES_MAX), StandardCharsets.ISO_8859_1);
        }
    }
}
