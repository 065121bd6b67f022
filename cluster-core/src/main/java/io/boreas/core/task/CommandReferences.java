package io.boreas.core.task;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a command line refers to and its agent fills in, written as in Thermos: <code>{{thermos.ports[http]}}</code>. Braces around
 * anything that is not a name, such as Go's <code>{{.State}}</code>, are the command's own.
 */
public final class CommandReferences {
    /** The references an agent knows. */
    public static final List<String> KNOWN = List.of(
            "{{mesos.instance}}",
            "{{mesos.hostname}}",
            "{{thermos.ports[NAME]}}",
            "{{thermos.task_id}}",
            "{{thermos.user}}");

    private static final Pattern PORT = Pattern.compile("\\{\\{thermos\\.ports\\[([A-Za-z0-9_.-]+)]}}");
    private static final Pattern REFERENCE =
            Pattern.compile("\\{\\{(?:[A-Za-z_][A-Za-z0-9_.\\[\\]-]*|\\s*(?:mesos|thermos)\\.[^{}]*)}}");

    private CommandReferences() {}

    /** The names of the ports that the command lines refer to. */
    public static SortedSet<String> ports(Collection<String> cmdlines) {
        var ports = new TreeSet<String>();
        for (var cmdline : cmdlines) {
            PORT.matcher(cmdline).results().forEach(found -> ports.add(found.group(1)));
        }
        return Collections.unmodifiableSortedSet(ports);
    }

    /** The references in a command line that no agent can fill in, each once, in their order. */
    static List<String> unknown(String cmdline) {
        return REFERENCE
                .matcher(cmdline)
                .results()
                .map(MatchResult::group)
                .filter(reference ->
                        !KNOWN.contains(reference) && !PORT.matcher(reference).matches())
                .distinct()
                .toList();
    }
}
