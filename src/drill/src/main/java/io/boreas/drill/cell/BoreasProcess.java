package io.boreas.drill.cell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The program in a JVM of its own, from this JVM's class path; what it prints is in a file. */
public final class BoreasProcess implements AutoCloseable {
    private static final String MAIN = "io.boreas.launcher.Boreas";

    /** Options of a JVM for a short life: no time to optimise, little memory. */
    public static final List<String> SHORT_LIFE = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xmx256m");

    private final Process process;
    private final Path output;

    private BoreasProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts it for a short life with these arguments; what it prints, to stdout and stderr, goes to a new file. */
    public static BoreasProcess start(Path output, List<String> arguments) {
        return start(output, SHORT_LIFE, arguments);
    }

    /** The same with other options of its JVM, which win; a class path may be among them. */
    public static BoreasProcess start(Path output, List<String> options, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(options);
        command.add(MAIN);
        command.addAll(arguments);
        return start(output, command, Map.of());
    }

    /**
     * Starts an installed program, on this JVM's Java; as above.
     *
     * @param program its launcher
     * @param home the home of whoever starts it
     */
    public static BoreasProcess installed(Path output, Path program, Path home, List<String> arguments) {
        return installed(output, program, home, "", arguments);
    }

    /**
     * The same.
     *
     * @param options of its JVM, with blanks between, besides those for a short life
     */
    public static BoreasProcess installed(
            Path output, Path program, Path home, String options, List<String> arguments) {
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        return start(
                output,
                command,
                Map.of(
                        "HOME",
                        home.toString(),
                        "BOREAS_JAVA_HOME",
                        System.getProperty("java.home"),
                        "BOREAS_JAVA_OPTS",
                        "-XX:TieredStopAtLevel=1 -Xmx256m " + options));
    }

    private static BoreasProcess start(Path output, List<String> command, Map<String, String> environment) {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BOREAS_"));
        builder.environment().putAll(environment);
        try {
            return new BoreasProcess(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.getFirst() + ": " + e.getMessage(), e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** All it has printed. */
    public String output() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what the program printed", e);
        }
    }

    /**
     * Waits until it has printed something.
     *
     * @throws AssertionError if it ends first, or the deadline passes; with what it printed
     */
    public MatchResult awaitOutput(Pattern pattern, Duration deadline) {
        var found = Await.until("the program prints " + pattern + "; so far: " + output, deadline, () -> {
            boolean ended = !process.isAlive();
            var matcher = pattern.matcher(output());
            Optional<MatchResult> match = matcher.find() ? Optional.of(matcher.toMatchResult()) : Optional.empty();
            return match.isPresent() || ended ? Optional.of(match) : Optional.empty();
        });
        return found.orElseThrow(() -> new AssertionError(
                "the program ended with " + process.exitValue() + " and never printed " + pattern + ":\n" + output()));
    }

    /** SIGKILL, as a power cut for this one process; returns when it is gone. */
    public void killHard() {
        process.destroyForcibly();
        awaitExit(Await.DEADLINE);
    }

    /** Sends a signal such as TERM or INT. */
    public void signal(String name) {
        Signals.send(name, pid());
    }

    /** Its exit code, once it has one. */
    public int awaitExit(Duration deadline) {
        try {
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the program has not ended within " + deadline + "; it printed:\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the program's end", e);
        }
    }

    @Override
    public void close() {
        killHard();
    }
}
