package io.boreas.launcher;

import io.boreas.agent.Agent;
import io.boreas.agent.AgentSettings;
import io.boreas.agent.link.MasterAddress;
import io.boreas.agent.task.ProcessTaskRunner;
import io.boreas.agent.task.RunnerSettings;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import io.boreas.persistence.codec.ProtobufLinkCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** An agent with its runner of tasks, put together. */
final class AgentProcess {
    private AgentProcess() {}

    /**
     * What an agent is told on the command line.
     *
     * @param resources all it has to give; empty for what the machine has
     * @param hostname where its tasks are reached; empty for the machine's name
     */
    record Told(Path workDir, Optional<Resources> resources, Attributes attributes, Optional<String> hostname) {
        /** The same, reached under this name unless another was told. */
        Told reachedAt(String name) {
            return hostname.isPresent() ? this : new Told(workDir, resources, attributes, Optional.of(name));
        }
    }

    /**
     * Starts it; it dials the masters from here on.
     *
     * @throws RuntimeException if the work directory cannot be used, or another agent uses it
     */
    static Agent start(Told told, List<MasterAddress> masters) {
        var detected = AgentSettings.detected(told.workDir(), masters, Version.current());
        var settings = new AgentSettings(
                detected.workDir(),
                masters,
                told.hostname().orElse(detected.hostname()),
                0,
                told.resources().orElse(detected.resources()),
                told.attributes(),
                detected.version(),
                detected.link());
        try {
            var runner = new ProcessTaskRunner(
                    RunnerSettings.of(told.workDir().resolve("run"), settings.hostname(), InstantSource.system()));
            return Agent.start(settings, new ProtobufLinkCodec(), runner);
        } catch (IOException e) {
            throw new UncheckedIOException("the agent cannot use " + told.workDir() + ": " + e.getMessage(), e);
        }
    }

    /** What this machine has; the folder's disk counts. */
    static Resources machineResources(Path folder) {
        return AgentSettings.detected(folder, List.of(new MasterAddress("127.0.0.1", 1)), Version.current())
                .resources();
    }
}
