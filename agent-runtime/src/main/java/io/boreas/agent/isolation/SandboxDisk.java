package io.boreas.agent.isolation;

import io.boreas.agent.isolation.Sample.SharedUse;
import io.boreas.core.task.TaskReason;
import java.util.Optional;

/**
 * The disk a sandbox takes, by looking: a task that takes more than it may is ended at the next look, and so are all that share a
 * folder in which there is more than may be. Source: Mesos, {@code disk/du}, whose message this is.
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
                ? Optional.of(exceeded("Disk usage", sample.diskBytes(), limits.diskBytes()))
                : sample.shared()
                        .filter(SharedUse::isTooMuch)
                        .map(use -> exceeded(
                                "Disk usage of its executor and all tasks in it",
                                use.usedBytes(),
                                use.promisedBytes()));
    }

    private static Limitation exceeded(String what, long used, long allowed) {
        return new Limitation(
                TaskReason.CONTAINER_LIMITATION_DISK,
                what + " (" + Limits.text(used) + ") exceeds quota (" + Limits.text(allowed) + ")");
    }
}
