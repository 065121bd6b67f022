package io.boreas.agent.nested;

import io.boreas.agent.gateway.NestedSpec;
import io.boreas.agent.process.Command;
import io.boreas.core.link.SessionStep;
import io.boreas.core.link.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How nested containers become sessions. */
final class Opening {
    /** A terminal of which nobody said what it understands. */
    private static final String TERMINAL = "xterm";

    /** Where containers that are no sessions have their folders, in the sandbox of their parent. */
    private static final String FOLDER = "containers";

    /** The folder's name comes first, then the program. */
    private static final String IN_FOLDER = "mkdir -p " + FOLDER + "/\"$0\" && cd " + FOLDER + "/\"$0\" || exit 126;"
            + " MESOS_SANDBOX=$PWD; export MESOS_SANDBOX; exec \"$@\" >>stdout 2>>stderr";

    private Opening() {}

    /** What is wrong with a container; empty if nothing is. */
    static Optional<String> fault(NestedSpec spec) {
        var wrong = spec.environment().entrySet().stream()
                .filter(variable -> !Command.isVariable(variable.getKey())
                        || variable.getValue().indexOf('\0') >= 0)
                .findFirst();
        return new SessionStep.Open("", spec.program(), spec.session(), Optional.empty())
                .fault()
                .or(() ->
                        wrong.map(variable -> "there can be no variable \"" + variable.getKey() + "\" of that value"));
    }

    /** @param name of the container among those of its parent */
    static SessionStep.Open of(NestedSpec spec, String name) {
        var words = new ArrayList<String>();
        if (!spec.session()) {
            words.addAll(List.of("/bin/sh", "-c", IN_FOLDER, name));
        }
        words.addAll(spec.program());
        var type = spec.environment().getOrDefault("TERM", TERMINAL);
        return new SessionStep.Open(
                "",
                words,
                spec.session(),
                spec.terminal().map(size -> new Terminal(Terminal.isType(type) ? type : TERMINAL, size)));
    }
}
