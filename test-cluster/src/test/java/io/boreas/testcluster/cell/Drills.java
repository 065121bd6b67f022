package io.boreas.testcluster.cell;

/** How much is drilled. */
final class Drills {
    private Drills() {}

    /** Whether there is time for all of it: {@code -Dboreas.drill=full}. */
    static boolean full() {
        return System.getProperty("boreas.drill", "").equals("full");
    }
}
