package io.boreas.agent.session;

import java.time.Duration;

/**
 * What sessions an agent has.
 *
 * @param perTaskMax in one task at the same time, 0 to 1,000
 * @param perAgentMax in all its tasks at the same time, 0 to 1,000
 * @param idleMax how long one goes on in which nothing is written either way, 1 s to 7 days
 * @param unattendedMax how long one goes on of which nothing is asked, 1 s to 10 min: whoever held its other end is gone
 */
public record SessionSettings(int perTaskMax, int perAgentMax, Duration idleMax, Duration unattendedMax) {
    public static final SessionSettings DEFAULT =
            new SessionSettings(8, 64, Duration.ofHours(1), Duration.ofSeconds(15));

    public SessionSettings {
        check("sessions in a task", perTaskMax, 0, 1_000);
        check("sessions of an agent", perAgentMax, 0, 1_000);
        check("the idle time of a session in ms", idleMax.toMillis(), 1_000, 604_800_000);
        check("the time of a session without questions in ms", unattendedMax.toMillis(), 1_000, 600_000);
    }

    private static void check(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + ": " + min + " to " + max + ", not " + value);
        }
    }
}
