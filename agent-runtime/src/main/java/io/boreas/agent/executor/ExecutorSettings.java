package io.boreas.agent.executor;

import io.boreas.core.link.AgentInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an agent needs to know to run executors. The defaults are Mesos's.
 *
 * @param home where it keeps what it must not forget; the agent's own
 * @param info what the agent is; its port is where its door listens
 * @param address where executors on this machine reach the door, without the port
 * @param registrationTimeout how long an executor may take from its start to its first subscription, 1 s to 1 h
 * @param reregistrationTimeout how long one may take to subscribe again after the agent was started again, 100 ms to 1 min
 * @param recoveryTimeout how long executors are told to try to, without an agent
 * @param subscriptionBackoffMax how long they are told to pause at most between tries
 * @param shutdownGrace how long they may take to shut down if neither they nor their framework says so, 0 to 1 h
 * @param authenticate whether they are given tokens, and no call is looked at without one
 */
public record ExecutorSettings(
        Path home,
        AgentInfo info,
        String address,
        Duration registrationTimeout,
        Duration reregistrationTimeout,
        Duration recoveryTimeout,
        Duration subscriptionBackoffMax,
        Duration shutdownGrace,
        boolean authenticate,
        InstantSource clock) {
    public ExecutorSettings {
        check("registration timeout", registrationTimeout, Duration.ofMillis(100), Duration.ofHours(1));
        check("re-registration timeout", reregistrationTimeout, Duration.ofMillis(100), Duration.ofMinutes(1));
        check("recovery timeout", recoveryTimeout, Duration.ofSeconds(1), Duration.ofDays(7));
        check("subscription backoff", subscriptionBackoffMax, Duration.ofMillis(1), Duration.ofMinutes(10));
        check("shutdown grace", shutdownGrace, Duration.ZERO, Duration.ofHours(1));
    }

    /** The defaults. */
    public static ExecutorSettings of(Path home, AgentInfo info, String address, InstantSource clock) {
        return new ExecutorSettings(
                home,
                info,
                address,
                Duration.ofMinutes(1),
                Duration.ofSeconds(2),
                Duration.ofMinutes(15),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                false,
                clock);
    }

    /** What of it Mesos has flags for, under their names. */
    SortedMap<String, String> flags() {
        var flags = new TreeMap<String, String>();
        if (!info.attributes().list().isEmpty()) {
            flags.put("attributes", info.attributes().toString());
        }
        flags.put("authenticate_http_executors", Boolean.toString(authenticate));
        flags.put("executor_registration_timeout", ExecutorLauncher.text(registrationTimeout));
        flags.put("executor_reregistration_timeout", ExecutorLauncher.text(reregistrationTimeout));
        flags.put("executor_shutdown_grace_period", ExecutorLauncher.text(shutdownGrace));
        flags.put("hostname", info.hostname());
        flags.put("port", Integer.toString(info.port()));
        flags.put("recovery_timeout", ExecutorLauncher.text(recoveryTimeout));
        flags.put("resources", info.resources().toString());
        flags.put("work_dir", home.toString());
        return flags;
    }

    private static void check(String what, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException("executors' " + what + " is " + min + " to " + max + ", not " + value);
        }
    }
}
