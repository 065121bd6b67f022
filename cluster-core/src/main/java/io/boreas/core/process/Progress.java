package io.boreas.core.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far a task has come.
 *
 * @param processes one record for each process of the task's specification, in its order
 */
public record Progress(Stage stage, List<ProcessRecord> processes) {
    public Progress {
        processes = List.copyOf(processes);
    }

    /** Whether any process has a run under way. */
    public boolean isAnyLive() {
        return processes.stream().anyMatch(process -> process.state().isLive());
    }

    /** How the task ends, once that is decided. */
    public Optional<Outcome> outcome() {
        return switch (stage) {
            case Stage.Active() -> Optional.empty();
            case Stage.Cleaning cleaning -> Optional.of(cleaning.outcome());
            case Stage.Finalizing(var outcome, var deadline) -> Optional.of(outcome);
            case Stage.Sweeping(var outcome) -> Optional.of(outcome);
            case Stage.Ended(var outcome) -> Optional.of(outcome);
        };
    }

    Progress in(Stage next) {
        return new Progress(next, processes);
    }

    Progress with(int index, ProcessRecord record) {
        var changed = new ArrayList<>(processes);
        changed.set(index, record);
        return new Progress(stage, changed);
    }
}
