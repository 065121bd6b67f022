package io.boreas.testcluster.sim;

/** Where messages go within a cell. */
public record Address(Kind kind, long number) {
    /** What is there. */
    public enum Kind {
        AGENT_GROUP,
        JOB_GROUP,
        PLANNER,
        LINK,
        CLIENT
    }

    public static final Address PLANNER = new Address(Kind.PLANNER, 0);
    public static final Address CLIENT = new Address(Kind.CLIENT, 0);

    public static Address agentGroup(int number) {
        return new Address(Kind.AGENT_GROUP, number);
    }

    public static Address jobGroup(int number) {
        return new Address(Kind.JOB_GROUP, number);
    }

    public static Address link(long number) {
        return new Address(Kind.LINK, number);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case AGENT_GROUP -> "agents-" + number;
            case JOB_GROUP -> "jobs-" + number;
            case PLANNER -> "planner";
            case LINK -> "link-" + number;
            case CLIENT -> "client";
        };
    }
}
