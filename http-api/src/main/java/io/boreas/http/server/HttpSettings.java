package io.boreas.http.server;

import com.typesafe.config.Config;
import io.boreas.http.security.AuthenticationSettings;
import io.boreas.http.security.Realm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code boreas.http}: where the doors listen and what they let through. Defaults and their meaning are in
 * {@code reference.conf}.
 *
 * @param host address to listen on; beyond loopback only if every realm is guarded, or {@code insecure} says so
 * @param port 0 for any free one
 * @param insecure whether to serve without authentication to other machines
 * @param connectionsMax open connections, 16 to 65,536
 * @param idleTimeout a connection that asks nothing for so long is closed, 1 s to 1 h
 * @param bodyTimeout a body must arrive within this, 1 s to 10 min
 * @param bodyBytesMax longest body, 64 KiB to 64 MiB
 * @param itemsMax most items one page of a list has, 1 to 10,000
 * @param eventsBuffered events held for a subscriber that is behind, 16 to 1,000,000
 * @param heartbeat comments keep a silent event stream open at this interval, 100 ms to 30 s
 * @param logPoll how often a followed log is looked at, 20 ms to 10 s
 * @param mesos what is different for the APIs of Mesos
 * @param authentication where requests must say who they are
 * @param acls file of what principals may do at the doors of Mesos
 */
public record HttpSettings(
        String host,
        int port,
        boolean insecure,
        int connectionsMax,
        Duration idleTimeout,
        Duration bodyTimeout,
        int bodyBytesMax,
        int itemsMax,
        int eventsBuffered,
        Duration heartbeat,
        Duration logPoll,
        MesosSettings mesos,
        AuthenticationSettings authentication,
        Optional<Path> acls) {
    public HttpSettings {
        within("port", port, 0, 65_535);
        within("connections-max", connectionsMax, 16, 65_536);
        within("idle-timeout", idleTimeout, Duration.ofSeconds(1), Duration.ofHours(1));
        within("body-timeout", bodyTimeout, Duration.ofSeconds(1), Duration.ofMinutes(10));
        within("body-bytes-max", bodyBytesMax, 64 << 10, 64 << 20);
        within("items-max", itemsMax, 1, 10_000);
        within("events-buffered", eventsBuffered, 16, 1_000_000);
        within("heartbeat", heartbeat, Duration.ofMillis(100), Duration.ofSeconds(30));
        within("log-poll", logPoll, Duration.ofMillis(20), Duration.ofSeconds(10));
    }

    /** Reads the settings; {@code http} is what stands under {@code boreas.http}. */
    public static HttpSettings from(Config http) {
        return new HttpSettings(
                http.getString("host"),
                http.getInt("port"),
                http.getBoolean("insecure"),
                http.getInt("connections-max"),
                http.getDuration("idle-timeout"),
                http.getDuration("body-timeout"),
                Math.toIntExact(http.getBytes("body-bytes-max")),
                http.getInt("items-max"),
                http.getInt("events-buffered"),
                http.getDuration("heartbeat"),
                http.getDuration("log-poll"),
                MesosSettings.from(http.getConfig("mesos")),
                AuthenticationSettings.from(
                        http.getConfig("authentication"), "boreas.http.authentication", Realm.ofMaster()),
                Optional.of(http.getString("authorization.acls"))
                        .filter(name -> !name.isEmpty())
                        .map(Path::of));
    }

    /** The same at another place. */
    public HttpSettings at(String otherHost, int otherPort) {
        return new HttpSettings(
                otherHost,
                otherPort,
                insecure,
                connectionsMax,
                idleTimeout,
                bodyTimeout,
                bodyBytesMax,
                itemsMax,
                eventsBuffered,
                heartbeat,
                logPoll,
                mesos,
                authentication,
                acls);
    }

    /** Whether nobody without a name gets anything but what is open always. */
    public boolean isGuarded() {
        return authentication.open(Realm.ofMaster()).isEmpty();
    }

    static <T extends Comparable<T>> void within(String key, T value, T min, T max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException("boreas.http." + key + " is " + min + " to " + max + ", not " + value);
        }
    }
}
