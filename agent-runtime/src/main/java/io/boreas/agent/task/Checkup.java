package io.boreas.agent.task;

import io.boreas.core.check.CheckStatus;
import io.boreas.core.check.Finding;
import io.boreas.core.check.Health;
import io.boreas.core.check.HealthCheck;
import io.boreas.core.check.HealthMachine;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Instant;
import java.util.Optional;

/** What the checks of one task have said, and when it is probed next. Does nothing by itself; used by the loop's thread only. */
final class Checkup {
    private final TaskSpec spec;
    private final Optional<HealthMachine> machine;
    private Optional<Health> health = Optional.empty();
    private Optional<Instant> checkAt = Optional.empty();
    private boolean healthAsked;
    private boolean checkAsked;
    private Optional<Boolean> healthy = Optional.empty();
    private Optional<CheckStatus> checked;

    Checkup(TaskSpec spec) {
        this.spec = spec;
        this.machine = spec.health().map(HealthMachine::new);
        this.checked =
                spec.check().map(check -> CheckStatus.unknown(check.probe().kind()));
    }

    /** It has said this before. */
    void resume(TaskStatus latest) {
        healthy = latest.healthy();
        checked = latest.checked().or(() -> checked);
    }

    boolean isBegun() {
        return health.isPresent() || checkAt.isPresent();
    }

    /**
     * The task runs, from now on or again.
     *
     * @param stored what was kept of its health
     */
    void begin(Optional<Health> stored, TaskState state, Instant now) {
        health = machine.map(m -> stored.map(before -> m.resume(before, now))
                .orElseGet(() -> state == TaskState.RUNNING && isGate() ? m.beginProven(now) : m.begin(now)));
        checkAt = spec.check().map(check -> now.plus(check.delay()));
    }

    /** Whether the task must not count as running yet. */
    boolean holdsBack() {
        return isGate() && health.filter(Health::proven).isEmpty();
    }

    boolean isGate() {
        return spec.health().filter(HealthCheck::isGate).isPresent();
    }

    /** What is known of its health, if it is checked and has begun. */
    Optional<Health> health() {
        return health;
    }

    Optional<Boolean> healthy() {
        return healthy;
    }

    Optional<CheckStatus> checked() {
        return checked;
    }

    /** Whether its health is to be probed now; whoever asks does it. */
    boolean takeHealthDue(Instant now) {
        boolean due =
                !healthAsked && health.filter(h -> !h.nextAt().isAfter(now)).isPresent();
        healthAsked |= due;
        return due;
    }

    /** Whether its other check is to be made now; whoever asks does it. */
    boolean takeCheckDue(Instant now) {
        boolean due = !checkAsked && checkAt.filter(at -> !at.isAfter(now)).isPresent();
        checkAsked |= due;
        return due;
    }

    /** When something is due; what is being probed is not. */
    Instant nextAt() {
        var first = health.filter(h -> !healthAsked).map(Health::nextAt).orElse(Instant.MAX);
        var second = checkAt.filter(at -> !checkAsked).orElse(Instant.MAX);
        return first.isBefore(second) ? first : second;
    }

    /** Its health was probed. */
    HealthMachine.Step healthFound(Finding finding, Instant now) {
        var step = machine.orElseThrow().observe(health.orElseThrow(), finding, now);
        healthAsked = false;
        health = Optional.of(step.health());
        healthy = step.told().or(() -> healthy);
        return step;
    }

    /** Its other check was made; whether that was news. */
    boolean checkFound(Finding finding, Instant now) {
        var check = spec.check().orElseThrow();
        checkAsked = false;
        checkAt = Optional.of(now.plus(HealthCheck.pause(check.interval())));
        var status = Optional.of(new CheckStatus(check.probe().kind(), finding.value()));
        boolean news = !status.equals(checked);
        checked = status;
        return news;
    }
}
