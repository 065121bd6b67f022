package io.boreas.drill.store;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Where the masters of a cell keep their journal together.
 *
 * @param kind as {@code boreas.store} names it
 * @param address where the store is reached
 * @param settings what masters are told, if they reach it there
 * @param server the store's process, if it was started for this
 */
public record StorePlace(
        String kind, InetSocketAddress address, Map<String, String> settings, Optional<StoreServer> server)
        implements AutoCloseable {
    private static final String CASSANDRA = "boreas.persistence.cassandra.";
    private static final String POSTGRESQL = "boreas.persistence.postgresql.";

    public StorePlace {
        settings = Map.copyOf(settings);
    }

    /** A Cassandra of one node, started for this. */
    public static StorePlace cassandra(Path directory) {
        var server = CassandraServer.start(directory);
        return new StorePlace("cassandra", address(server.contactPoint()), server.settings(), Optional.of(server));
    }

    /**
     * A Cassandra that runs already, in a keyspace of a name that nobody has.
     *
     * @param address {@code host:port}
     */
    public static StorePlace runningCassandra(String address) {
        var settings = Map.of(
                "boreas.store",
                "cassandra",
                CASSANDRA + "contact-points",
                address,
                CASSANDRA + "keyspace",
                "drill_" + UUID.randomUUID().toString().replace('-', '_'),
                CASSANDRA + "replication-factor",
                "1");
        return new StorePlace("cassandra", address(address), settings, Optional.empty());
    }

    /** A PostgreSQL from the machine's packages, started for this. */
    public static StorePlace postgresql(Path directory) {
        var server = PostgresqlServer.start(directory);
        var settings = server.settings();
        int port = Integer.parseInt(settings.getOrDefault(POSTGRESQL + "port", "5432"));
        return new StorePlace(
                "postgresql",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                settings,
                Optional.of(server));
    }

    /** What masters are told if something stands before the store, at a port of this machine. */
    public Map<String, String> settingsThrough(int port) {
        var through = new TreeMap<>(settings);
        if (kind.equals("cassandra")) {
            through.put(CASSANDRA + "contact-points", "127.0.0.1:" + port);
        } else {
            through.put(POSTGRESQL + "host", "127.0.0.1");
            through.put(POSTGRESQL + "port", Integer.toString(port));
        }
        return through;
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    @Override
    public void close() {
        server.ifPresent(StoreServer::close);
    }
}
