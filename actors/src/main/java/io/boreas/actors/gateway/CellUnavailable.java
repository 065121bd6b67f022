package io.boreas.actors.gateway;

/** The cell did not answer in time, or will not take more work now. Trying again later may help. */
public final class CellUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CellUnavailable(String message) {
        super(message);
    }

    public CellUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
