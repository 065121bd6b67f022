package io.boreas.agent.gateway;

import io.boreas.core.agent.FrameworkExecutor;
import io.boreas.core.task.Payload;

/** Understands what frameworks say of their executors. It is given to an agent by those who know the format. */
public interface ExecutorReader {
    /**
     * How an executor is started.
     *
     * @param framework what its framework said of itself, as it said it; {@link Payload#NONE} if that is not known
     * @throws IllegalArgumentException if it cannot be, and why, for people
     */
    ExecutorTerms read(FrameworkExecutor executor, Payload framework);
}
