package io.boreas.agent.task;

import io.boreas.agent.process.Trial;
import io.boreas.core.task.Rlimit;
import io.boreas.core.task.TaskSpec;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Limits of each single process of tasks: those that the agent's operator set, within which tasks may have others. Used by the
 * loop's thread.
 */
final class TaskRlimits {
    private static final String WHAT = "rlimits";

    private final SortedMap<String, String> operators;
    private final TriedWishes<SortedMap<String, Rlimit>> tried = new TriedWishes<>(WHAT);

    /** @param operators a number or {@code unlimited}, by the names of {@code prlimit} */
    TaskRlimits(SortedMap<String, String> operators) {
        this.operators = operators;
    }

    /** The limits of a task's processes, as {@code prlimit} reads them. */
    SortedMap<String, String> of(TaskSpec spec) {
        if (spec.rlimits().isEmpty()) {
            return operators;
        }
        var all = new TreeMap<>(operators);
        spec.rlimits()
                .forEach((name, limit) -> all.put(name, Rlimit.text(limit.soft()) + ":" + Rlimit.text(limit.hard())));
        return all;
    }

    /**
     * Makes sure that they can be set. What is not known yet is tried by another process: it may block for milliseconds.
     *
     * @throws UnlimitableException if they cannot
     */
    void check(TaskSpec spec) throws UnlimitableException {
        var wanted = spec.rlimits();
        if (wanted.isEmpty() || tried.isKnown(wanted)) {
            return;
        }
        for (var limit : wanted.entrySet()) {
            var most = operators.getOrDefault(limit.getKey(), "unlimited");
            if (!most.equals("unlimited") && limit.getValue().hard() > Long.parseLong(most)) {
                throw new UnlimitableException(
                        WHAT,
                        limit.getKey() + " is at most " + most + " on this agent, not "
                                + Rlimit.text(limit.getValue().hard()));
            }
        }
        tried.attempt(wanted, () -> Trial.run(of(spec)));
    }
}
