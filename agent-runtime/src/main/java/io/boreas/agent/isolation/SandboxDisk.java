package io.boreas.agent.isolation;

import io.boreas.core.task.TaskReason;
import java.util.Optional;

/**
 * The disk a sandbox takes, by looking: a task that takes more than it may is ended at the next look. Source: Mesos,
 * {@code disk/du}, whose message this is.
 */
record SandboxDisk() implements Isolator {
    static final String NAME = "disk/du";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean countsDisk() {
        return true;
    }

    @Override
    public Optional<Limitation> judge(String task, Limits limits, Sample sample) {
        return limits.diskBytes() > 0 && sample.diskBytes() > limits.diskBytes()
                ? Optional.of(new Limitation(
                        TaskReason.CONTAINER_LIMITATION_DISK,
                        "Disk usage (" + Limits.text(sample.diskBytes()) + ") exceeds quota ("
                                + Limits.text(limits.diskBytes()) + ")"))
                : Optional.empty();
    }
}
