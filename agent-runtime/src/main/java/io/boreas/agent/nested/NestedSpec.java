package io.boreas.agent.nested;

import io.boreas.agent.process.Command;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.SessionStep;
import io.boreas.core.link.Terminal;
import io.boreas.core.link.TerminalSize;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a nested container runs, and where.
 *
 * @param parent the process beside which it runs: of a task, or an executor
 * @param account whom that runs as; empty if that is not known
 * @param program it and its arguments
 * @param environment variables besides those of the parent
 * @param session whether it lasts as long as somebody takes its output; otherwise that goes to files in a folder of its own
 * @param terminal the size of its terminal; only a session has one
 */
public record NestedSpec(
        TaskId parent,
        Optional<String> account,
        List<String> program,
        SortedMap<String, String> environment,
        boolean session,
        Optional<TerminalSize> terminal) {
    /** A terminal of which nobody said what it understands. */
    private static final String TERMINAL = "xterm";

    /** Where containers that are no sessions have their folders, in the sandbox of their parent. */
    private static final String FOLDER = "containers";

    /** The folder's name comes first, then the program. */
    private static final String IN_FOLDER = "mkdir -p " + FOLDER + "/\"$0\" && cd " + FOLDER + "/\"$0\" || exit 126;"
            + " MESOS_SANDBOX=$PWD; export MESOS_SANDBOX; exec \"$@\" >>stdout 2>>stderr";

    public NestedSpec {
        program = List.copyOf(program);
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    }

    /** What is wrong with it; empty if nothing is. */
    Optional<String> fault() {
        var wrong = environment.entrySet().stream()
                .filter(variable -> !Command.isVariable(variable.getKey())
                        || variable.getValue().indexOf('\0') >= 0)
                .findFirst();
        return new SessionStep.Open("", program, session, Optional.empty())
                .fault()
                .or(() ->
                        wrong.map(variable -> "there can be no variable \"" + variable.getKey() + "\" of that value"));
    }

    /** How its session is opened. */
    SessionStep.Open opening(String name) {
        var words = new ArrayList<String>();
        if (!session) {
            words.addAll(List.of("/bin/sh", "-c", IN_FOLDER, name));
        }
        words.addAll(program);
        var type = environment.getOrDefault("TERM", TERMINAL);
        return new SessionStep.Open(
                "", words, session, terminal.map(size -> new Terminal(Terminal.isType(type) ? type : TERMINAL, size)));
    }
}
