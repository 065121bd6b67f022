package io.boreas.drill.history;

/**
 * One thing that a framework asked or was told about one of its tasks. Moments are those of {@link System#nanoTime}; streams are numbered in the order
 * in which the framework subscribed.
 */
public sealed interface TaskNote {
    String task();

    /** When it was asked, or heard. */
    long nanos();

    /**
     * ACCEPT with a LAUNCH of this task alone. No id is asked for twice.
     *
     * @param agent whose offer it was
     * @param answeredNanos when the answer was there, or it was given up
     */
    record Launched(
            String task, String agent, Course course, int stream, long nanos, long answeredNanos, Outcome outcome)
            implements TaskNote {}

    /** KILL. */
    record Killed(String task, int stream, long nanos, long answeredNanos, Outcome outcome) implements TaskNote {}

    /**
     * UPDATE.
     *
     * @param state without its prefix, such as {@code RUNNING}
     * @param reason without its prefix; empty if none was given
     * @param source without its prefix
     * @param agent empty if nobody said which
     * @param uuid empty if it is not to be acknowledged
     */
    record Told(
            String task, String state, String reason, String source, String agent, String uuid, int stream, long nanos)
            implements TaskNote {
        /** Whether it is an answer to a question of the framework, or to that of somebody before it. */
        public boolean isReconciliation() {
            return reason.equals("RECONCILIATION") && uuid.isEmpty();
        }
    }

    /** ACKNOWLEDGE of an update. */
    record Acknowledged(String task, String uuid, int stream, long nanos, long answeredNanos, Outcome outcome)
            implements TaskNote {}
}
