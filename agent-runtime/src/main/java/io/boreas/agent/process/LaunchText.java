package io.boreas.agent.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes what the spawner sources for one run: come into the control groups, set the environment, go to the folder, and become the command in a session
 * of its own.
 *
 * <p>A command line that needs no shell gets none: that spares a program start. All others get bash, or
 * {@code /bin/sh} where bash is not. Another account is taken by {@code setpriv}, of the same package as {@code setsid}:
 * unlike {@code su} it stays one process and asks no login rules.
 */
final class LaunchText {
    /** Variables that mean something to the shell that sets them, or that it refuses to set. */
    private static final Set<String> SHELL_VARIABLES = Set.of(
            "BASHOPTS",
            "BASHPID",
            "BASH_VERSINFO",
            "EUID",
            "FUNCNAME",
            "GROUPS",
            "IFS",
            "LINENO",
            "OPTIND",
            "PPID",
            "POSIXLY_CORRECT",
            "PWD",
            "OLDPWD",
            "SHELLOPTS",
            "UID",
            "ENV",
            "BASH_ENV",
            "OPTARG",
            "OPTERR",
            "SHLVL",
            "DIRSTACK",
            "SECONDS",
            "RANDOM",
            "HISTCMD");

    /** The exit code of what could not be put under its limits, next to those of shells for what could not be run. */
    private static final int UNLIMITED = 125;

    /** What runs command lines: bash where it is. */
    static final String SHELL = Machine.program("bash").map(Path::toString).orElse("/bin/sh");

    private static final Pattern LINE_END = Pattern.compile("[\\r\\n]");

    private final Path setsid;
    private final String setpriv;
    private final String prlimit;

    LaunchText() {
        this.setsid = Machine.program("setsid")
                .orElseThrow(() -> new IllegalStateException(
                        "no setsid in /usr/bin or /bin: the agent needs it (package util-linux)"));
        this.setpriv = Machine.program("setpriv").map(Path::toString).orElse("setpriv");
        this.prlimit = Machine.program("prlimit").map(Path::toString).orElse("prlimit");
    }

    String of(Command command) {
        var text = begun(command);
        var cmdline = command.cmdline().strip();
        if (Shell.isPlain(cmdline) && !LINE_END.matcher(cmdline).find()) {
            text.append(' ').append(cmdline);
        } else {
            text.append(' ').append(SHELL).append(" -c ").append(Shell.quote(command.cmdline()));
        }
        text.append(" >>").append(Shell.quote(command.stdout().toString()));
        text.append(" 2>>").append(Shell.quote(command.stderr().toString())).append('\n');
        return text.toString();
    }

    /**
     * The same for a program that keeps the streams of whoever sources this.
     *
     * @param program it and its arguments; its name does not begin with {@code -}
     */
    String of(Command command, List<String> program) {
        return begun(command).append(words(program)).append('\n').toString();
    }

    /** The words for a shell, each with a blank before it. */
    static String words(List<String> words) {
        var text = new StringBuilder();
        words.forEach(word -> text.append(' ').append(Shell.quote(word)));
        return text.toString();
    }

    /** All but the command line. */
    private StringBuilder begun(Command command) {
        var text = new StringBuilder(512);
        // 0 is whoever writes it; who cannot come under its limits does not run
        command.doors().forEach(door -> text.append("echo 0 >")
                .append(Shell.quote(door.toString()))
                .append(" || exit ")
                .append(UNLIMITED)
                .append('\n'));
        boolean aside = command.environment().keySet().stream().anyMatch(SHELL_VARIABLES::contains);
        if (!aside) {
            command.environment().forEach((name, value) -> text.append("export ")
                    .append(name)
                    .append('=')
                    .append(Shell.quote(value))
                    .append('\n'));
        }
        text.append("cd ").append(Shell.quote(command.folder().toString())).append(" || exit 127\nunset OLDPWD\nexec ");
        if (aside) {
            text.append("/usr/bin/env -i");
            command.environment().forEach((name, value) -> text.append(' ').append(Shell.quote(name + "=" + value)));
            text.append(' ');
        }
        if (!command.rlimits().isEmpty()) {
            text.append(prlimit);
            command.rlimits()
                    .forEach((name, value) ->
                            text.append(" --").append(name).append('=').append(value));
            text.append(' ');
        }
        text.append(setsid);
        if (!command.account().isSelf()) {
            var account = command.account();
            text.append(' ').append(setpriv).append(" --reuid=").append(account.uid());
            text.append(" --regid=").append(account.gid()).append(" --init-groups");
        }
        return text;
    }
}
