package io.boreas.agent.process;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
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
 * @param rlimits limits of each single process, by the names of {@code prlimit}
 * @param doors files of control groups, which it comes into before it is anything else
 */
public record Command(
        String cmdline,
        SortedMap<String, String> environment,
        Path folder,
        Account account,
        Path stdout,
        Path stderr,
        SortedMap<String, String> rlimits,
        List<Path> doors) {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    public Command {
        doors = List.copyOf(doors);
        rlimits = Collections.unmodifiableSortedMap(new TreeMap<>(rlimits));
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    }

    /** The same with more variables. */
    public Command with(Map<String, String> variables) {
        var more = new TreeMap<>(environment);
        more.putAll(variables);
        return new Command(cmdline, more, folder, account, stdout, stderr, rlimits, doors);
    }

    /** Whether a variable of this name can be set. */
    public static boolean isVariable(String name) {
        return VARIABLE.matcher(name).matches();
    }
}
