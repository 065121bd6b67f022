package io.boreas.agent.process;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the first line that comes from a command on a terminal, which says who leads the terminal's session and where the terminal
 * is. What is no such line is the command's own. Not thread-safe.
 */
public final class TerminalGreeting {
    private static final Pattern LINE = Pattern.compile("([0-9]{1,10}) (/dev/pts/[0-9]{1,10})\r?\n");
    private static final int LINE_BYTES_MAX = 64;
    private static final byte[] NOTHING = {};

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean over;
    private Optional<Greeting> greeting = Optional.empty();

    /**
     * What the line says.
     *
     * @param leader number of the process that leads the session on the terminal; 0 if that sees other numbers than the machine
     */
    public record Greeting(long leader, Path terminal) {}

    /** Whether the line has ended, or will not come any more. */
    public boolean isOver() {
        return over;
    }

    /** What it said; empty before its end, or if it was not there. */
    public Optional<Greeting> greeting() {
        return greeting;
    }

    /** Takes what came; what of it, and of what came before, is the command's. */
    public byte[] take(byte[] bytes, int length) {
        if (over) {
            return Arrays.copyOf(bytes, length);
        }
        int at = 0;
        while (at < length && line.size() < LINE_BYTES_MAX && !over) {
            line.write(bytes[at]);
            over = bytes[at] == '\n';
            at++;
        }
        if (!over && line.size() < LINE_BYTES_MAX) {
            return NOTHING;
        }
        over = true;
        var match = LINE.matcher(line.toString(StandardCharsets.ISO_8859_1));
        var rest = new ByteArrayOutputStream();
        if (match.matches()) {
            greeting = Optional.of(new Greeting(Long.parseLong(match.group(1)), Path.of(match.group(2))));
        } else {
            rest.writeBytes(line.toByteArray());
        }
        rest.write(bytes, at, length - at);
        return rest.toByteArray();
    }

    /** Nothing more comes; what is the command's of what was kept back. */
    public byte[] end() {
        if (over) {
            return NOTHING;
        }
        over = true;
        return line.toByteArray();
    }
}
