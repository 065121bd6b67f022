package io.boreas.drill;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What is to be rehearsed on a cell that others run.
 *
 * @param harm what does the harm
 * @param mend what undoes it; empty if it heals by itself, as what a unit starts again
 * @param hold how long after the harm it is undone
 * @param deadline how long is waited for anything
 * @param instances of the job that serves all the while
 * @param tasksMove whether tasks may be replaced, as where a machine with an agent is lost
 * @param prefix of the names of all that the drill brings along
 * @param seed of what is chosen at random
 * @param report where the report and the history go
 */
record OwnPlan(
        ShellLine harm,
        Optional<ShellLine> mend,
        Duration hold,
        Duration deadline,
        int instances,
        boolean tasksMove,
        String prefix,
        long seed,
        Optional<Path> report) {}
