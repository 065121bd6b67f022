package io.boreas.agent.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
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

    private static final Path NOWHERE = Path.of("/dev/null");

    /** How what would mean something to a shell is called until no shell sees it any more. */
    private static final String ASIDE = "boreas_";

    private static final Pattern LINE_END = Pattern.compile("[\\r\\n]");

    /**
     * Stays beside a process that had to be born into a namespace, as its parent, and ends as it ended. What is asked of both does
     * not end it. Where it is told to, a shell says in words whether a signal ended the other.
     */
    private static final String PARENT =
            "trap : HUP INT QUIT USR1 USR2 ALRM TERM; (exec 2>&8 8>&-; exec %s\"$@\"); exit $?";

    private final String setsid;
    private final String setpriv;
    private final String prlimit;

    LaunchText() {
        this.setsid = Machine.program("setsid")
                .orElseThrow(() -> new IllegalStateException(
                        "no setsid in /usr/bin or /bin: the agent needs it (package util-linux)"))
                .toString();
        this.setpriv = Machine.named("setpriv");
        this.prlimit = Machine.named("prlimit");
    }

    /**
     * A run of a process.
     *
     * @param exit appended to: words on the signal that ended it, where whoever sources this cannot say them
     */
    String of(Command command, Path exit) {
        var cmdline = command.cmdline().strip();
        boolean foreign =
                command.confinement().entrance().filter(Entrance::foreign).isPresent();
        // an image need not have a shell
        boolean plain = (Shell.isPlain(cmdline) || (foreign && Shell.isQuoted(cmdline)))
                && !LINE_END.matcher(cmdline).find();
        var program =
                plain ? " " + cmdline : " " + (foreign ? "/bin/sh" : SHELL) + " -c " + Shell.quote(command.cmdline());
        var stdout = " >>" + Shell.quote(command.stdout().toString());
        var stderr = ">>" + Shell.quote(command.stderr().toString());
        var streams = isByBirth(command) ? " 8" + stderr + " 2>>" + Shell.quote(exit.toString()) : " 2" + stderr;
        return text(command, program, stdout + streams);
    }

    /** A command beside the processes of a task, of which only its code is of interest. */
    String of(Command command) {
        return of(command, NOWHERE);
    }

    /**
     * The same for a program that keeps the streams of whoever sources this.
     *
     * @param program it and its arguments; its name does not begin with {@code -}
     */
    String of(Command command, List<String> program) {
        return text(command, words(program), isByBirth(command) ? " 8>&2 2>" + NOWHERE : "");
    }

    /** The words for a shell, each with a blank before it. */
    static String words(List<String> words) {
        var text = new StringBuilder();
        words.forEach(word -> text.append(' ').append(Shell.quote(word)));
        return text.toString();
    }

    /** Whether a command has a process beside it that is known here, while its own number is not the machine's. */
    static boolean isByBirth(Command command) {
        return command.confinement().entrance().filter(Entrance::isByBirth).isPresent();
    }

    private String text(Command command, String program, String streams) {
        var confinement = command.confinement();
        var text = new StringBuilder(512);
        text.append(doors(confinement.doors()));
        if (confinement.oomScoreAdj() > 0) {
            // where that is not to be had it is chosen as others are
            text.append("{ echo ").append(confinement.oomScoreAdj()).append(" >/proc/self/oom_score_adj; } 2>");
            text.append(NOWHERE).append('\n');
        }
        confinement.entrance().ifPresent(entrance -> text.append(checked(entrance.keeper())));
        var early = new TreeMap<String, String>();
        var late = new TreeMap<String, String>();
        boolean guarded = hasMoreRights(command);
        command.environment()
                .forEach((name, value) -> (guarded && UnsafeVariables.contains(name) ? late : early).put(name, value));
        boolean aside = early.keySet().stream().anyMatch(SHELL_VARIABLES::contains);
        boolean born = isByBirth(command);
        var only = new StringBuilder(aside ? "/usr/bin/env -i " : "");
        var number = new AtomicInteger();
        early.forEach((name, value) -> {
            // its parent's words can be read by others, its variables cannot
            var called = aside ? ASIDE + number.getAndIncrement() : name;
            text.append("export ")
                    .append(called)
                    .append('=')
                    .append(Shell.quote(value))
                    .append('\n');
            if (aside) {
                only.append(name).append("=\"$").append(called).append("\" ");
            }
        });
        text.append("cd ").append(Shell.quote(command.folder().toString())).append(" || exit 127\nunset OLDPWD\nexec ");
        if (born) {
            text.append(setsid)
                    .append(words(confinement.entrance().orElseThrow().parentWords()));
            text.append(" /bin/sh -c ")
                    .append(Shell.quote(PARENT.formatted(only)))
                    .append(" sh ");
        } else {
            text.append(only);
        }
        return text.append(confined(command))
                .append(loaded(command, late))
                .append(program)
                .append(streams)
                .append('\n')
                .toString();
    }

    /** Comes into control groups: 0 is whoever writes it. Who cannot come under its limits does not run. */
    static String doors(List<Path> doors) {
        var text = new StringBuilder();
        doors.forEach(door -> text.append("echo 0 >")
                .append(Shell.quote(door.toString()))
                .append(" || exit ")
                .append(UNLIMITED)
                .append('\n'));
        return text.toString();
    }

    /** Goes on only if this very process is there: nobody is to enter what is another's by now. */
    private static String checked(ProcessId process) {
        return "read -r stat </proc/" + process.pid() + "/stat || exit " + UNLIMITED
                + "\nset -- ${stat##*) }\n[ \"${20}\" = " + process.startTicks() + " ] || exit " + UNLIMITED + "\n";
    }

    /** Whether programs that come before the command's own may do what that may not. */
    private static boolean hasMoreRights(Command command) {
        var confinement = command.confinement();
        return !command.account().isSelf()
                || confinement.entrance().isPresent()
                || !confinement.privileges().equals(Privileges.ALL);
    }

    /** Sets what is only for the command's own program, right before it. Others may read it meanwhile, which does no harm to paths. */
    private static String loaded(Command command, SortedMap<String, String> variables) {
        if (variables.isEmpty()) {
            return "";
        }
        var words = new ArrayList<>(command.confinement()
                .entrance()
                .map(entrance -> entrance.program("env"))
                .orElse(List.of(Machine.named("env"))));
        variables.forEach((name, value) -> words.add(name + "=" + value));
        return words(words);
    }

    /** The words before the program. */
    private StringBuilder confined(Command command) {
        var confinement = command.confinement();
        var text = new StringBuilder();
        if (!confinement.rlimits().isEmpty()) {
            text.append(prlimit);
            confinement
                    .rlimits()
                    .forEach((name, value) ->
                            text.append(" --").append(name).append('=').append(value));
            text.append(' ');
        }
        text.append(setsid);
        confinement.entrance().ifPresent(entrance -> text.append(words(entrance.words())));
        var options = new ArrayList<String>();
        if (!command.account().isSelf()) {
            var account = command.account();
            // who else is in which group only the machine knows
            var groups =
                    confinement.entrance().filter(Entrance::foreign).isPresent() ? "--clear-groups" : "--init-groups";
            options.addAll(List.of("--reuid=" + account.uid(), "--regid=" + account.gid(), groups));
        }
        options.addAll(confinement.privileges().options(command.account()));
        if (!options.isEmpty()) {
            text.append(words(confinement
                    .entrance()
                    .map(entrance -> entrance.program("setpriv"))
                    .orElse(List.of(setpriv))));
            text.append(' ').append(String.join(" ", options));
        }
        return text;
    }
}
