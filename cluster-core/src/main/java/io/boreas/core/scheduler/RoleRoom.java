package io.boreas.core.scheduler;

import java.util.Arrays;
import java.util.SortedMap;

/** How much a role's jobs may hold of each scalar, in thousandths. What it does not name is not limited. */
final class RoleRoom {
    /** No kind of resource. */
    static final int NONE = -1;

    /** Of all kinds as much as there is. */
    static final RoleRoom UNLIMITED = new RoleRoom(unlimited());

    private final long[] most;

    private RoleRoom(long[] most) {
        this.most = most;
    }

    /** By name, as {@code cpus}; names that no job can ask for say nothing. */
    static RoleRoom of(SortedMap<String, Long> milli) {
        var most = unlimited();
        for (int kind = 0; kind < Amounts.SCALARS; kind++) {
            most[kind] = milli.getOrDefault(Amounts.name(kind), Long.MAX_VALUE);
        }
        return new RoleRoom(most);
    }

    /** The first kind of which more is needed than the role may hold; {@link #NONE} if there is none. */
    int exceeded(long[] held, Amounts needs) {
        for (int kind = 0; kind < most.length; kind++) {
            long more = needs.kind(kind);
            if (more > 0 && held[kind] > most[kind] - more) {
                return kind;
            }
        }
        return NONE;
    }

    private static long[] unlimited() {
        var most = new long[Amounts.SCALARS];
        Arrays.fill(most, Long.MAX_VALUE);
        return most;
    }
}
