package io.boreas.actors.gateway;

/** What is asked for needs a cell that runs, and this one is only looked at: as a journal has it. Trying again never helps. */
public final class CellReadOnly extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CellReadOnly(String message) {
        super(message);
    }
}
