package io.boreas.testcluster.bench.cell;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Another process of this program, that speaks in lines. */
final class Jvm implements AutoCloseable {
    /** As the launcher sets them, so that what is measured is what users run. */
    static final List<String> OPTIONS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+UseParallelGC");

    /** The kernel counts CPU time in these, on every Linux of today. */
    private static final double TICKS_A_SECOND = 100;

    private final Process process;
    private final BufferedWriter input;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final long startedNanos;

    private Jvm(Process process, long startedNanos) {
        this.process = process;
        this.startedNanos = startedNanos;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        Thread.ofPlatform().daemon().name("lines-of-" + process.pid()).start(this::read);
    }

    /**
     * Starts it on the product's class path and this process's.
     *
     * @param errors where its stderr goes
     */
    static Jvm start(Path errors, List<String> options, String main, List<String> arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(options);
        command.addAll(List.of("-cp", Product.classPath(), main));
        command.addAll(arguments);
        long now = System.nanoTime();
        return new Jvm(
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                        .directory(new File("."))
                        .start(),
                now);
    }

    private void read() {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("(its output broke off: " + e.getMessage() + ")");
        }
    }

    /** {@link System#nanoTime} just before it was started. */
    long startedNanos() {
        return startedNanos;
    }

    long pid() {
        return process.pid();
    }

    /** Waits for a line that means something; others are passed over. */
    <T> T await(Function<String, Optional<T>> meaning, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            var line = lines.poll(100, TimeUnit.MILLISECONDS);
            if (line != null) {
                var found = meaning.apply(line);
                if (found.isPresent()) {
                    return found.get();
                }
            } else if (!process.isAlive()) {
                throw new IllegalStateException("the process ended with code " + process.exitValue());
            } else if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the process did not say in " + timeout + " what it should");
            }
        }
    }

    /** Says a line to it, and returns its answer: the line that begins with the same word, without it. */
    String ask(String word) throws IOException, InterruptedException {
        input.write(word + "\n");
        input.flush();
        return await(
                line -> line.startsWith(word + " ") ? Optional.of(line.substring(word.length() + 1)) : Optional.empty(),
                Duration.ofSeconds(60));
    }

    /** All its threads' time since it started. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Seconds that threads of each kind of name took since they were started; those that ended do not count. Linux only. */
    Map<String, Double> cpuByThreads() throws IOException {
        var seconds = new TreeMap<String, Double>();
        try (var threads = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            for (var thread : threads.toList()) {
                var stat = Files.readString(thread.resolve("stat"));
                var name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
                        .replaceAll("[0-9]+", "N");
                var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                double ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
                seconds.merge(name, ticks / TICKS_A_SECOND, Double::sum);
            }
        }
        return seconds;
    }

    /** Has the JDK's own tool tell it to do something; returns what the tool printed. */
    String diagnose(String... command) throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(process.pid())));
        words.addAll(List.of(command));
        var tool = new ProcessBuilder(words).redirectErrorStream(true).start();
        var printed = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (tool.waitFor() != 0) {
            throw new IllegalStateException("jcmd " + String.join(" ", command) + ": " + printed);
        }
        return printed;
    }

    /** Kills it as {@code kill -9} does. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
