package io.boreas.core.scheduler;

import io.boreas.core.id.AgentId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the planner knows of an agent besides what it has free; kept while it is registered or a task is on it. */
final class AgentRow {
    private static final long[] NOTHING = new long[Amounts.KINDS];

    final AgentId id;

    /** Where its numbers are in the tables, or {@link FreeIndex#NONE} while it is not registered. */
    int slot = FreeIndex.NONE;

    /** Its group's last report; null while it is not registered. */
    @Nullable
    PlannerAgent report;

    /** Numbers of its attributes' values, each once. */
    int[] values = {};

    /** The names of the attributes, by the same index. */
    String[] names = {};

    /** The values again, in words. */
    List<AgentTable.Named> held = List.of();

    /** Whether it takes only tasks with a constraint on {@code dedicated}. */
    boolean dedicated;

    /** Whether it is in another region than the masters. */
    boolean remote;

    /** Whether its host is on the whitelist, or there is none. */
    boolean listed = true;

    /** Whether it grew since the last round. */
    boolean grown;

    /** What was placed here and is not in the report yet, by kind; an array of its own from the first placement on. */
    private long[] inFlight = NOTHING;

    private @Nullable PlacedTask first;

    long label;

    AgentRow(AgentId id) {
        this.id = id;
    }

    boolean accepting() {
        return listed && report != null && report.accepting();
    }

    /** What was placed here and is not in the report yet. */
    long inFlight(int kind) {
        return inFlight[kind];
    }

    void addInFlight(Amounts needs, int times) {
        if (inFlight == NOTHING) {
            inFlight = new long[Amounts.KINDS];
        }
        for (int kind = 0; kind < Amounts.KINDS; kind++) {
            inFlight[kind] += times * needs.kind(kind);
        }
    }

    boolean hasTasks() {
        return first != null;
    }

    void link(PlacedTask task) {
        task.nextHere = first;
        if (first != null) {
            first.previousHere = task;
        }
        first = task;
    }

    void unlink(PlacedTask task) {
        if (task.previousHere == null) {
            first = task.nextHere;
        } else {
            task.previousHere.nextHere = task.nextHere;
        }
        if (task.nextHere != null) {
            task.nextHere.previousHere = task.previousHere;
        }
        task.previousHere = null;
        task.nextHere = null;
    }

    /** Tasks that have their place here, the latest first. */
    List<PlacedTask> placed() {
        var placed = new ArrayList<PlacedTask>();
        for (var task = first; task != null; task = task.nextHere) {
            placed.add(task);
        }
        return placed;
    }

    boolean hasValue(int value) {
        for (int held : values) {
            if (held == value) {
                return true;
            }
        }
        return false;
    }
}
