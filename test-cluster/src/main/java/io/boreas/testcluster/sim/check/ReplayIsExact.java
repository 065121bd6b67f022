package io.boreas.testcluster.sim.check;

import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.GroupSnapshot;
import io.boreas.persistence.codec.StateHash;
import io.boreas.testcluster.sim.Address;

/**
 * I6: folding the journal gives the state that is served, from its beginning and from any snapshot. Compared after each
 * replay, which starts at the last snapshot, and at one record in sixteen.
 */
public final class ReplayIsExact implements Checker {
    private static final int RECORDS_A_CHECK = 16;

    private final DurableCell cell;
    private int records;

    public ReplayIsExact(DurableCell cell) {
        this.cell = cell;
    }

    @Override
    public String property() {
        return "I6 replay is exact";
    }

    @Override
    public void replayed(Address group, GroupSnapshot<?> state) {
        compare(group, state);
    }

    @Override
    public void served(Address group, GroupSnapshot<?> state) {
        if (++records % RECORDS_A_CHECK == 0) {
            compare(group, state);
        }
    }

    /** Compares what a group serves with its journal's fold. */
    public void compare(Address group, GroupSnapshot<?> state) {
        var kind =
                switch (group.kind()) {
                    case AGENT_GROUP -> GroupKind.AGENT;
                    case JOB_GROUP -> GroupKind.JOB;
                    case FRAMEWORK_GROUP -> GroupKind.FRAMEWORK;
                    default -> throw new IllegalArgumentException(group + " is no group");
                };
        var folded = cell.snapshot(kind, Math.toIntExact(group.number()));
        require(
                StateHash.of(folded).equals(StateHash.of(state)),
                "%s serves %s, and its journal says %s",
                group,
                state,
                folded);
    }
}
