package io.boreas.testcluster.sim.check;

import io.boreas.testcluster.sim.Watch;

/** One property. It watches, and throws a {@link Violation} when what it watches does not hold. */
public interface Checker extends Watch {
    /** The property's name. */
    String property();

    /** An event is over; what it changed is as it will be seen. */
    default void afterEvent() {}

    /** Throws. */
    default Violation violation(String message) {
        return new Violation(property(), message);
    }

    /** Throws unless it holds. */
    default void require(boolean holds, String otherwise, Object... arguments) {
        if (!holds) {
            throw violation(otherwise.formatted(arguments));
        }
    }
}
