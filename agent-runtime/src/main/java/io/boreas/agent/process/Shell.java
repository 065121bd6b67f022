package io.boreas.agent.process;

import java.util.Set;
import java.util.regex.Pattern;

/** Text for POSIX shells. */
final class Shell {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+( +[A-Za-z0-9_./:=,@%+-]+)*");

    /** Words a shell understands itself, and may understand otherwise than a program of that name. */
    private static final Set<String> BUILTINS = Set.of(
            (". : alias bg bind break builtin caller case cd chdir command compgen complete compopt continue coproc "
                            + "declare dirs disown do done echo elif else enable esac eval exec exit export fc fg fi for "
                            + "function getopts hash help history if in jobs kill let local logout mapfile popd printf "
                            + "pushd pwd read readarray readonly return select set shift shopt source suspend test then "
                            + "time times trap type typeset ulimit umask unalias unset until wait while [ [[ { } !")
                    .split(" "));

    private Shell() {}

    /** The text as one word, whatever it holds. */
    static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** Whether a command line is nothing but words in single quotes, the first of which names a program. */
    static boolean isQuoted(String cmdline) {
        int at = 0;
        while (at >= 0 && at < cmdline.length()) {
            at = switch (cmdline.charAt(at)) {
                case '\'' -> cmdline.indexOf('\'', at + 1) + 1;
                case '\\' -> cmdline.startsWith("'", at + 1) ? at + 2 : 0;
                case ' ' -> at + 1;
                default -> 0;
            };
            if (at == 0) {
                return false;
            }
        }
        return cmdline.startsWith("'") && !cmdline.startsWith("'-") && !cmdline.startsWith("''");
    }

    /** Whether a command line is nothing but the name of a program and plain arguments, so that it needs no shell. */
    static boolean isPlain(String cmdline) {
        if (!PLAIN.matcher(cmdline).matches()) {
            return false;
        }
        int blank = cmdline.indexOf(' ');
        var first = blank < 0 ? cmdline : cmdline.substring(0, blank);
        return !first.contains("=") && !first.startsWith("-") && !BUILTINS.contains(first);
    }
}
