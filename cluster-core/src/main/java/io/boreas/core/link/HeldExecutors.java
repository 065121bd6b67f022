package io.boreas.core.link;

import io.boreas.core.agent.ExecutorRun;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Which executors an agent holds: those that live, and those whose end no master has acknowledged. Not thread-safe. */
final class HeldExecutors {
    private final TreeMap<ExecutorRun, Optional<Integer>> statuses = new TreeMap<>();
    private final LinkedHashSet<ExecutorRun> forgotten = new LinkedHashSet<>();
    private final int forgottenMax;

    HeldExecutors(int forgottenMax) {
        this.forgottenMax = forgottenMax;
    }

    /** It is to run, or runs. */
    void hold(ExecutorRun executor) {
        statuses.putIfAbsent(executor, Optional.empty());
    }

    /** It ended. Whether that is news. */
    boolean end(FromAgent.ExecutorExited exited) {
        var known = statuses.get(exited.executor());
        if (known == null || known.isPresent()) {
            return false;
        }
        statuses.put(exited.executor(), Optional.of(exited.status()));
        return true;
    }

    /** Its end was acknowledged. Whether that is news; an executor that lives is not forgotten. */
    boolean forget(ExecutorRun executor) {
        var known = statuses.get(executor);
        if (known == null || known.isEmpty()) {
            return false;
        }
        statuses.remove(executor);
        remember(executor);
        return true;
    }

    /** It never runs here. */
    void remember(ExecutorRun executor) {
        forgotten.add(executor);
        if (forgotten.size() > forgottenMax) {
            forgotten.removeFirst();
        }
    }

    boolean isHeld(ExecutorRun executor) {
        return statuses.containsKey(executor);
    }

    boolean isOver(ExecutorRun executor) {
        return forgotten.contains(executor)
                || Optional.ofNullable(statuses.get(executor))
                        .filter(Optional::isPresent)
                        .isPresent();
    }

    List<ExecutorRun> all() {
        return List.copyOf(statuses.keySet());
    }

    /** The ends no master has acknowledged. */
    List<FromAgent.ExecutorExited> exits() {
        var exits = new ArrayList<FromAgent.ExecutorExited>();
        statuses.forEach((executor, status) ->
                status.ifPresent(value -> exits.add(new FromAgent.ExecutorExited(executor, value))));
        return exits;
    }
}
