package io.boreas.core.process;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What to do next for a task.
 *
 * @param starts indexes of the processes to start now
 * @param demand what to tell everything that belongs to the task
 * @param wake when to ask again if nothing is observed before; the end of time for never
 */
public record Step(Progress progress, List<Integer> starts, Demand demand, Instant wake) {
    public Step {
        starts = List.copyOf(starts);
    }

    /** What the task's processes, and all that came of them, are told. */
    public enum Demand {
        /** Nothing: they may run. */
        NONE,
        /** End when you have done what you do: by HTTP, once, as the task says. */
        QUIT,
        /** End now: the same, elsewhere. */
        ABORT,
        /** End, please: SIGTERM, once to each. */
        ASK,
        /** End: SIGKILL, until nothing is left. */
        FORCE
    }

    /** How the task ended, once it has. */
    public Optional<Outcome> ended() {
        return progress.stage() instanceof Stage.Ended(var outcome) ? Optional.of(outcome) : Optional.empty();
    }
}
