package io.boreas.testcluster.sim;

/** How long something that acts is there: what it planned does not happen once it is over. */
public final class Life {
    private boolean over;

    public boolean isOver() {
        return over;
    }

    public void end() {
        over = true;
    }
}
