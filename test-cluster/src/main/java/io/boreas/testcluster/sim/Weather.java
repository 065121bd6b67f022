package io.boreas.testcluster.sim;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Which faults there are now. */
public final class Weather {
    private final Set<Fault> drawn;
    private final EnumSet<Fault> now;

    Weather(Set<Fault> faults) {
        this.now = faults.isEmpty() ? EnumSet.noneOf(Fault.class) : EnumSet.copyOf(faults);
        this.drawn = Collections.unmodifiableSet(EnumSet.copyOf(now));
    }

    public boolean has(Fault fault) {
        return now.contains(fault);
    }

    /** Whether nothing goes wrong any more. */
    public boolean isCalm() {
        return now.isEmpty();
    }

    void calm() {
        now.clear();
    }

    /** The faults the run began with. */
    Set<Fault> drawn() {
        return drawn;
    }
}
