package io.boreas.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The terminal this program was started on, as {@code stty} sees it. It is as it was when this is closed, and when the program is
 * ended by a signal that it hears.
 */
final class LocalTerminal implements AutoCloseable {
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,3}) ([1-9][0-9]{0,3})");
    private static final long STTY_SECONDS_MAX = 5;

    /** Says the size after each change. What it reads ends with this program, and it with that. */
    private static final String WATCH = """
            exec 3<&0
            trap 'stty size </dev/tty' WINCH
            cat <&3 >/dev/null &
            while kill -0 $! 2>/dev/null; do wait $!; done
            """;

    private final String saved;
    private final Thread restoring = new Thread(this::restore, "terminal");
    private @Nullable Process watch;
    private boolean isRaw;

    private LocalTerminal(String saved) {
        this.saved = saved;
    }

    /** How much a terminal shows. */
    record Size(int rows, int columns) {
        /** Of one that does not say. */
        static final Size USUAL = new Size(24, 80);
    }

    /** The terminal; empty if standard input is none. */
    static Optional<LocalTerminal> find() {
        return stty("-g").map(LocalTerminal::new);
    }

    Size size() {
        return stty("size").flatMap(LocalTerminal::size).orElse(Size.USUAL);
    }

    private static Optional<Size> size(String text) {
        var match = SIZE.matcher(text);
        return match.matches()
                ? Optional.of(new Size(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2))))
                : Optional.empty();
    }

    /** Every key goes to whoever reads, unchanged and unseen. */
    void raw() {
        Runtime.getRuntime().addShutdownHook(restoring);
        isRaw = true;
        stty("raw", "-echo");
    }

    /** Tells of each change of its size, on a thread of its own. */
    void watch(Consumer<Size> listener) {
        try {
            var started = new ProcessBuilder("/bin/sh", "-c", WATCH)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            watch = started;
            Thread.ofPlatform().name("terminal-size").daemon().start(() -> read(started, listener));
        } catch (IOException e) {
            throw new CliException(Exit.UNKNOWN, "the terminal's size cannot be watched: " + e.getMessage());
        }
    }

    private static void read(Process watch, Consumer<Size> listener) {
        try (var lines = new BufferedReader(new InputStreamReader(watch.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                size(line).ifPresent(listener);
            }
        } catch (IOException e) {
            // it ends with the session: nobody needs to know any more
        }
    }

    @Override
    public void close() {
        var watching = watch;
        try {
            if (watching != null) {
                watching.getOutputStream().close();
            }
        } catch (IOException e) {
            watching.destroy();
        }
        if (isRaw) {
            restore();
            try {
                Runtime.getRuntime().removeShutdownHook(restoring);
            } catch (IllegalStateException e) {
                // the program is about to end, and restores it once more
            }
        }
    }

    private void restore() {
        stty(saved);
    }

    private static Optional<String> stty(String... words) {
        var command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(words));
        try {
            var process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean done = process.waitFor(STTY_SECONDS_MAX, TimeUnit.SECONDS) && process.exitValue() == 0;
            return done ? Optional.of(said.strip()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // no stty: it counts as no terminal
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
