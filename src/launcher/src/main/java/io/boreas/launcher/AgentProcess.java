package io.boreas.launcher;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import io.boreas.agent.Agent;
import io.boreas.agent.AgentSettings;
import io.boreas.agent.executor.ExecutorRunner;
import io.boreas.agent.executor.ExecutorSettings;
import io.boreas.agent.fetch.FetchSettings;
import io.boreas.agent.isolation.IsolationSettings;
import io.boreas.agent.link.MasterAddress;
import io.boreas.agent.session.SessionSettings;
import io.boreas.agent.task.ProcessTaskRunner;
import io.boreas.agent.task.RunnerSettings;
import io.boreas.config.Settings;
import io.boreas.config.tls.Tls;
import io.boreas.config.tls.TlsSettings;
import io.boreas.core.id.AgentId;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import io.boreas.http.agent.AgentHttpSettings;
import io.boreas.http.agent.AgentServer;
import io.boreas.http.agent.MesosExecutorReader;
import io.boreas.persistence.codec.ProtobufLinkCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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
        var http = settings.checked(all -> AgentHttpSettings.from(all.config().getConfig("boreas.agent.http")));
        var port = http.port() == 0 ? freePort(http.host()) : http.port();
        var detected = AgentSettings.detected(told.workDir(), masters, Version.current());
        var agentSettings = new AgentSettings(
                detected.workDir(),
                masters,
                told.hostname().orElse(detected.hostname()),
                port,
                told.resources().orElse(detected.resources()),
                told.attributes(),
                detected.version(),
                detected.link().with(tls(settings)));
        var runner = runner(settings, agentSettings, reachedAt(http.host()) + ":" + port);
        ServerBinding binding;
        try {
            binding = bind(system, runner, http.at(port));
        } catch (RuntimeException e) {
            runner.close();
            throw e;
        }
        try {
            return new AgentProcess(Agent.start(agentSettings, new ProtobufLinkCodec(), runner), binding);
        } catch (RuntimeException e) {
            unbind(binding);
            throw e;
        }
    }

    private static ExecutorRunner runner(Settings settings, AgentSettings agent, String endpoint) {
        var home = agent.workDir().resolve("run");
        var info =
                new AgentInfo(agent.hostname(), agent.port(), agent.attributes(), agent.resources(), agent.version());
        var executors = settings.checked(all -> executors(
                all.config().getConfig("boreas.agent.executors"),
                home,
                info,
                endpoint.substring(0, endpoint.lastIndexOf(':'))));
        try {
            var processes = new ProcessTaskRunner(RunnerSettings.of(home, agent.hostname(), InstantSource.system())
                    .isolated(settings.checked(all -> isolation(all.config().getConfig("boreas.agent"))))
                    .fetching(settings.checked(all -> fetch(all.config().getConfig("boreas.agent.fetch"))))
                    .entered(settings.checked(all -> sessions(all.config().getConfig("boreas.agent.sessions"))))
                    .at(endpoint));
            try {
                return new ExecutorRunner(executors, processes, new MesosExecutorReader(), new ProtobufLinkCodec());
            } catch (IOException | RuntimeException e) {
                processes.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the agent cannot use " + agent.workDir() + ": " + e.getMessage(), e);
        }
    }

    private static IsolationSettings isolation(Config agent) {
        var limits = agent.getConfig("limits");
        return new IsolationSettings(
                agent.getString("isolation"),
                limits.getBoolean("cpu-quota"),
                limits.getInt("pids-max"),
                rlimits(limits.getObject("rlimits")),
                limits.getString("cgroups-root"),
                limits.getDuration("processes-every"),
                limits.getDuration("disks-every"));
    }

    private static SortedMap<String, String> rlimits(ConfigObject named) {
        var rlimits = new TreeMap<String, String>();
        named.forEach((name, value) -> rlimits.put(name, String.valueOf(value.unwrapped())));
        return rlimits;
    }

    private static FetchSettings fetch(Config fetch) {
        return new FetchSettings(
                fetch.getInt("parallel-max"),
                fetch.getBytes("size-max"),
                fetch.getInt("entries-max"),
                fetch.getBytes("cache-size-max"),
                fetch.getDuration("connect-timeout"),
                fetch.getDuration("stall-timeout"),
                fetch.getDuration("timeout"),
                fetch.getInt("redirects-max"),
                fetch.getDuration("progress-every"));
    }

    private static SessionSettings sessions(Config sessions) {
        return new SessionSettings(
                sessions.getInt("per-task-max"),
                sessions.getInt("per-agent-max"),
                sessions.getDuration("idle-timeout"),
                sessions.getDuration("unattended-timeout"));
    }

    private static ExecutorSettings executors(Config executors, Path home, AgentInfo info, String address) {
        return new ExecutorSettings(
                home,
                info,
                address,
                executors.getDuration("registration-timeout"),
                executors.getDuration("reregistration-timeout"),
                executors.getDuration("recovery-timeout"),
                executors.getDuration("subscription-backoff-max"),
                executors.getDuration("shutdown-grace"),
                executors.getBoolean("authenticate"),
                InstantSource.system());
    }

    private static ServerBinding bind(
            ClassicActorSystemProvider system, ExecutorRunner runner, AgentHttpSettings http) {
        try {
            return AgentServer.bind(system, runner, http, LogLevels.verbosity())
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

    /** Where processes of this machine reach a door that listens there. */
    private static String reachedAt(String host) {
        try {
            return InetAddress.getByName(host).isAnyLocalAddress() ? "127.0.0.1" : host;
        } catch (UnknownHostException e) {
            return host; // the door itself says that it is no address
        }
    }

    /** The port is known before the door opens: what is behind the door tells executors of it. */
    private static int freePort(String host) {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no port is free at " + host, e);
        }
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

    /** How it proves to masters who it is. */
    static Optional<Tls> tls(Settings settings) {
        return settings.checked(all -> TlsSettings.from(all.section("boreas.tls")))
                .map(Tls::load);
    }

    /** What this machine has; the folder's disk counts. */
    static Resources machineResources(Path folder) {
        return AgentSettings.detected(folder, List.of(new MasterAddress("127.0.0.1", 1)), Version.current())
                .resources();
    }
}
