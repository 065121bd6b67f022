package io.boreas.agent.process;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a process of a task is put into before it is anything else.
 *
 * @param rlimits limits of each single process, by the names of {@code prlimit}
 * @param doors files of control groups, into which it comes
 * @param oomScoreAdj how much sooner than others it is killed when the machine has no memory left, to 1,000; 0 to leave it as it is
 * @param privileges what it may never come to
 * @param entrance the way into the namespaces of its task, if that has any of its own
 */
public record Confinement(
        SortedMap<String, String> rlimits,
        List<Path> doors,
        int oomScoreAdj,
        Privileges privileges,
        Optional<Entrance> entrance) {
    /** It may go anywhere. */
    public static final Confinement NONE =
            new Confinement(Collections.emptySortedMap(), List.of(), 0, Privileges.ALL, Optional.empty());

    public Confinement {
        rlimits = Collections.unmodifiableSortedMap(new TreeMap<>(rlimits));
        doors = List.copyOf(doors);
    }
}
