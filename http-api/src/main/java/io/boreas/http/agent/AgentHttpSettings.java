package io.boreas.http.agent;

import com.typesafe.config.Config;
import io.boreas.http.mesos.wire.PageHosts;
import io.boreas.http.security.AuthenticationSettings;
import io.boreas.http.security.Realm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/**
 * {@code boreas.agent.http}: where an agent's doors listen and what they let through. Defaults and their meaning are in
 * {@code reference.conf}.
 *
 * @param host address to listen on; beyond loopback only if every realm is guarded and executors show tokens, or
 *     {@code insecure} says so
 * @param port 0 for any free one
 * @param insecure whether to serve without authentication to other machines
 * @param connectionsMax open connections, 16 to 65,536
 * @param idleTimeout a connection that asks nothing for so long is closed, 1 s to 1 h
 * @param bodyTimeout a body must arrive within this, 1 s to 10 min
 * @param bodyBytesMax longest body, 64 KiB to 64 MiB
 * @param streamBytesMax what may wait for an executor that reads slowly, 64 KiB to 1 GiB
 * @param heartbeat how often an executor hears that the agent is there, 100 ms to 1 h
 * @param acls file of access control lists; everybody may do everything without
 * @param authentication where requests of others than executors must say who they are
 * @param webUiHosts the hosts whose pages may read this agent: those of masters
 */
public record AgentHttpSettings(
        String host,
        int port,
        boolean insecure,
        int connectionsMax,
        Duration idleTimeout,
        Duration bodyTimeout,
        int bodyBytesMax,
        int streamBytesMax,
        Duration heartbeat,
        AuthenticationSettings authentication,
        Optional<Path> acls,
        PageHosts webUiHosts) {
    public AgentHttpSettings {
        within("port", port, 0, 65_535);
        within("connections-max", connectionsMax, 16, 65_536);
        within("idle-timeout", idleTimeout, Duration.ofSeconds(1), Duration.ofHours(1));
        within("body-timeout", bodyTimeout, Duration.ofSeconds(1), Duration.ofMinutes(10));
        within("body-bytes-max", bodyBytesMax, 64 << 10, 64 << 20);
        within("stream-bytes-max", streamBytesMax, 64 << 10, 1 << 30);
        within("heartbeat", heartbeat, Duration.ofMillis(100), Duration.ofHours(1));
    }

    /** Reads the settings; {@code http} is what stands under {@code boreas.agent.http}. */
    public static AgentHttpSettings from(Config http) {
        return new AgentHttpSettings(
                http.getString("host"),
                http.getInt("port"),
                http.getBoolean("insecure"),
                http.getInt("connections-max"),
                http.getDuration("idle-timeout"),
                http.getDuration("body-timeout"),
                Math.toIntExact(http.getBytes("body-bytes-max")),
                Math.toIntExact(http.getBytes("stream-bytes-max")),
                http.getDuration("heartbeat"),
                AuthenticationSettings.from(
                        http.getConfig("authentication"), "boreas.agent.http.authentication", Realm.ofAgent()),
                Optional.of(http.getString("authorization.acls"))
                        .filter(file -> !file.isEmpty())
                        .map(Path::of),
                PageHosts.of(http.getStringList("web-ui-hosts")));
    }

    /** The same at another port. */
    public AgentHttpSettings at(int otherPort) {
        return with(otherPort, webUiHosts);
    }

    /** The same with more hosts whose pages may read the agent. */
    public AgentHttpSettings withPagesOf(Collection<String> moreHosts) {
        return with(port, webUiHosts.and(moreHosts));
    }

    private AgentHttpSettings with(int otherPort, PageHosts otherHosts) {
        return new AgentHttpSettings(
                host,
                otherPort,
                insecure,
                connectionsMax,
                idleTimeout,
                bodyTimeout,
                bodyBytesMax,
                streamBytesMax,
                heartbeat,
                authentication,
                acls,
                otherHosts);
    }

    /** Whether nobody but executors, who have their own tokens, gets anything without a name. */
    public boolean isGuarded() {
        return authentication.open(Realm.ofAgent()).isEmpty();
    }

    private static <T extends Comparable<T>> void within(String key, T value, T min, T max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(
                    "boreas.agent.http." + key + " is " + min + " to " + max + ", not " + value);
        }
    }
}
