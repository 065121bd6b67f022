package io.boreas.agent.task;

import io.boreas.agent.process.Entrance;
import io.boreas.agent.process.Namespace;
import io.boreas.agent.process.ProcessId;
import io.boreas.agent.process.RunName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is known of the process that keeps one task's namespaces. Does nothing by itself; used by the loop's thread only. */
final class TaskKeeper {
    private Set<Namespace> wanted = Set.of();
    private boolean ordered;
    private Optional<RunName> name = Optional.empty();
    private Optional<ProcessId> id = Optional.empty();
    private Optional<Entrance> entrance = Optional.empty();

    /** The task is to have these; none for those of the machine. */
    void want(Set<Namespace> namespaces) {
        wanted = Set.copyOf(namespaces);
    }

    Set<Namespace> wanted() {
        return wanted;
    }

    /** Whether one is to be begun, and nobody has been told to; asking tells. */
    boolean takeOrder() {
        boolean first = !ordered;
        ordered = true;
        return first;
    }

    /** Its latest run. */
    Optional<RunName> name() {
        return name;
    }

    void named(RunName run) {
        ordered = true;
        name = Optional.of(run);
        id = Optional.empty();
        entrance = Optional.empty();
    }

    /** Its process, once that is known. */
    Optional<ProcessId> id() {
        return id;
    }

    void started(ProcessId process) {
        id = Optional.of(process);
    }

    /** The way in, once all is ready. */
    Optional<Entrance> entrance() {
        return entrance;
    }

    void ready(Entrance way) {
        entrance = Optional.of(way);
    }

    /** It is gone: another one is to be begun. */
    void gone() {
        ordered = false;
        name = Optional.empty();
        id = Optional.empty();
        entrance = Optional.empty();
    }

    /** Its process, in a list. */
    List<ProcessId> processes() {
        return id.stream().toList();
    }
}
