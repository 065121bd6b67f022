package io.boreas.persistence.history;

/** Masters deleted old events while somebody read them, so what was read is not whole. */
public final class CutMeanwhileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CutMeanwhileException(String where) {
        super("old events of " + where
                + " were deleted while they were read, and what was read so far is not whole. Begin again; a"
                + " file that was being written is no export, remove it.");
    }
}
