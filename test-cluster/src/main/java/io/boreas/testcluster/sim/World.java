package io.boreas.testcluster.sim;

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
    public boolean isSabotaged(Sabotage sabotage) {
        return sabotages.contains(sabotage);
    }
}
