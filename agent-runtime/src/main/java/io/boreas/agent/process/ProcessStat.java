package io.boreas.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the kernel says of one process. Source: proc(5), {@code /proc/PID/stat}.
 *
 * @param state {@code Z} for one that has ended and was not waited for
 */
record ProcessStat(ProcessId id, char state, long parent, long session) {
    /**
     * The process that has this number now, if any has that may be looked at.
     *
     * @throws IOException if it is there and could not be looked at, as by an agent that has no descriptor left
     */
    static Optional<ProcessStat> of(long pid) throws IOException {
        var text = ProcFile.STAT.read(pid);
        return text.isPresent()
                ? Optional.of(parse(pid, new String(text.get(), StandardCharsets.ISO_8859_1)))
                : Optional.empty();
    }

    /** Reads {@code PID (NAME) STATE PARENT GROUP SESSION … START …}; the name may hold blanks and brackets. */
    static ProcessStat parse(long pid, String text) throws IOException {
        var fields = text.substring(text.lastIndexOf(')') + 1).trim().split(" ", 21);
        if (fields.length < 21) {
            throw new IOException("/proc/" + pid + "/stat has too few fields");
        }
        var id = new ProcessId(pid, Long.parseLong(fields[19]));
        return new ProcessStat(id, fields[0].charAt(0), Long.parseLong(fields[1]), Long.parseLong(fields[3]));
    }

    /** Whether it still does, or may do, anything. */
    boolean isAlive() {
        return state != 'Z' && state != 'X';
    }

    /** Whether this very process is alive; it counts as alive while that cannot be told. */
    static boolean isAlive(ProcessId id) {
        try {
            return of(id.pid())
                    .filter(stat -> stat.id().equals(id))
                    .map(ProcessStat::isAlive)
                    .orElse(false);
        } catch (IOException unknown) {
            return true;
        }
    }
}
