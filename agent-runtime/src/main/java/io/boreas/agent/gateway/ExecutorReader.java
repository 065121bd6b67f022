package io.boreas.agent.gateway;

import io.boreas.core.agent.FrameworkExecutor;

/** Understands what frameworks say of their executors. It is given to an agent by those who know the format. */
public interface ExecutorReader {
    /**
     * How an executor is started.
     *
     * @throws IllegalArgumentException if it cannot be, and why, for people
     */
    ExecutorTerms read(FrameworkExecutor executor);
}
