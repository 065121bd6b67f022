package io.boreas.persistence.codec;

/**
 * Turns what an older version of this program stored into the current format. A format that changes in a way its field
 * numbers cannot carry gets the next version, and its predecessor a case here that rewrites its bytes.
 */
final class Upcaster {
    /** The version that is written. */
    static final int CURRENT = 1;

    private Upcaster() {}

    /** A stored batch in the current format. */
    static byte[] batch(byte[] stored) {
        return switch (version(stored, "batch")) {
            case CURRENT -> stored;
            default -> throw unknown("batch", version(stored, "batch"));
        };
    }

    /** A stored snapshot in the current format. */
    static byte[] snapshot(byte[] stored) {
        return switch (version(stored, "snapshot")) {
            case CURRENT -> stored;
            default -> throw unknown("snapshot", version(stored, "snapshot"));
        };
    }

    private static int version(byte[] stored, String what) {
        var in = new ProtoReader(stored);
        if (in.next() != 1) {
            throw in.malformed("a " + what + " starts with its version, and this one does not");
        }
        return in.int32();
    }

    private static MalformedException unknown(String what, int version) {
        return new MalformedException("a " + what + " of format " + version + ", and this program reads up to "
                + CURRENT + ": it was written by a later version of it");
    }
}
