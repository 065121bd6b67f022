package io.boreas.agent.task;

import io.boreas.agent.isolation.Isolation;
import io.boreas.agent.process.Privileges;
import io.boreas.agent.process.Trial;
import io.boreas.core.task.Capabilities;
import io.boreas.core.task.TaskSpec;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Capabilities of tasks' processes: of those that the agent's operator allows, tasks may wish some. What they wish is without effect
 * where nobody asked for the isolator. Source: Mesos, {@code linux/capabilities}. Used by the loop's thread.
 */
final class TaskCapabilities {
    private static final String WHAT = "capabilities";

    private final Isolation isolation;
    private final TriedWishes<Capabilities> tried = new TriedWishes<>(WHAT);

    TaskCapabilities(Isolation isolation) {
        this.isolation = isolation;
    }

    /** What a task's processes have, and may come to: never more than the operator allows, whatever was allowed when it began. */
    Privileges of(TaskSpec spec) {
        var all = isolation.privileges();
        if (spec.capabilities().isEmpty() || all.capabilities().isEmpty()) {
            return all;
        }
        var allowed = all.capabilities().get();
        var wish = spec.capabilities().get();
        var bounding = wish.bounding().map(names -> common(names, allowed)).orElse(allowed);
        var effective = wish.effective().or(all::granted).map(names -> common(names, bounding));
        return new Privileges(all.gainsNone(), Optional.of(bounding), effective);
    }

    private static SortedSet<String> common(SortedSet<String> some, SortedSet<String> others) {
        var common = new TreeSet<>(some);
        common.retainAll(others);
        return common;
    }

    /**
     * Makes sure that it can have what it wishes. What is not known yet is tried by another process: it may block for milliseconds.
     *
     * @throws UnlimitableException if it cannot
     */
    void check(TaskSpec spec) throws UnlimitableException {
        if (spec.capabilities().isEmpty() || !isolation.heedsCapabilities()) {
            return;
        }
        var wish = spec.capabilities().get();
        if (tried.isKnown(wish)) {
            return;
        }
        var allowed = isolation
                .privileges()
                .capabilities()
                .orElseThrow(() -> new UnlimitableException(WHAT, "this agent cannot set those of tasks"));
        var beyond = new TreeSet<String>();
        wish.effective().ifPresent(beyond::addAll);
        wish.bounding().ifPresent(beyond::addAll);
        beyond.removeAll(allowed);
        if (!beyond.isEmpty()) {
            throw new UnlimitableException(
                    WHAT,
                    String.join(", ", beyond) + " not allowed on this agent, which allows "
                            + (allowed.isEmpty() ? "none" : String.join(", ", allowed)));
        }
        tried.attempt(wish, () -> Trial.run(of(spec)));
    }
}
