package io.boreas.drill;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A command of the operator's, for the shell of this machine.
 *
 * @param text as it was typed
 */
record ShellLine(String text) {
    /**
     * Runs it to its end. What it prints is printed.
     *
     * @throws AssertionError if it fails, or is not over in time; it is ended then
     */
    void run(Duration deadline) {
        try {
            var process = new ProcessBuilder("/bin/sh", "-c", text)
                    .redirectInput(Redirect.from(new File("/dev/null")))
                    .redirectOutput(Redirect.INHERIT)
                    .redirectError(Redirect.INHERIT)
                    .start();
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("not over within " + deadline.toSeconds() + " s: " + text);
            }
            if (process.exitValue() != 0) {
                throw new AssertionError("ended with " + process.exitValue() + ": " + text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("/bin/sh cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in a drill", e);
        }
    }
}
