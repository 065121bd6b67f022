package io.boreas.actors.membership;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.boreas.config.Settings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * {@code boreas.cluster}: which masters the cell has, and where they reach each other.
 *
 * @param host this master's address, as the others dial it
 * @param port its port; 0 for any free one, if it is a cell by itself
 * @param masters all masters of the cell, this one among them, each {@code host:port}; empty if this one is a cell by itself
 */
public record ClusterSettings(String host, int port, List<String> masters) {
    /** A larger cell would spend its time on agreeing, and no failure of machines asks for it. */
    public static final int MASTERS_MAX = 9;

    private static final Pattern ADDRESS = Pattern.compile("[^:\\s]+:\\d{1,5}");

    public ClusterSettings {
        masters = List.copyOf(masters);
    }

    public static ClusterSettings from(Settings settings) {
        var host = settings.text("host");
        int port = settings.count("port", 0, 65_535);
        var masters = settings.texts("masters");
        for (var master : masters) {
            if (!ADDRESS.matcher(master).matches()) {
                throw new IllegalArgumentException(
                        "boreas.cluster.masters has addresses such as 10.0.0.1:5053, not \"" + master + "\"");
            }
        }
        if (masters.size() > MASTERS_MAX || new LinkedHashSet<>(masters).size() < masters.size()) {
            throw new IllegalArgumentException(
                    "boreas.cluster.masters names 1 to " + MASTERS_MAX + " masters, each once; it has " + masters);
        }
        var self = host + ":" + port;
        if (!masters.isEmpty() && !masters.contains(self)) {
            throw new IllegalArgumentException("boreas.cluster.masters does not name this master, " + self
                    + " (boreas.cluster.host and .port), in " + masters
                    + ": it names all masters of the cell, the same on each");
        }
        for (var master : masters) {
            var watched = nextPort(master);
            if (masters.contains(watched)) {
                throw new IllegalArgumentException(
                        "boreas.cluster.masters has " + master + " and " + watched
                                + ", but a master also needs the port after its own, on which the others watch it: leave a gap");
            }
        }
        return new ClusterSettings(host, port, masters);
    }

    private static String nextPort(String master) {
        int colon = master.lastIndexOf(':');
        return master.substring(0, colon + 1) + ContactServer.portOf(Integer.parseInt(master.substring(colon + 1)));
    }

    /** The names or addresses of all masters; none if this one is a cell by itself. */
    List<String> hosts() {
        return masters.stream()
                .map(master -> master.substring(0, master.lastIndexOf(':')))
                .distinct()
                .toList();
    }

    /** Whether there are no other masters, and will be none. */
    public boolean isAlone() {
        return masters.size() < 2;
    }

    /** As many masters as have to agree: more than half of all that there are, running or not. */
    public int majority() {
        return Math.max(1, masters.size() / 2 + 1);
    }

    /** What Pekko has to know of it, over everything else that it is told. */
    public Config over(Config config) {
        var cluster = isAlone()
                ? Map.<String, Object>of(
                        "pekko.remote.artery.canonical.hostname", host, "pekko.remote.artery.canonical.port", port)
                : Map.<String, Object>of(
                        "pekko.remote.artery.canonical.hostname",
                        host,
                        "pekko.remote.artery.canonical.port",
                        port,
                        "pekko.cluster.min-nr-of-members",
                        majority(),
                        "pekko.cluster.split-brain-resolver.active-strategy",
                        "static-quorum",
                        "pekko.cluster.split-brain-resolver.static-quorum.quorum-size",
                        majority());
        return ConfigFactory.parseMap(cluster, "boreas.cluster").withFallback(config);
    }
}
