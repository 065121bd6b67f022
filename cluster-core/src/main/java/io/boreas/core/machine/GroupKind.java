package io.boreas.core.machine;

/** What a group hosts. The codes are stored, the prefixes are part of persistence ids. */
public enum GroupKind {
    AGENT(1, "agents"),
    JOB(2, "jobs"),
    FRAMEWORK(3, "frameworks"),
    REGISTRY(4, "registry");

    private final int code;
    private final String prefix;

    GroupKind(int code, String prefix) {
        this.code = code;
        this.prefix = prefix;
    }

    /** The number it is stored under. */
    public int code() {
        return code;
    }

    /** The kind of a stored number. */
    public static GroupKind ofCode(int code) {
        return switch (code) {
            case 1 -> AGENT;
            case 2 -> JOB;
            case 3 -> FRAMEWORK;
            case 4 -> REGISTRY;
            default -> throw new IllegalArgumentException("no group kind has the code " + code);
        };
    }

    /** How many groups of this kind a cell has whose other kinds have so many. */
    public int groups(int count) {
        return this == REGISTRY ? 1 : count;
    }

    /** The journal's name of a group: {@code agents-7}. */
    public String persistenceId(int number) {
        return prefix + "-" + number;
    }

    /**
     * The group of an aggregate among so many, the same on every machine and for ever. FNV-1a, 32 bits, over the UTF-16 units
     * of the id. Source: Fowler, Noll and Vo.
     */
    public static int groupOf(String aggregate, int groups) {
        int hash = 0x811c9dc5;
        for (int i = 0; i < aggregate.length(); i++) {
            hash = (hash ^ aggregate.charAt(i)) * 0x01000193;
        }
        return Math.floorMod(hash ^ (hash >>> 15), groups);
    }
}
