package io.boreas.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs commands of a task beside its processes: as its account, in its sandbox and under its limits, and no longer than they may.
 * What they write is not kept.
 *
 * <p>A command is in a session of its own, which is killed as a whole. If the agent dies meanwhile, {@code timeout} sees to
 * it, where there is one. What it left behind nevertheless carries the task's mark, and ends with the task.
 */
public final class SideCommand {
    private static final Logger LOG = LoggerFactory.getLogger(SideCommand.class);
    private static final long KILL_SECONDS_MAX = 5;
    private static final String TIMEOUT = Machine.program("timeout")
            .map(program -> "exec " + program + " -s KILL ")
            .orElse("");

    private final LaunchText text = new LaunchText();

    /**
     * Runs a command to its end.
     *
     * @return its exit code, 128 and more if a signal ended it; empty if it took too long and was killed
     * @throws IOException if it could not be started
     */
    public OptionalInt run(Command command, Duration timeout) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(InheritedSignals.restored("/bin/sh"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        var process = builder.start();
        try {
            // by its input, for others can read the words a program is started with
            try (var script = process.getOutputStream()) {
                script.write(text.of(bounded(command, timeout)).getBytes(StandardCharsets.UTF_8));
            }
            if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return OptionalInt.of(process.exitValue());
            }
            return OptionalInt.empty();
        } finally {
            if (process.isAlive()) {
                kill(process);
            }
        }
    }

    private static Command bounded(Command command, Duration timeout) {
        if (command.confinement().entrance().filter(Entrance::foreign).isPresent()) {
            return command; // an image need not have what bounds it
        }
        var cmdline = TIMEOUT.isEmpty()
                ? command.cmdline()
                : TIMEOUT + (timeout.toSeconds() + KILL_SECONDS_MAX) + " " + LaunchText.SHELL + " -c "
                        + Shell.quote(command.cmdline());
        return new Command(
                cmdline,
                command.environment(),
                command.folder(),
                command.account(),
                command.stdout(),
                command.stderr(),
                command.confinement());
    }

    /** Kills what came of it, and the session it leads; before it leads one, the process alone. */
    private static void kill(Process process) {
        // in namespaces of its own, what it became has a session of its own
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -9 -" + process.pid())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(KILL_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (IOException e) {
            LOG.warn("cannot kill what a check started; it ends with its task pid={}", process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
