package io.boreas.agent.isolation;

import io.boreas.core.resource.Ranges;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which cores tasks have for themselves; all others share what is left. The first core is always among those, so that one is known by
 * its cores to share, also to an agent that is started again.
 *
 * <p>What becomes of a task is decided when it comes: who shares goes on sharing, whatever is given back meanwhile.
 *
 * @param all cores of the machine; at least one
 * @param own cores of each task that is known; none of one that shares
 */
record CoreMap(Ranges all, SortedMap<String, Ranges> own) {
    CoreMap {
        if (all.isEmpty()) {
            throw new IllegalArgumentException("a machine has a core");
        }
        own = Collections.unmodifiableSortedMap(new TreeMap<>(own));
    }

    /**
     * As an earlier agent left it.
     *
     * @param seen cores on which each task may run
     */
    static CoreMap found(Ranges all, Map<String, Ranges> seen) {
        var own = new TreeMap<String, Ranges>();
        var taken = Ranges.single(all.lowest());
        for (var entry : new TreeMap<>(seen).entrySet()) {
            var cores = entry.getValue().intersection(all);
            boolean shares = cores.intersects(taken); // also what somebody else has written
            own.put(entry.getKey(), shares ? Ranges.empty() : cores);
            taken = shares ? taken : taken.union(cores);
        }
        return new CoreMap(all, own);
    }

    /**
     * With a task that wants so many for itself, 0 to share. It gets all of them, the last that are free, or none. One that has others
     * than it wants now shares from then on.
     */
    CoreMap placed(String task, long wanted) {
        var known = own.get(task);
        if (known == null) {
            return with(task, last(shared().minus(Ranges.single(all.lowest())), wanted));
        }
        return known.isEmpty() || known.size() == wanted ? this : with(task, Ranges.empty());
    }

    private static Ranges last(Ranges free, long wanted) {
        long count = free.size();
        return count < wanted ? Ranges.empty() : free.minus(free.lowest(count - wanted));
    }

    private CoreMap with(String task, Ranges cores) {
        var others = new TreeMap<>(own);
        others.put(task, cores);
        return new CoreMap(all, others);
    }

    /** Without a task that is over. */
    CoreMap without(String task) {
        var others = new TreeMap<>(own);
        others.remove(task);
        return new CoreMap(all, others);
    }

    boolean knows(String task) {
        return own.containsKey(task);
    }

    /** Whether a task has cores for itself. */
    boolean isAlone(String task) {
        return !own.getOrDefault(task, Ranges.empty()).isEmpty();
    }

    /** The cores on which a task may run. */
    Ranges of(String task) {
        return isAlone(task) ? own.getOrDefault(task, Ranges.empty()) : shared();
    }

    /** What is left for those who share. */
    Ranges shared() {
        return own.values().stream().reduce(all, Ranges::minus);
    }

    /** Who shares, by name. */
    List<String> sharing() {
        return own.keySet().stream().filter(task -> !isAlone(task)).toList();
    }
}
