package io.boreas.agent.isolation;

import java.util.Optional;

/**
 * Memory by looking: a task whose processes hold more than it may is ended at the next look. Between two looks it can have any
 * amount.
 */
record PosixMemory() implements Isolator {
    static final String NAME = "posix/mem";

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
        return limits.memMaxBytes() > 0 && sample.memBytes() > limits.memMaxBytes()
                ? Optional.of(CgroupMemory.exceeded(limits, sample.memBytes()))
                : Optional.empty();
    }
}
