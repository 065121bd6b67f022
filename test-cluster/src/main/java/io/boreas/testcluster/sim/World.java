package io.boreas.testcluster.sim;

import io.boreas.actors.time.Clocks;
import io.boreas.testcluster.sim.cell.SimJournal;
import java.util.Set;

/** What everyone in a run shares. */
public record World(
        Timeline timeline,
        Chance chance,
        Weather weather,
        SimSettings settings,
        Rules rules,
        Set<Sabotage> sabotages,
        Trace trace,
        Watch watch,
        Network network,
        SimJournal journal) {
    /** The time of day and the steady one are the same here: nobody sets a clock. */
    public Clocks clocks() {
        return new Clocks(timeline, timeline);
    }

    public boolean isSabotaged(Sabotage sabotage) {
        return sabotages.contains(sabotage);
    }
}
