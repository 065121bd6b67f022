package io.boreas.persistence.shared;

/** Why a shared store cannot do what was asked; the message names the store and what to do about it. */
public abstract sealed class SharedStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private SharedStoreException(String message, Throwable cause) {
        super(message, cause);
    }

    private SharedStoreException(String message) {
        super(message);
    }

    /** Nobody answers there, or not in time, or not to these credentials. */
    public static final class Away extends SharedStoreException {
        private static final long serialVersionUID = 1L;

        public Away(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** It answers, but the tables are missing or are not ours. */
    public static final class NoSchema extends SharedStoreException {
        private static final long serialVersionUID = 1L;

        public NoSchema(String message) {
            super(message);
        }
    }
}
