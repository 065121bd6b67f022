package io.boreas.launcher;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What an agent can be told on a command line. */
final class AgentOptions {
    /** The setting of the port of an agent's doors. */
    static final String PORT = "boreas.agent.http.port";

    /** The setting of what keeps tasks within their limits. */
    static final String ISOLATION = "boreas.agent.isolation";

    @Option(
            names = "--resources",
            paramLabel = "TEXT",
            description = "What the agent gives, in Mesos's form: 'cpus:4;mem:8192;disk:10240;ports:[31000-32000]'. "
                    + "What is not named is not given. Default: what the machine has.")
    @Nullable
    String resources;

    @Option(names = "--attributes", paramLabel = "TEXT", description = "What jobs may ask of it: 'rack:r1;zone:a'.")
    @Nullable
    String attributes;

    @Option(
            names = "--hostname",
            paramLabel = "NAME",
            description = "Where its tasks are reached. Default: the machine's name")
    @Nullable
    String hostname;

    @Option(
            names = "--agent-port",
            paramLabel = "N",
            description =
                    "Port of the agent's HTTP doors, for executors and operators; 0 for any free one. Several agents "
                            + "count up from it. Default: 5051, or 0 with --port 0")
    @Nullable
    Integer port;

    @Option(
            names = "--isolation",
            paramLabel = "NAMES",
            description = "How tasks are kept within their limits and apart: auto, posix, cgroups, none, namespaces, "
                    + "isolators, or several with commas between. Default: auto, what the machine offers")
    @Nullable
    String isolation;

    /**
     * What was told of the doors and of limits.
     *
     * @param number which of several agents it is, from 0
     */
    Map<String, String> settings(int number) {
        var settings = new TreeMap<String, String>();
        if (port != null) {
            settings.put(PORT, Integer.toString(port == 0 ? 0 : port + number));
        }
        if (isolation != null) {
            settings.put(ISOLATION, isolation);
        }
        return settings;
    }

    /** How an agent that is a process of its own uses Pekko: for its doors alone. */
    static Config pekko() {
        return ConfigFactory.parseMap(Map.of(
                        "pekko.loggers", List.of("org.apache.pekko.event.slf4j.Slf4jLogger"),
                        "pekko.logging-filter", "org.apache.pekko.event.slf4j.Slf4jLoggingFilter",
                        // its doors have timeouts of seconds: a hundred looks at the clock in each cost more than they
                        "pekko.scheduler.tick-duration", "50ms",
                        "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off",
                        "pekko.coordinated-shutdown.exit-jvm", "off"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
    }

    /** What was told, for an agent in this folder. */
    AgentProcess.Told told(Path workDir) {
        return new AgentProcess.Told(
                workDir,
                Optional.ofNullable(resources).map(Resources::parse),
                attributes == null ? Attributes.none() : Attributes.parse(attributes),
                Optional.ofNullable(hostname));
    }
}
