package io.boreas.testcluster.foreign;

import io.boreas.drill.cell.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A program of others behind a driver of ours: led by lines on its stdin, telling what it hears by lines on its stdout. */
final class ForeignProgram implements AutoCloseable {
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private ForeignProgram(Process process) {
        this.process = process;
        read(process.getInputStream(), lines);
        read(process.getErrorStream(), complaints);
    }

    /** Starts it in a folder. */
    static ForeignProgram start(Path folder, List<String> command) {
        try {
            return new ForeignProgram(
                    new ProcessBuilder(command).directory(folder.toFile()).start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.getFirst() + ": " + e.getMessage(), e);
        }
    }

    /** Tells it to do something. */
    void tell(String line) {
        try {
            var in = process.getOutputStream();
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("it does not listen any more: " + this, e);
        }
    }

    /** Waits for a line, among those that it said before too. */
    MatchResult awaits(String regex) {
        var pattern = Pattern.compile(regex);
        try {
            return Await.until("a line '" + regex + "'", Await.DEADLINE, () -> {
                var found = said(pattern);
                if (found.isEmpty() && !process.isAlive()) {
                    throw new AssertionError("it ended with " + process.exitValue() + " without '" + regex + "'");
                }
                return found;
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; " + this, e);
        }
    }

    /** All it has said so far. */
    List<String> said() {
        return List.copyOf(lines);
    }

    /** Waits until it has ended by itself. */
    int awaitEnd() {
        Await.that("the program has ended", () -> !process.isAlive());
        return process.exitValue();
    }

    /** SIGKILL. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    private Optional<MatchResult> said(Pattern pattern) {
        for (var line : lines) {
            var matcher = pattern.matcher(line);
            if (matcher.matches()) {
                return Optional.of(matcher.toMatchResult());
            }
        }
        return Optional.empty();
    }

    private static void read(InputStream from, List<String> to) {
        Thread.ofVirtual().start(() -> {
            try (var reader = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                reader.lines().forEach(to::add);
            } catch (IOException | UncheckedIOException closed) {
                to.add("(end: " + closed.getMessage() + ")");
            }
        });
    }

    @Override
    public String toString() {
        return "it said " + lines + " and complained " + complaints;
    }
}
