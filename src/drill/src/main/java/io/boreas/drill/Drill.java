package io.boreas.drill;

import java.util.Set;

/**
 * One kind of failure, and how it is rehearsed.
 *
 * @param name as it is typed
 * @param summary a line for people
 * @param needs what the cell must have for it
 * @param script what is done to the cell, and what is waited for
 */
record Drill(String name, String summary, Set<Need> needs, Script script) {
    /** What a drill cannot do without. */
    enum Need {
        /** Three masters or more, and so a store that they share. */
        SEVERAL_MASTERS,
        /** A store that is a process of its own. */
        SHARED_STORE,
        /** Networks between masters, and between agents and masters, that can fail. */
        RELAYS
    }

    Drill {
        needs = Set.copyOf(needs);
    }

    /** Harms a cell that works, waits until it works again, and leaves it as it was. */
    @FunctionalInterface
    interface Script {
        void rehearse(Rehearsal rehearsal);
    }

    boolean needs(Need need) {
        return needs.contains(need);
    }
}
