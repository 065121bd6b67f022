package io.boreas.agent.isolation;

import io.boreas.core.resource.Ranges;
import io.boreas.core.task.TaskReason;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ports by looking: a task that listens on one that it was not given is told of in the log, or ended. It counts once it was seen at two looks,
 * one after the other: what a process opens for a moment harms nobody, and an executor may use the ports of a task that has just come to
 * it before everybody here knows of them. Source: Mesos, {@code network/ports}, whose message this is.
 */
final class TaskPorts implements Isolator {
    static final String NAME = "network/ports";

    private static final Logger LOG = LoggerFactory.getLogger(TaskPorts.class);

    private final PortChecks checks;
    private final Map<String, Strays> strays = new ConcurrentHashMap<>();

    /**
     * What a task was seen to listen on that it was not given.
     *
     * @param now at the last look
     * @param told what the log says already
     */
    private record Strays(Ranges now, Ranges told) {
        static final Strays NONE = new Strays(Ranges.empty(), Ranges.empty());
    }

    TaskPorts(PortChecks checks) {
        this.checks = checks;
    }

    /** One that works here. */
    static TaskPorts tried(PortChecks checks) throws IOException {
        ListeningPorts.now();
        return new TaskPorts(checks);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean countsPorts() {
        return true;
    }

    @Override
    public Optional<Limitation> judge(String task, Limits limits, Sample sample) {
        return sample.listening().flatMap(ports -> judge(task, limits.ports(), ports));
    }

    private Optional<Limitation> judge(String task, Ranges given, Ranges listening) {
        var stray = checks.checked(listening).minus(given);
        if (stray.isEmpty()) {
            strays.remove(task);
            return Optional.empty();
        }
        var before = strays.getOrDefault(task, Strays.NONE);
        var lasting = stray.intersection(before.now());
        strays.put(task, new Strays(stray, before.told().union(lasting)));
        if (lasting.isEmpty()) {
            return Optional.empty();
        }
        if (checks.enforced()) {
            return Optional.of(new Limitation(
                    TaskReason.CONTAINER_LIMITATION, "Container is listening on unallocated port(s): " + lasting));
        }
        if (!before.told().contains(lasting)) {
            LOG.warn("a task listens on ports that it was not given task={} ports={} given={}", task, lasting, given);
        }
        return Optional.empty();
    }

    @Override
    public void release(String task) {
        strays.remove(task);
    }
}
