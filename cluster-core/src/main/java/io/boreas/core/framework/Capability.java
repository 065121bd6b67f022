package io.boreas.core.framework;

/** What a framework can deal with. Source: Mesos, {@code FrameworkInfo.Capability}; the codes are its numbers, and are stored. */
public enum Capability {
    REVOCABLE_RESOURCES(1),
    TASK_KILLING_STATE(2),
    GPU_RESOURCES(3),
    SHARED_RESOURCES(4),
    PARTITION_AWARE(5),
    MULTI_ROLE(6),
    RESERVATION_REFINEMENT(7),
    REGION_AWARE(8);

    private final int code;

    Capability(int code) {
        this.code = code;
    }

    /** The number it is stored and sent under. */
    public int code() {
        return code;
    }

    /** The capability of a stored number. */
    public static Capability ofCode(int code) {
        for (var capability : values()) {
            if (capability.code == code) {
                return capability;
            }
        }
        throw new IllegalArgumentException("no framework capability has the code " + code);
    }
}
