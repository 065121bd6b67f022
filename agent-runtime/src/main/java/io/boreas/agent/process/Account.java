package io.boreas.agent.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Whom a process runs as.
 *
 * @param name the account's name
 * @param uid its number
 * @param gid the number of its own group
 */
public record Account(String name, long uid, long gid) {
    private static final Account SELF = new Account(System.getProperty("user.name", ""), ask("-u"), ask("-g"));

    /** Whom the agent itself runs as. */
    public static Account self() {
        return SELF;
    }

    /** Whether this is the account the agent itself runs as. */
    public boolean isSelf() {
        return uid == SELF.uid;
    }

    /** The account of that name, if the machine has it. It asks another program: it may block. */
    public static Optional<Account> named(String name) {
        if (name.equals(SELF.name)) {
            return Optional.of(SELF);
        }
        if (name.isEmpty() || name.startsWith("-")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Account(name, ask("-u", name), ask("-g", name)));
        } catch (NumberFormatException unknown) {
            return Optional.empty();
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
