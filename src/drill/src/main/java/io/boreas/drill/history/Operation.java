package io.boreas.drill.history;

/**
 * One thing that a client asked, once or repeatedly under one idempotency key, until it was answered.
 *
 * @param client who asked; a client asks one thing after the other
 * @param key the job or role that it is about
 * @param master the one that answered, or that was asked last
 * @param attempts how often it was asked
 * @param invokedNanos when it was asked first, by {@link System#nanoTime}
 * @param returnedNanos when the answer was there; of an unknown one, when the client gave up
 */
public record Operation(
        int client,
        String key,
        Action action,
        int master,
        int attempts,
        long invokedNanos,
        long returnedNanos,
        Answer answer) {
    /** Whether it changes something, if it is done. */
    public boolean isMutation() {
        return !(action instanceof Action.Read);
    }

    /** Whether the cell said that it was done. */
    public boolean isAcknowledged() {
        return answer instanceof Answer.Done || answer instanceof Answer.Values;
    }
}
