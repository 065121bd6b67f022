package io.boreas.core.task;

/** Who observed a state. Source: Mesos's {@code TaskStatus.Source}; the codes are its numbers, and are stored. */
public enum StatusSource {
    MASTER(0),
    AGENT(1),
    EXECUTOR(2);

    private final int code;

    StatusSource(int code) {
        this.code = code;
    }

    /** The number it is stored and sent under. */
    public int code() {
        return code;
    }

    /** The source of a stored number. */
    public static StatusSource ofCode(int code) {
        return switch (code) {
            case 0 -> MASTER;
            case 1 -> AGENT;
            case 2 -> EXECUTOR;
            default -> throw new IllegalArgumentException("no status source has the code " + code);
        };
    }
}
