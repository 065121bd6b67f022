package io.boreas.http.security;

import java.util.EnumSet;
import java.util.Set;

/** What must be authenticated together. Source: Mesos 1.11, its HTTP authentication realms; the last two are Boreas's. */
public enum Realm {
    MASTER_READONLY("mesos-master-readonly"),
    MASTER_READWRITE("mesos-master-readwrite"),
    SCHEDULER("mesos-master-scheduler"),
    AGENT_READONLY("mesos-agent-readonly"),
    AGENT_READWRITE("mesos-agent-readwrite"),
    /** The native API of a master, its page and its metrics. */
    BOREAS("boreas"),
    /** What anybody may ask always: whether a process is well, and which one it is. */
    OPEN("open");

    private static final Set<Realm> OF_MASTER = Set.of(MASTER_READONLY, MASTER_READWRITE, SCHEDULER, BOREAS);
    private static final Set<Realm> OF_AGENT = Set.of(AGENT_READONLY, AGENT_READWRITE);

    private final String text;

    Realm(String text) {
        this.text = text;
    }

    /** Its name in a challenge. */
    public String text() {
        return text;
    }

    /** Those of a master's doors, in order. */
    public static Set<Realm> ofMaster() {
        return EnumSet.copyOf(OF_MASTER);
    }

    /** Those of an agent's doors, in order. */
    public static Set<Realm> ofAgent() {
        return EnumSet.copyOf(OF_AGENT);
    }

    /** Its key below {@code authentication} in the settings. */
    public String key() {
        return switch (this) {
            case MASTER_READONLY, AGENT_READONLY -> "readonly";
            case MASTER_READWRITE, AGENT_READWRITE -> "readwrite";
            case SCHEDULER -> "scheduler";
            case BOREAS -> "boreas";
            case OPEN -> throw new IllegalStateException("what is open always has no setting");
        };
    }
}
