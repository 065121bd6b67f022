package io.boreas.agent.process;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One process to run.
 *
 * @param cmdline for a shell
 * @param environment all of it: nothing is inherited
 * @param folder where it runs
 * @param account whom it runs as
 * @param stdout appended to
 * @param stderr appended to
 * @param confinement what it is put into before it is anything else
 */
public record Command(
        String cmdline,
        SortedMap<String, String> environment,
        Path folder,
        Account account,
        Path stdout,
        Path stderr,
        Confinement confinement) {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    public Command {
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    }

    /** The same with more variables. */
    public Command with(Map<String, String> variables) {
        var more = new TreeMap<>(environment);
        more.putAll(variables);
        return new Command(cmdline, more, folder, account, stdout, stderr, confinement);
    }

    /** A word of a command line, whatever it holds. */
    public static String quoted(String word) {
        return Shell.quote(word);
    }

    /** Whether a variable of this name can be set. */
    public static boolean isVariable(String name) {
        return VARIABLE.matcher(name).matches();
    }
}
