package io.boreas.core.id;

/**
 * One run of something: a new run, even of the same instance, has a new id.
 */
public record TaskId(String value) implements Comparable<TaskId> {
    /** Characters an id may have. Source: Mesos, which bounds task ids at 255. */
    public static final int LENGTH_MAX = 255;

    public TaskId {
        Ids.check("a task id", value, LENGTH_MAX);
    }

    @Override
    public int compareTo(TaskId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
