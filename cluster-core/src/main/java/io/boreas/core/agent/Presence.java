package io.boreas.core.agent;

/** Whether an agent takes part. The codes are stored. */
public enum Presence {
    /** Registered. Its link may be down for a moment: that is soft state and not written here. */
    REGISTERED(0),
    /** Its silence outlasted the deadline. */
    UNREACHABLE(1),
    /** An operator said it will never return; it is refused if it does. */
    GONE(2);

    private final int code;

    Presence(int code) {
        this.code = code;
    }

    /** The number it is stored under. */
    public int code() {
        return code;
    }

    /** The presence of a stored number. */
    public static Presence ofCode(int code) {
        return switch (code) {
            case 0 -> REGISTERED;
            case 1 -> UNREACHABLE;
            case 2 -> GONE;
            default -> throw new IllegalArgumentException("no presence has the code " + code);
        };
    }
}
