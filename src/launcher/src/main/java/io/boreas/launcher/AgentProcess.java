package io.boreas.launcher;

import io.boreas.agent.Agent;
import io.boreas.agent.AgentSettings;
import io.boreas.agent.executor.ExecutorRunner;
import io.boreas.agent.link.MasterAddress;
import io.boreas.agent.task.ProcessTaskRunner;
import io.boreas.agent.task.RunnerSettings;
import io.boreas.config.Settings;
import io.boreas.core.id.AgentId;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import io.boreas.http.agent.AgentHttpSettings;
import io.boreas.http.agent.AgentServer;
import io.boreas.http.agent.MesosExecutorReader;
import io.boreas.launcher.process.LogLevels;
import io.boreas.launcher.process.OwnLog;
import io.boreas.launcher.process.Version;
import io.boreas.persistence.codec.ProtobufLinkCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.ServerBinding;

/** An agent with its runner of tasks and its doors, put together. */
final class AgentProcess implements AutoCloseable {
    private static final Duration BIND_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration DRAIN_TIMEOUT = Duration.ofMillis(500);

    private final Agent agent;
    private final ServerBinding binding;

    private AgentProcess(Agent agent, ServerBinding binding) {
        this.agent = agent;
        this.binding = binding;
    }

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
     * @param system runs its doors
     * @param settings of {@code boreas}
     * @throws RuntimeException if the work directory or the port cannot be used, or another agent uses it
     */
    static AgentProcess start(
            ClassicActorSystemProvider system, Settings settings, Told told, List<MasterAddress> masters) {
        var plan = AgentPlan.of(settings, told, masters);
        var runner = runner(plan);
        ServerBinding binding;
        try {
            binding = bind(system, runner, plan.http());
        } catch (RuntimeException e) {
            runner.close();
            throw e;
        }
        try {
            return new AgentProcess(Agent.start(plan.agent(), new ProtobufLinkCodec(), runner), binding);
        } catch (RuntimeException e) {
            unbind(binding);
            throw e;
        }
    }

    private static ExecutorRunner runner(AgentPlan plan) {
        var agent = plan.agent();
        try {
            var processes = new ProcessTaskRunner(
                    RunnerSettings.of(plan.executors().home(), agent.hostname(), InstantSource.system())
                            .isolated(plan.isolation())
                            .fetching(plan.fetch())
                            .entered(plan.sessions())
                            .furnished(plan.images())
                            .mounting(plan.volumes())
                            .at(plan.executors().address() + ":" + agent.port()));
            try {
                return new ExecutorRunner(
                        plan.executors(), processes, new MesosExecutorReader(), new ProtobufLinkCodec());
            } catch (IOException | RuntimeException e) {
                processes.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the agent cannot use " + agent.workDir() + ": " + e.getMessage(), e);
        }
    }

    private static ServerBinding bind(
            ClassicActorSystemProvider system, ExecutorRunner runner, AgentHttpSettings http) {
        try {
            return AgentServer.bind(system, runner, http, LogLevels.verbosity(), OwnLog.file())
                    .toCompletableFuture()
                    .get(BIND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "the agent's HTTP door cannot listen at " + http.host() + ":" + http.port() + ": " + rootMessage(e)
                            + "; choose another with --agent-port, or stop what uses it",
                    e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the agent's HTTP door did not open within " + BIND_TIMEOUT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the agent's HTTP door was opening", e);
        }
    }

    private static String rootMessage(Throwable failure) {
        var root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private static void unbind(ServerBinding binding) {
        binding.terminate(DRAIN_TIMEOUT)
                .toCompletableFuture()
                .orTimeout(5, TimeUnit.SECONDS)
                .exceptionally(late -> null)
                .join();
    }

    /** Who it is, for as long as its work directory lives. */
    AgentId id() {
        return agent.id();
    }

    /** There is another master. */
    void learn(MasterAddress master) {
        agent.learn(master);
    }

    /** Stops; the tasks and executors live on. */
    @Override
    public void close() {
        unbind(binding);
        agent.close();
    }

    /** What this machine has; the folder's disk counts. */
    static Resources machineResources(Path folder) {
        return AgentSettings.detected(folder, List.of(new MasterAddress("127.0.0.1", 1)), Version.current())
                .resources();
    }
}
