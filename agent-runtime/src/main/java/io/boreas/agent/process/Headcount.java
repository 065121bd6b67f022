package io.boreas.agent.process;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Counts the processes of tasks, without doing anything to them. Used by one thread. */
public final class Headcount {
    private final Census census;

    /** @param nonce the variable, {@code NAME=VALUE}, that tells this agent's tasks from those of others */
    public Headcount(String nonce) {
        this.census = new Census(nonce);
    }

    /** The living processes of each of these. */
    public <T> Map<T, List<ProcessId>> of(Map<T, Belongings> tasks) throws IOException {
        return census.take(tasks);
    }
}
