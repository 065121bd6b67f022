package io.boreas.core.job;

/** What becomes of an instance whose run ended. The codes are stored. */
public enum JobKind {
    /** It is started again, for ever. */
    SERVICE(0),
    /** It is done when a run finishes; a failed run is tried again up to the job's {@code maxTaskFailures}. */
    AD_HOC(1);

    private final int code;

    JobKind(int code) {
        this.code = code;
    }

    /** The number it is stored under. */
    public int code() {
        return code;
    }

    /** The kind of a stored number. */
    public static JobKind ofCode(int code) {
        return switch (code) {
            case 0 -> SERVICE;
            case 1 -> AD_HOC;
            default -> throw new IllegalArgumentException("no job kind has the code " + code);
        };
    }
}
