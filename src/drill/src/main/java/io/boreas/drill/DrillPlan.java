package io.boreas.drill;

import io.boreas.drill.Drill.Need;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be rehearsed, and on what cell.
 *
 * @param drills one after the other, on one cell
 * @param store where the journal is
 * @param cassandra a Cassandra that runs already, {@code host:port}
 * @param masters 1 to 9
 * @param settings of masters, over those that drills use
 * @param seed of what is chosen at random
 * @param keep whether the cell's directory is left behind, with its logs
 * @param report where the report and the histories go
 */
record DrillPlan(
        List<Drill> drills,
        Store store,
        Optional<String> cassandra,
        int masters,
        Map<String, String> settings,
        long seed,
        boolean keep,
        Optional<Path> report) {
    /** Where a cell's journal can be. */
    enum Store {
        embedded,
        cassandra,
        postgresql
    }

    /** Agents of a drill's cell. */
    static final int AGENTS = 2;

    DrillPlan {
        drills = List.copyOf(drills);
        settings = Map.copyOf(settings);
    }

    /** The cell, as a report names it. */
    Report.Subject subject() {
        return new Report.Subject(masters, AGENTS, Optional.of(store.name()), seed);
    }

    boolean needs(Need need) {
        return drills.stream().anyMatch(drill -> drill.needs(need));
    }
}
