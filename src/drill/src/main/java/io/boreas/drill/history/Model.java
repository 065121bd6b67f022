package io.boreas.drill.history;

import java.util.Optional;

/**
 * What one key would be and answer if there were a single copy of it, and one thing happened after the other.
 *
 * @param <S> what is there; equal states are equal
 */
public interface Model<S> {
    /** What is there at the beginning. */
    S initial();

    /**
     * What is there after an operation.
     *
     * @return empty if it would not have been answered as it was; an unknown answer fits every state
     */
    Optional<S> apply(S state, Operation operation);
}
