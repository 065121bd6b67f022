package io.boreas.agent.process;

import io.boreas.core.link.TerminalSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts commands of a task beside its processes whose streams the agent holds: as its account, in its sandbox and under its limits,
 * each in a session of its own.
 *
 * <p>A terminal is made by {@code script} of util-linux, which runs as the task's account and stays between the agent and the
 * command: it has the terminal's other end, and ends as the command did. The first line that comes from it is not the command's: it
 * is read by {@link TerminalGreeting}.
 */
public final class AttachedCommand {
    private static final Logger LOG = LoggerFactory.getLogger(AttachedCommand.class);
    private static final long HELPER_SECONDS_MAX = 5;

    private final Path folder;
    private final LaunchText text = new LaunchText();

    /**
     * Empties the folder, or makes it.
     *
     * @param folder where what is to be started is written for the shell that starts it; nobody else reads it
     */
    public AttachedCommand(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        try (var left = Files.newDirectoryStream(folder)) {
            for (var file : left) {
                Files.delete(file);
            }
        }
    }

    /** Whether commands can have terminals here. */
    public boolean hasTerminals() {
        return Terminals.COMMAND.isPresent();
    }

    /**
     * Starts a program. The process's number is that of its session.
     *
     * @param name of the file that is written for it
     * @param command where and how; its command line and outputs do not matter
     * @param program it and its arguments; its name does not begin with {@code -}
     * @param terminal the size of its terminal; empty for pipes
     * @throws IOException if it could not be started, or wants a terminal and there is none to be had
     */
    public Process start(String name, Command command, List<String> program, Optional<TerminalSize> terminal)
            throws IOException {
        var words = program;
        if (terminal.isPresent()) {
            words = onTerminal(command, program, terminal.get());
        }
        var file = folder.resolve(name + ".launch");
        // others can read the words a program is started with, and its input is the command's
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "rm -f -- \"$0\"\numask 022\n" + text.of(shelled(command, terminal), words));
        var builder = new ProcessBuilder(InheritedSignals.restored("/bin/sh", file.toString()));
        builder.environment().clear();
        // whoever looks for it finds it, before it has set its variables
        for (var mark : List.of(Marks.AGENT, Marks.SESSION)) {
            builder.environment().put(mark, command.environment().getOrDefault(mark, ""));
        }
        return builder.start();
    }

    /** Tells whoever is on a terminal that it has another size. */
    public void resize(Path terminal, TerminalSize size) throws IOException {
        var stty = new ProcessBuilder(
                        "stty", "-F", terminal.toString(), "rows", "" + size.rows(), "cols", "" + size.columns())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (await(stty) && stty.exitValue() != 0) {
            LOG.debug("a terminal took no other size, for it is gone terminal={}", terminal);
        }
    }

    /** How many processes stand between what {@link #start} gives and the command: each is the one child of the one before. */
    public int stepsTo(Command command, boolean onTerminal) {
        return (LaunchText.isByBirth(command) ? 1 : 0) + (onTerminal ? 1 : 0);
    }

    /**
     * Sends a command a signal.
     *
     * @param started the number of the process that {@link #start} gave
     * @param steps from it down to the command
     */
    public void signal(long started, int steps, int signal) throws IOException {
        var process = ProcessHandle.of(started);
        for (int step = 0; step < steps; step++) {
            process = process.flatMap(parent -> parent.children().findFirst());
        }
        if (process.isEmpty()) {
            return; // it ends just now
        }
        var kill = new ProcessBuilder(
                        "/bin/sh", "-c", "kill -" + signal + " " + process.get().pid())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        await(kill);
    }

    private static boolean await(Process helper) {
        try {
            if (helper.waitFor(HELPER_SECONDS_MAX, TimeUnit.SECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        helper.destroyForcibly();
        return false;
    }

    /** What makes the terminal asks the environment for a shell. */
    private static Command shelled(Command command, Optional<TerminalSize> terminal) {
        return terminal.isPresent() ? command.with(Map.of("SHELL", "/bin/sh")) : command;
    }

    private List<String> onTerminal(Command command, List<String> program, TerminalSize size) throws IOException {
        if (command.confinement().entrance().filter(Entrance::foreign).isPresent()) {
            throw new IOException("a task that runs in an image has no terminals: leave -t out");
        }
        var script = Terminals.COMMAND.orElseThrow(
                () -> new IOException("there are no terminals to be had: no script of util-linux in /usr/bin or /bin"));
        var shell = command.environment().get("SHELL");
        // of its own namespace's numbers nobody here may make anything: they are those of others
        var leader = LaunchText.isByBirth(command) ? "0" : "$$";
        var inner = "stty rows " + size.rows() + " cols " + size.columns()
                + (shell == null ? "; unset SHELL" : "; SHELL=" + Shell.quote(shell))
                + "; echo \"" + leader + " $(tty)\"; exec" + LaunchText.words(program);
        return Stream.concat(script.stream(), Stream.of("-c", inner, "/dev/null"))
                .toList();
    }

    /** Found out when the first is wanted. */
    private static final class Terminals {
        /** How one is made, but for the command; empty if that is not known here. */
        static final Optional<List<String>> COMMAND = find();

        private static Optional<List<String>> find() {
            return Machine.program("script").flatMap(script -> {
                var help = said(script.toString(), "--help");
                if (!help.contains("--return") || !help.contains("--flush")) {
                    return Optional.empty(); // another program of that name
                }
                var plain = List.of(script.toString(), "-q", "-e", "-f");
                // of late it says of itself whether what is typed is shown, and what is no terminal's input is not
                return Optional.of(
                        help.contains("--echo")
                                ? Stream.concat(plain.stream(), Stream.of("-E", "always"))
                                        .toList()
                                : plain);
            });
        }

        private static String said(String... words) {
            try {
                var process =
                        new ProcessBuilder(words).redirectErrorStream(true).start();
                process.getOutputStream().close();
                return new String(process.getInputStream().readNBytes(1 << 16), StandardCharsets.UTF_8);
            } catch (IOException e) {
                LOG.warn("cannot run {}: sessions have no terminals", words[0], e);
                return "";
            }
        }
    }
}
