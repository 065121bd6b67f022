package io.boreas.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;

/** Tries whether this machine lets the agent do with processes what it is to do with those of tasks. */
public final class Trial {
    private static final long SECONDS_MAX = 10;

    private Trial() {}

    /**
     * Makes a namespace as a keeper does.
     *
     * @throws IOException if it cannot be made, and why
     */
    public static void run(Namespace namespace) throws IOException {
        var words = new ArrayList<String>();
        words.add(Machine.named("unshare"));
        EnumSet.of(Namespace.MOUNT, namespace).forEach(each -> words.add("--" + each.option()));
        words.addAll(List.of("--propagation", "slave"));
        if (namespace == Namespace.PID) {
            words.addAll(List.of("--fork", "--kill-child"));
        }
        words.addAll(List.of(Machine.named("env"), "-C", "/", Machine.named("nsenter"), "--version"));
        run(words);
    }

    /**
     * Gives privileges up.
     *
     * @throws IOException if they cannot be given up, and why
     */
    public static void run(Privileges privileges) throws IOException {
        var words = new ArrayList<String>();
        words.add(Machine.named("setpriv"));
        words.addAll(privileges.options(Account.self()));
        words.add(Machine.named("env"));
        run(words);
    }

    /**
     * Sets limits of a process.
     *
     * @param rlimits by the names of {@code prlimit}, as it reads them
     * @throws IOException if they cannot be set, and why
     */
    public static void run(SortedMap<String, String> rlimits) throws IOException {
        // it sets its own, and nothing is to run under them: what they leave to others is not its business
        var words = new ArrayList<>(List.of("/bin/sh", "-c", "exec \"$@\" --pid $$", "sh", Machine.named("prlimit")));
        rlimits.forEach((name, value) -> words.add("--" + name + "=" + value));
        run(words);
    }

    /**
     * Runs a program.
     *
     * @param words it and its arguments
     * @throws IOException if it does not end well, and what it said
     */
    static void run(List<String> words) throws IOException {
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readNBytes(1 << 16), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(words.getFirst() + " did not end in " + SECONDS_MAX + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while trying " + words.getFirst(), e);
        }
        if (process.exitValue() != 0) {
            throw new IOException(said.strip().replaceAll("\\s*\\n\\s*", "; "));
        }
    }
}
