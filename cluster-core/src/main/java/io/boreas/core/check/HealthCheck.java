package io.boreas.core.check;

import java.time.Duration;

/**
 * A check on which it depends whether a task runs, and goes on.
 *
 * @param interval from the end of a probe to the next; less than {@link #INTERVAL_MIN} is as much as that
 * @param timeout for one probe
 */
public record HealthCheck(Probe probe, Rules rules, Duration interval, Duration timeout) {
    /** Nothing is probed more often. */
    public static final Duration INTERVAL_MIN = Duration.ofMillis(100);

    /** What follows from what probes find. */
    public sealed interface Rules {

        /**
         * The task is STARTING until it is healthy; it fails if that takes too many attempts, or when it is not any more. Source:
         * Aurora, {@code HealthCheckConfig}, whose defaults these are.
         *
         * @param initialInterval failures are forgiven for as many attempts as begin in this time
         * @param maxConsecutiveFailures one more in a row ends the task
         * @param minConsecutiveSuccesses so many in a row make it RUNNING
         */
        record Gate(Duration initialInterval, int maxConsecutiveFailures, int minConsecutiveSuccesses)
                implements Rules {
            public static final Duration INITIAL_INTERVAL_DEFAULT = Duration.ofSeconds(15);
            public static final Duration INTERVAL_DEFAULT = Duration.ofSeconds(10);
            public static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(1);
        }

        /**
         * The task is RUNNING from its start; whoever owns it is told how it does, and it is killed after too many failures.
         * Source: Mesos, {@code HealthCheck}.
         *
         * @param delay from the task's start to the first probe
         * @param grace how long after the start failures do not count, unless it was healthy before; zero for not at all
         * @param consecutiveFailures so many in a row end the task
         */
        record Watch(Duration delay, Duration grace, int consecutiveFailures) implements Rules {}
    }

    /** A pause between probes that is long enough. */
    public static Duration pause(Duration interval) {
        return interval.compareTo(INTERVAL_MIN) < 0 ? INTERVAL_MIN : interval;
    }

    /** Whether the task is RUNNING only once it is healthy. */
    public boolean isGate() {
        return rules instanceof Rules.Gate;
    }
}
