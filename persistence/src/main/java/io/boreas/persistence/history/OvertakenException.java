package io.boreas.persistence.history;

/** Another master has decided meanwhile what is to go of the journal: what was read before does not count any more. */
public final class OvertakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OvertakenException() {
        super("another master deletes old events, too");
    }
}
