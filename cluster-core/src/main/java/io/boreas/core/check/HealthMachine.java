package io.boreas.core.check;

import io.boreas.core.check.HealthCheck.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides what follows from what probes find: when the next one is due, what is told, and whether the task is to end.
 *
 * <p>Source: Aurora, {@code executor/common/health_checker.py}, for gates; Mesos, {@code checks/health_checker.cpp}, for the
 * others.
 */
public final class HealthMachine {
    private static final String TOO_LATE = "Not enough successful health checks in time.";

    private final HealthCheck check;

    public HealthMachine(HealthCheck check) {
        this.check = check;
    }

    /**
     * What follows.
     *
     * @param told whether it is healthy, if that is to be told now
     * @param end why the task is to end, if it is; it may be empty
     */
    public record Step(Health health, Optional<Boolean> told, Optional<String> end) {}

    /** The task started. */
    public Health begin(Instant now) {
        return new Health(now, now.plus(delay()), false, 0, 0, 0);
    }

    /** A task that was RUNNING before anybody kept count of its health. */
    public Health beginProven(Instant now) {
        return switch (check.rules()) {
            case Rules.Gate gate ->
                new Health(now, now, true, attemptsMax(gate) + 1, gate.minConsecutiveSuccesses(), 0);
            case Rules.Watch watch -> new Health(now, now.plus(delay()), false, 0, 0, 0);
        };
    }

    /** Goes on after nobody probed for a while: at once, unless the delay is not over. */
    public Health resume(Health health, Instant now) {
        var first = health.startedAt().plus(delay());
        return at(health, first.isAfter(now) ? first : now);
    }

    /** A probe ended. */
    public Step observe(Health health, Finding finding, Instant now) {
        var next = at(health, now.plus(HealthCheck.pause(check.interval())));
        return switch (check.rules()) {
            case Rules.Gate gate -> observe(gate, next, finding);
            case Rules.Watch watch -> observe(watch, next, finding, now);
        };
    }

    private Step observe(Rules.Gate gate, Health before, Finding finding) {
        int attemptsMax = attemptsMax(gate);
        int attempts = Math.min(before.attempts() + 1, attemptsMax + 1);
        if (finding.good()) {
            int successes = Math.min(before.successes() + 1, gate.minConsecutiveSuccesses());
            boolean proven = before.proven() || successes >= gate.minConsecutiveSuccesses();
            var after = counted(before, proven, attempts, successes, 0);
            return proven
                    ? new Step(after, news(!before.proven(), true), Optional.empty())
                    : inTime(after, attemptsMax);
        }
        if (attempts <= forgiven(gate)) {
            return inTime(counted(before, before.proven(), attempts, 0, before.failures()), attemptsMax);
        }
        int failures = before.failures() + 1;
        var after = counted(before, before.proven(), attempts, 0, failures);
        int left = attemptsMax - attempts;
        boolean hopeless = !before.proven() && left > 1 && gate.minConsecutiveSuccesses() > left;
        if (hopeless || failures > gate.maxConsecutiveFailures()) {
            return new Step(after, Optional.of(false), Optional.of("Failed health check! " + finding.message()));
        }
        return inTime(after, attemptsMax);
    }

    /** Who is neither healthy nor not for so long that nothing will come of it any more ends as well. */
    private static Step inTime(Health health, int attemptsMax) {
        return !health.proven() && health.attempts() > attemptsMax
                ? new Step(health, Optional.of(false), Optional.of("Failed health check! " + TOO_LATE))
                : new Step(health, Optional.empty(), Optional.empty());
    }

    private static Step observe(Rules.Watch watch, Health before, Finding finding, Instant now) {
        if (finding.good()) {
            boolean news = !before.proven() || before.failures() > 0;
            return new Step(counted(before, true, 0, 0, 0), news(news, true), Optional.empty());
        }
        boolean inGrace = !before.proven()
                && watch.grace().isPositive()
                && Duration.between(before.startedAt(), now).compareTo(watch.grace()) <= 0;
        if (inGrace) {
            return new Step(before, Optional.empty(), Optional.empty());
        }
        int failures = before.failures() + 1;
        return new Step(
                counted(before, before.proven(), 0, 0, failures),
                Optional.of(false),
                failures >= watch.consecutiveFailures() ? Optional.of("") : Optional.empty());
    }

    private Duration delay() {
        return switch (check.rules()) {
            case Rules.Gate gate -> Duration.ZERO;
            case Rules.Watch watch -> watch.delay();
        };
    }

    private int attemptsMax(Rules.Gate gate) {
        return forgiven(gate) + gate.maxConsecutiveFailures() + gate.minConsecutiveSuccesses();
    }

    /** How many attempts may fail without consequence: as many as fit into the initial interval, rounded up. */
    private int forgiven(Rules.Gate gate) {
        long interval = HealthCheck.pause(check.interval()).toMillis();
        return Math.toIntExact((gate.initialInterval().toMillis() + interval - 1) / interval);
    }

    private static Optional<Boolean> news(boolean isNews, boolean healthy) {
        return isNews ? Optional.of(healthy) : Optional.empty();
    }

    private static Health at(Health health, Instant next) {
        return new Health(
                health.startedAt(), next, health.proven(), health.attempts(), health.successes(), health.failures());
    }

    private static Health counted(Health health, boolean proven, int attempts, int successes, int failures) {
        return new Health(health.startedAt(), health.nextAt(), proven, attempts, successes, failures);
    }
}
