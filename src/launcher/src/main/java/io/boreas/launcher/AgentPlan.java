package io.boreas.launcher;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.boreas.agent.AgentSettings;
import io.boreas.agent.executor.ExecutorSettings;
import io.boreas.agent.fetch.FetchSettings;
import io.boreas.agent.image.ImageSettings;
import io.boreas.agent.image.RegistrySettings;
import io.boreas.agent.isolation.IsolationSettings;
import io.boreas.agent.isolation.PortChecks;
import io.boreas.agent.link.Addresses;
import io.boreas.agent.link.MasterAddress;
import io.boreas.agent.oversubscription.OversubscriptionSettings;
import io.boreas.agent.oversubscription.QosSettings;
import io.boreas.agent.session.SessionSettings;
import io.boreas.agent.volume.HostFolder;
import io.boreas.agent.volume.VolumeSettings;
import io.boreas.config.Settings;
import io.boreas.config.tls.Tls;
import io.boreas.config.tls.TlsSettings;
import io.boreas.core.resource.FaultDomain;
import io.boreas.core.resource.Ranges;
import io.boreas.http.agent.AgentHttpSettings;
import io.boreas.http.agent.AgentServer;
import io.boreas.launcher.process.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an agent is told, and what is wrong with it as far as that is known before anything starts.
 *
 * @param http where its doors listen; the port is the one that it will have
 */
record AgentPlan(
        AgentHttpSettings http,
        AgentSettings agent,
        ExecutorSettings executors,
        IsolationSettings isolation,
        FetchSettings fetch,
        SessionSettings sessions,
        ImageSettings images,
        VolumeSettings volumes) {
    /**
     * Reads the settings, and the certificates that they name.
     *
     * @throws io.boreas.config.SettingsException if they cannot be used
     */
    static AgentPlan of(Settings settings, AgentProcess.Told told, List<MasterAddress> masters) {
        var named = settings.checked(all -> AgentHttpSettings.from(all.config().getConfig("boreas.agent.http")));
        var http = named.at(named.port() == 0 ? freePort(named.host()) : named.port())
                .withPagesOf(masters.stream().map(MasterAddress::host).toList());
        var detected = AgentSettings.detected(told.workDir(), masters, Version.current());
        var agent = new AgentSettings(
                detected.workDir(),
                masters,
                told.hostname().orElse(detected.hostname()),
                http.port(),
                told.resources().orElse(detected.resources()),
                told.attributes(),
                detected.version(),
                detected.link().with(tls(settings)),
                settings.checked(all -> domain(all.section("boreas.agent.domain"))),
                settings.checked(all -> oversubscription(all.config().getConfig("boreas.agent.oversubscription"))));
        return new AgentPlan(
                http,
                agent,
                settings.checked(all -> executors(all.config().getConfig("boreas.agent.executors"), agent, http)),
                settings.checked(all -> isolation(all.config().getConfig("boreas.agent"))),
                settings.checked(all -> fetch(all.config().getConfig("boreas.agent.fetch"))),
                settings.checked(all -> sessions(all.config().getConfig("boreas.agent.sessions"))),
                settings.checked(all -> images(all.config().getConfig("boreas.agent.images"))),
                settings.checked(all -> volumes(all.config().getConfig("boreas.agent.volumes"))));
    }

    /**
     * The same, when its doors could open, but for their address.
     *
     * @throws IllegalArgumentException if they would be open to other machines, or a file that they need cannot be used
     */
    AgentPlan tried() {
        AgentServer.check(http, executors.authenticate());
        images.registries().check();
        return this;
    }

    private static Optional<FaultDomain> domain(Settings domain) {
        return FaultDomain.of("boreas.agent.domain", domain.text("region"), domain.text("zone"));
    }

    private static OversubscriptionSettings oversubscription(Config oversubscription) {
        var qos = oversubscription.getConfig("qos");
        return new OversubscriptionSettings(
                OversubscriptionSettings.estimator(
                        oversubscription.getString("estimator"),
                        oversubscription.getString("resources"),
                        oversubscription.getDuration("window"),
                        oversubscription.getInt("percent")),
                oversubscription.getDuration("every"),
                new QosSettings(qos.getDouble("load-5m"), qos.getDouble("load-15m"), qos.getBoolean("reclaim")));
    }

    private static IsolationSettings isolation(Config agent) {
        var limits = agent.getConfig("limits");
        return new IsolationSettings(
                agent.getString("isolation"),
                limits.getBoolean("cpu-quota"),
                limits.getBoolean("exclusive-cores"),
                limits.getInt("pids-max"),
                rlimits(limits.getObject("rlimits")),
                new TreeSet<>(limits.getStringList("capabilities")),
                limits.hasPath("effective-capabilities")
                        ? Optional.of(new TreeSet<>(limits.getStringList("effective-capabilities")))
                        : Optional.empty(),
                limits.getString("cgroups-root"),
                limits.getDuration("processes-every"),
                limits.getDuration("disks-every"),
                portChecks(limits.getConfig("ports")));
    }

    private static PortChecks portChecks(Config ports) {
        var among = ports.getString("among");
        return new PortChecks(
                ports.getBoolean("enforced"),
                among.isEmpty() ? Ranges.empty() : Ranges.parse(among),
                ports.getDuration("every"));
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

    private static ImageSettings images(Config images) {
        var pull = images.getConfig("pull");
        return new ImageSettings(
                file(images, "store"),
                images.getBytes("size-max"),
                images.getInt("entries-max"),
                images.getBytes("cache-size-max"),
                new RegistrySettings(
                        images.getStringList("registries"),
                        images.getString("registry"),
                        file(images, "credentials"),
                        file(images, "authorities"),
                        pull.getInt("parallel-max"),
                        pull.getDuration("connect-timeout"),
                        pull.getDuration("stall-timeout"),
                        pull.getDuration("timeout"),
                        pull.getDuration("progress-every")));
    }

    private static VolumeSettings volumes(Config volumes) {
        return new VolumeSettings(
                volumes.getList("host-paths").stream()
                        .map(AgentPlan::hostFolder)
                        .toList(),
                file(volumes, "secrets"),
                volumes.getBytes("tmpfs-max"));
    }

    private static HostFolder hostFolder(ConfigValue value) {
        if (!(value instanceof ConfigObject named)) {
            return HostFolder.parse(String.valueOf(value.unwrapped()));
        }
        var said = named.toConfig();
        if (!Set.of("path", "mode").containsAll(named.keySet())) {
            throw new IllegalArgumentException("one of boreas.agent.volumes.host-paths has a path and a mode, not "
                    + String.join(", ", new TreeSet<>(named.keySet())));
        }
        return HostFolder.of(said.getString("path"), said.hasPath("mode") ? said.getString("mode") : "ro");
    }

    private static Optional<Path> file(Config settings, String key) {
        var named = settings.getString(key);
        return named.isEmpty() ? Optional.empty() : Optional.of(Path.of(named));
    }

    private static SessionSettings sessions(Config sessions) {
        return new SessionSettings(
                sessions.getInt("per-task-max"),
                sessions.getInt("per-agent-max"),
                sessions.getDuration("idle-timeout"),
                sessions.getDuration("unattended-timeout"));
    }

    private static ExecutorSettings executors(Config executors, AgentSettings agent, AgentHttpSettings http) {
        return new ExecutorSettings(
                agent.workDir().resolve("run"),
                agent.info(Addresses.of(agent.hostname())),
                reachedAt(http.host()),
                executors.getDuration("registration-timeout"),
                executors.getDuration("reregistration-timeout"),
                executors.getDuration("recovery-timeout"),
                executors.getDuration("subscription-backoff-max"),
                executors.getDuration("shutdown-grace"),
                executors.getBoolean("authenticate"),
                InstantSource.system());
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

    /** How it proves to masters who it is. */
    static Optional<Tls> tls(Settings settings) {
        return settings.checked(all -> TlsSettings.from(all.section("boreas.tls")))
                .map(Tls::load);
    }
}
