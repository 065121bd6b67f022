package io.boreas.testcluster.cell;

/** How much is drilled. */
public final class Drills {
    private Drills() {}

    /** Whether there is time for all of it: {@code -Dtest.drill=full}. */
    public static boolean full() {
        return System.getProperty("test.drill", "").equals("full");
    }
}
