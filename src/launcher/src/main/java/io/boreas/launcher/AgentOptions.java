package io.boreas.launcher;

import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What an agent can be told on a command line. */
final class AgentOptions {
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

    /** What was told, for an agent in this folder. */
    AgentProcess.Told told(Path workDir) {
        return new AgentProcess.Told(
                workDir,
                Optional.ofNullable(resources).map(Resources::parse),
                attributes == null ? Attributes.none() : Attributes.parse(attributes),
                Optional.ofNullable(hostname));
    }
}
