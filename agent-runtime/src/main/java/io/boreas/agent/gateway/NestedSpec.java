package io.boreas.agent.gateway;

import io.boreas.core.id.TaskId;
import io.boreas.core.link.TerminalSize;
import io.boreas.core.task.Capabilities;
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
 * @param capabilities what it wishes of them; empty for those of the parent
 */
public record NestedSpec(
        TaskId parent,
        Optional<String> account,
        List<String> program,
        SortedMap<String, String> environment,
        boolean session,
        Optional<TerminalSize> terminal,
        Optional<Capabilities> capabilities) {
    public NestedSpec {
        program = List.copyOf(program);
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    }
}
