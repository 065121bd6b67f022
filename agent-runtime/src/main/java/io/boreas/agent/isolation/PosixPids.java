package io.boreas.agent.isolation;

import io.boreas.core.task.TaskReason;
import java.util.Optional;

/** Processes by looking: a task that has more than it may is ended at the next look. Threads are not counted. */
record PosixPids() implements Isolator {
    static final String NAME = "posix/pids";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean countsProcesses() {
        return true;
    }

    @Override
    public Optional<Limitation> judge(String task, Limits limits, Sample sample) {
        return limits.pidsMax() > 0 && sample.processes() > limits.pidsMax()
                ? Optional.of(new Limitation(
                        TaskReason.CONTAINER_LIMITATION,
                        "Number of processes (" + sample.processes() + ") exceeds limit (" + limits.pidsMax() + ")"))
                : Optional.empty();
    }
}
