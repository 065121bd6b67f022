package io.boreas.core.framework;

/** Where a framework stands. The codes are stored. */
public enum Phase {
    /** It never subscribed, as far as is remembered. */
    UNKNOWN(0),
    /** Its scheduler is connected. */
    CONNECTED(1),
    /** Its scheduler may come back until the failover timeout ends. */
    DISCONNECTED(2),
    /** It was removed, and its id cannot be used again. */
    COMPLETED(3);

    private final int code;

    Phase(int code) {
        this.code = code;
    }

    /** The number it is stored under. */
    public int code() {
        return code;
    }

    /** The phase of a stored number. */
    public static Phase ofCode(int code) {
        return switch (code) {
            case 0 -> UNKNOWN;
            case 1 -> CONNECTED;
            case 2 -> DISCONNECTED;
            case 3 -> COMPLETED;
            default -> throw new IllegalArgumentException("no framework phase has the code " + code);
        };
    }
}
