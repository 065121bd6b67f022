package io.boreas.agent.link;

import io.boreas.config.tls.Tls;
import java.time.Duration;
import java.util.Optional;

/**
 * How an agent keeps its link.
 *
 * @param backoffMin pause after the first failed dial, 1 ms to 1 min; it doubles with each failure
 * @param backoffMax longest pause between two dials, at least {@code backoffMin}, at most 10 min
 * @param connectTimeout how long a connection may take to open, 100 ms to 5 min
 * @param welcomeTimeout how long a master may take to answer the hello, 100 ms to 5 min
 * @param resendInterval how often unacknowledged statuses are said again, 1 s to 1 h. Source: Mesos's agent, which starts at 10 s
 * @param statusesMax statuses waiting to be written, 1 to 1,000,000; those beyond are said again later
 * @param looksMax sandbox questions answered at a time, 1 to 10,000; those beyond are refused
 * @param tls empty to speak in the clear
 */
public record AgentLinkSettings(
        Duration backoffMin,
        Duration backoffMax,
        Duration connectTimeout,
        Duration welcomeTimeout,
        Duration resendInterval,
        int statusesMax,
        int looksMax,
        Optional<Tls> tls) {
    /** A ping interval without a word from the master, this many times over, and the link is dead. */
    static final int SILENT_PINGS_MAX = 3;

    public static final AgentLinkSettings DEFAULT = new AgentLinkSettings(
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            10_000,
            64,
            Optional.empty());

    public AgentLinkSettings {
        check("backoffMin", backoffMin, Duration.ofMillis(1), Duration.ofMinutes(1));
        check("backoffMax", backoffMax, backoffMin, Duration.ofMinutes(10));
        check("connectTimeout", connectTimeout, Duration.ofMillis(100), Duration.ofMinutes(5));
        check("welcomeTimeout", welcomeTimeout, Duration.ofMillis(100), Duration.ofMinutes(5));
        check("resendInterval", resendInterval, Duration.ofSeconds(1), Duration.ofHours(1));
        check("statusesMax", statusesMax, 1_000_000);
        check("looksMax", looksMax, 10_000);
    }

    /** These settings over TLS, or in the clear. */
    public AgentLinkSettings with(Optional<Tls> other) {
        return new AgentLinkSettings(
                backoffMin, backoffMax, connectTimeout, welcomeTimeout, resendInterval, statusesMax, looksMax, other);
    }

    private static void check(String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(name + " is " + min + " to " + max + ", not " + value);
        }
    }

    private static void check(String name, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(name + " is 1 to " + max + ", not " + value);
        }
    }
}
