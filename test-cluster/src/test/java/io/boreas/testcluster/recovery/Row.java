package io.boreas.testcluster.recovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One task of the matrix.
 *
 * @param stage where it is when its agent is killed
 * @param ends whether what it waits for happens while there is no agent, so that its process ends unseen
 */
record Row(Stage stage, boolean ends) {

    /** Where a task is. */
    enum Stage {
        /** What it wants to have is on its way. */
        FETCHING,
        /** The spawner has been told to start its process, and has not. */
        STARTING,
        RUNNING,
        /** Its process has ended, and its final process runs. */
        FINALIZING,
        /** It was asked to end, and takes its time. */
        KILLING,
        /** What became of it is in the agent's checkpoint, and no master has acknowledged it. */
        UNTOLD,
        /** It is a framework's, which has not acknowledged that it runs. */
        UNACKNOWLEDGED
    }

    static List<Row> all() {
        var rows = new ArrayList<Row>();
        for (var stage : Stage.values()) {
            rows.add(new Row(stage, false));
            rows.add(new Row(stage, true));
        }
        return List.copyOf(rows);
    }

    /** The name of its job or task, and of the gate that its last process waits at. */
    String name() {
        return stage.name().toLowerCase(Locale.ROOT) + (ends ? "-ends" : "-lives");
    }

    boolean isJob() {
        return stage != Stage.UNACKNOWLEDGED;
    }

    /** Whether something is fetched for it; it waits at the gate of {@link #fetched}. */
    boolean fetches() {
        return stage == Stage.FETCHING || stage == Stage.STARTING || (stage == Stage.UNTOLD && !ends);
    }

    /** The gate of what is fetched for it. */
    String fetched() {
        return name() + ".fetched";
    }

    /** The gate that opens when it was asked to end. */
    String asked() {
        return name() + ".asked";
    }

    /** The process that is under way in its stage, or is the first to come. */
    String process() {
        return stage == Stage.FINALIZING ? "final" : "main";
    }

    /** Its state as its owner knows it when the agent is killed. */
    String told() {
        return switch (stage) {
            case FETCHING, STARTING -> "STARTING";
            case UNTOLD -> ends ? "RUNNING" : "STARTING";
            case RUNNING, FINALIZING -> "RUNNING";
            case KILLING -> "KILLING";
            case UNACKNOWLEDGED -> "TASK_RUNNING";
        };
    }
}
