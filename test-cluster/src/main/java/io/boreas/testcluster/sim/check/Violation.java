package io.boreas.testcluster.sim.check;

/** A property does not hold. */
public final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String property;

    /**
     * A violation.
     *
     * @param property the property's name, such as {@code I1 no double promise}
     */
    public Violation(String property, String message) {
        super(property + ": " + message);
        this.property = property;
    }

    /** The name of the property that does not hold. */
    public String property() {
        return property;
    }
}
