package io.boreas.persistence.history;

/** Something in the journal cannot be read or folded; the message says where. */
public final class JournalDamagedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JournalDamagedException(String where, String what, Throwable cause) {
        super(message(where, what), cause);
    }

    public JournalDamagedException(String where, String what) {
        super(message(where, what));
    }

    private static String message(String where, String what) {
        return where + ": " + what + ". Run boreas journal verify for all that is wrong.";
    }
}
