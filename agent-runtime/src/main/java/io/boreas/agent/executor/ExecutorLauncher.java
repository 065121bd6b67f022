package io.boreas.agent.executor;

import io.boreas.agent.gateway.ExecutorReader;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Owner;
import io.boreas.core.task.TaskLaunch;
import java.time.Duration;
import java.util.Collections;
import java.util.TreeMap;

/** How executors are started: what they are told in their environment. Source: Mesos, {@code executorEnvironment}. */
final class ExecutorLauncher {
    private final ExecutorSettings settings;
    private final ExecutorReader reader;
    private final ExecutorTokens tokens;

    ExecutorLauncher(ExecutorSettings settings, ExecutorReader reader, ExecutorTokens tokens) {
        this.settings = settings;
        this.reader = reader;
        this.tokens = tokens;
    }

    /**
     * The process of an executor.
     *
     * @throws IllegalArgumentException if there is no way to start it
     */
    TaskLaunch launch(HeldExecutor held, AgentId agent) {
        var executor = held.hosted().executor();
        var terms = reader.read(executor, held.framework());
        var spec = terms.command();
        var environment = new TreeMap<>(spec.environment());
        environment.put("LIBPROCESS_IP", settings.address());
        environment.put("LIBPROCESS_PORT", "0");
        environment.put("MESOS_AGENT_ENDPOINT", endpoint());
        environment.put("MESOS_ALLOCATION_ROLE", held.hosted().role().name());
        environment.put("MESOS_CHECKPOINT", "1");
        environment.put("MESOS_CONTAINER_IP", settings.address());
        environment.put("MESOS_EXECUTOR_ID", executor.id());
        environment.put(
                "MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD",
                text(terms.shutdownGrace().orElse(settings.shutdownGrace())));
        environment.put("MESOS_FRAMEWORK_ID", held.hosted().key().framework().value());
        environment.put("MESOS_HTTP_COMMAND_EXECUTOR", "0");
        environment.put("MESOS_RECOVERY_TIMEOUT", text(settings.recoveryTimeout()));
        environment.put("MESOS_SLAVE_ID", agent.value());
        environment.put("MESOS_AGENT_ID", agent.value());
        environment.put("MESOS_SLAVE_PID", "slave(1)@" + endpoint());
        environment.put("MESOS_SUBSCRIPTION_BACKOFF_MAX", text(settings.subscriptionBackoffMax()));
        if (settings.authenticate()) {
            environment.put("MESOS_EXECUTOR_AUTHENTICATION_TOKEN", tokens.of(held));
        }
        return new TaskLaunch(
                held.process(),
                new Owner.Framework(held.hosted().key().framework()),
                spec.with(environment),
                held.resources(),
                Collections.emptySortedMap());
    }

    /** How long an executor may take to shut down: what it says itself, else what whoever stops it says. */
    Duration shutdownGrace(HeldExecutor held, Duration ordered) {
        try {
            return reader.read(held.hosted().executor(), held.framework())
                    .shutdownGrace()
                    .orElse(ordered);
        } catch (IllegalArgumentException e) {
            return ordered;
        }
    }

    private String endpoint() {
        return settings.address() + ":" + settings.info().port();
    }

    /** A duration as Mesos writes it: in the largest unit that gives a whole number. */
    static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 60_000 == 0 && millis > 0) {
            return millis / 60_000 + "mins";
        }
        return millis % 1_000 == 0 ? millis / 1_000 + "secs" : millis + "ms";
    }
}
