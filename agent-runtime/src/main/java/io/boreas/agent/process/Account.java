package io.boreas.agent.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Whom a process runs as.
 *
 * @param name the account's name
 * @param uid its number
 * @param gid the number of its own group
 */
public record Account(String name, long uid, long gid) {
    private static final Account SELF =
            new Account(System.getProperty("user.name", ""), attribute("uid"), attribute("gid"));

    private static final Duration KNOWN_FOR = Duration.ofMinutes(1);
    private static final int KNOWN_MAX = 1_000;
    private static final Map<String, Known> KNOWN = new ConcurrentHashMap<>();

    private record Known(Account account, long sinceNanos) {}

    /** Whom the agent itself runs as. */
    public static Account self() {
        return SELF;
    }

    /** Whether this is the account the agent itself runs as. */
    public boolean isSelf() {
        return uid == SELF.uid;
    }

    /** Whether the kernel takes it for root. */
    boolean isRoot() {
        return uid == 0;
    }

    /** The account of that name, if the machine has it. It may ask another program, and block. */
    public static Optional<Account> named(String name) {
        if (name.equals(SELF.name)) {
            return Optional.of(SELF);
        }
        if (name.isEmpty() || name.startsWith("-")) {
            return Optional.empty();
        }
        var known = KNOWN.get(name);
        if (known != null && System.nanoTime() - known.sinceNanos() < KNOWN_FOR.toNanos()) {
            return Optional.of(known.account());
        }
        if (KNOWN.size() >= KNOWN_MAX) {
            KNOWN.clear();
        }
        try {
            var account = new Account(name, ask("-u", name), ask("-g", name));
            KNOWN.put(name, new Known(account, System.nanoTime()));
            return Optional.of(account);
        } catch (NumberFormatException unknown) {
            return Optional.empty();
        }
    }

    private static long attribute(String name) {
        try {
            return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:" + name)).longValue();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell whom this program runs as", e);
        }
    }

    private static long ask(String... arguments) {
        var command = new String[arguments.length + 1];
        command[0] = "id";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return Long.parseLong(answer.trim());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking for an account", e);
        }
    }
}
