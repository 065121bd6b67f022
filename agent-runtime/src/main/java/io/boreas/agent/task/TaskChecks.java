package io.boreas.agent.task;

import io.boreas.agent.check.Prober;
import io.boreas.core.check.Finding;
import io.boreas.core.check.Health;
import io.boreas.core.check.HealthMachine;
import io.boreas.core.check.Probe;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has tasks probed when they are due, and keeps what comes of it. Used by the loop's thread. */
final class TaskChecks {
    private static final Logger LOG = LoggerFactory.getLogger(TaskChecks.class);
    private static final String SNOOZE = ".healthchecksnooze";

    private final Prober prober;
    private final TaskFolders folders;
    private final TaskLimits limits;
    private final Consumer<Event> later;

    TaskChecks(Prober prober, TaskFolders folders, TaskLimits limits, Consumer<Event> later) {
        this.prober = prober;
        this.folders = folders;
        this.limits = limits;
        this.later = later;
    }

    /** Probes what is due of a task; when to do so again. */
    Instant tend(LiveTask task, Instant now) {
        var prepared = task.prepared();
        if (!task.isActive()
                || !task.hasRun()
                || (prepared.health().isEmpty() && prepared.check().isEmpty())) {
            return Instant.MAX;
        }
        var checkup = task.checkup();
        if (!checkup.isBegun()) {
            begin(task, now);
        }
        if (checkup.takeHealthDue(now)) {
            var health = prepared.launch().spec().health().orElseThrow();
            var snooze =
                    checkup.isGate() ? Optional.of(prepared.hostSandbox().resolve(SNOOZE)) : Optional.<Path>empty();
            ask(task, prepared.health().orElseThrow(), health.timeout(), snooze, Event.Probed.Which.HEALTH);
        }
        if (checkup.takeCheckDue(now)) {
            var check = prepared.launch().spec().check().orElseThrow();
            ask(task, prepared.check().orElseThrow(), check.timeout(), Optional.empty(), Event.Probed.Which.CHECK);
        }
        return checkup.nextAt();
    }

    private void ask(LiveTask task, Probe probe, Duration timeout, Optional<Path> snooze, Event.Probed.Which which) {
        var id = task.id();
        var prepared = task.prepared();
        var confinement = limits.confinement(task);
        prober.ask(
                new Prober.Order(probe, timeout, command -> prepared.command(command, confinement), snooze),
                finding -> later.accept(new Event.Probed(id, which, finding)));
    }

    private void begin(LiveTask task, Instant now) {
        Optional<Health> stored = Optional.empty();
        try {
            stored = folders.health(task.prepared());
        } catch (IOException e) {
            LOG.warn("cannot read what was kept of a task's health; it is counted afresh taskId={}", task.id(), e);
        }
        task.checkup().begin(stored, task.state(), now);
        keep(task, stored);
    }

    /** The task's health was probed. */
    HealthMachine.Step healthFound(LiveTask task, Finding finding, Instant now) {
        var before = task.checkup().health();
        var step = task.checkup().healthFound(finding, now);
        keep(task, before);
        if (!finding.good()) {
            LOG.info("a health check found a task ill taskId={} why={}", task.id(), finding.message());
        }
        return step;
    }

    private void keep(LiveTask task, Optional<Health> before) {
        var health = task.checkup().health();
        if (health.isPresent() && before.filter(health.get()::isLike).isEmpty()) {
            try {
                folders.keepHealth(task.prepared(), health.get());
            } catch (IOException e) {
                LOG.warn("cannot keep what is known of a task's health taskId={}", task.id(), e);
            }
        }
    }
}
