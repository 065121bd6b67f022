package io.boreas.launcher;

import io.boreas.agent.link.MasterAddress;
import io.boreas.config.Settings;
import io.boreas.core.id.AgentId;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import io.boreas.launcher.process.ServerOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;

/** An agent in the JVM of another program, such as a test. It runs real processes. */
public final class EmbeddedAgent implements AutoCloseable {
    private static final long STOP_SECONDS_MAX = 20;

    private final ActorSystem system;
    private final AgentProcess process;

    private EmbeddedAgent(ActorSystem system, AgentProcess process) {
        this.system = system;
        this.process = process;
    }

    /**
     * Starts it with its doors, on a free port; it dials the master from here on. Its tasks are reached at loopback.
     *
     * @param settings by their full names; the JVM's properties and environment are not looked at
     * @throws io.boreas.config.SettingsException if the settings cannot be used
     * @throws RuntimeException if the work directory cannot be used, or another agent uses it
     */
    public static EmbeddedAgent start(
            Path workDir,
            Resources resources,
            Attributes attributes,
            MasterAddress master,
            Map<String, String> settings) {
        var all = new TreeMap<>(settings);
        all.put(AgentOptions.PORT, "0");
        var loaded = Settings.embedded(ServerOptions.LAYERS, all);
        var told = new AgentProcess.Told(
                EmbeddedMaster.folder(workDir, "agent"), Optional.of(resources), attributes, Optional.of("127.0.0.1"));
        var system = ActorSystem.create("boreas-agent", AgentOptions.pekko());
        try {
            return new EmbeddedAgent(system, AgentProcess.start(system, loaded, told, List.of(master)));
        } catch (RuntimeException e) {
            stop(system);
            throw e;
        }
    }

    /** Who it is, for as long as its work directory lives. */
    public AgentId id() {
        return process.id();
    }

    /** Stops it; its tasks and executors live on. */
    @Override
    public void close() {
        process.close();
        stop(system);
    }

    private static void stop(ActorSystem system) {
        system.terminate();
        system.getWhenTerminated()
                .toCompletableFuture()
                .orTimeout(STOP_SECONDS_MAX, TimeUnit.SECONDS)
                .join();
    }
}
