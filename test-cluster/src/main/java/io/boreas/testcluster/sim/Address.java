package io.boreas.testcluster.sim;

/** Where messages go within a cell. */
public record Address(Kind kind, long number) {
    /** What is there. */
    public enum Kind {
        AGENT_GROUP,
        JOB_GROUP,
        FRAMEWORK_GROUP,
        PLANNER,
        ALLOCATOR,
        REGISTRY,
        LINK,
        STREAM,
        CLIENT,
        SCHEDULER
    }

    public static final Address PLANNER = new Address(Kind.PLANNER, 0);
    public static final Address ALLOCATOR = new Address(Kind.ALLOCATOR, 0);
    public static final Address REGISTRY = new Address(Kind.REGISTRY, 0);
    public static final Address CLIENT = new Address(Kind.CLIENT, 0);

    public static Address agentGroup(int number) {
        return new Address(Kind.AGENT_GROUP, number);
    }

    public static Address jobGroup(int number) {
        return new Address(Kind.JOB_GROUP, number);
    }

    public static Address frameworkGroup(int number) {
        return new Address(Kind.FRAMEWORK_GROUP, number);
    }

    public static Address stream(long number) {
        return new Address(Kind.STREAM, number);
    }

    public static Address scheduler(int number) {
        return new Address(Kind.SCHEDULER, number);
    }

    /** Whether masters that are gone leave it where it is. */
    boolean isOutside() {
        return kind == Kind.CLIENT || kind == Kind.SCHEDULER;
    }

    public static Address link(long number) {
        return new Address(Kind.LINK, number);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case AGENT_GROUP -> "agents-" + number;
            case JOB_GROUP -> "jobs-" + number;
            case FRAMEWORK_GROUP -> "frameworks-" + number;
            case PLANNER -> "planner";
            case ALLOCATOR -> "allocator";
            case REGISTRY -> "registry";
            case LINK -> "link-" + number;
            case STREAM -> "stream-" + number;
            case CLIENT -> "client";
            case SCHEDULER -> "scheduler-" + number;
        };
    }
}
