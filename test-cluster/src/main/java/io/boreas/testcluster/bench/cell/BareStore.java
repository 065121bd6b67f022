package io.boreas.testcluster.bench.cell;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/** A store without a cell: one record after the other is put into it, each durable before the next one of that writer. Thread-safe. */
interface BareStore extends AutoCloseable {
    /** Writes one record and returns when the store would have it after a power cut. */
    void put(long number, byte[] record) throws Exception;

    @Override
    void close() throws Exception;

    /** RocksDB in this process; it writes what several threads bring at once with one sync. */
    static BareStore embedded(Path folder) throws Exception {
        Files.createDirectories(folder);
        var options = new Options().setCreateIfMissing(true);
        var synced = new WriteOptions().setSync(true);
        var db = RocksDB.open(options, folder.toString());
        return new BareStore() {
            @Override
            public void put(long number, byte[] record) throws RocksDBException {
                var key = ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.BIG_ENDIAN)
                        .putLong(number)
                        .array();
                db.put(synced, key, record);
            }

            @Override
            public void close() {
                db.close();
                synced.close();
                options.close();
            }
        };
    }

    /**
     * Rows of 16 partitions, as many as a cell's groups of one kind, at the consistency of journals.
     *
     * @param contactPoint {@code host:port}
     */
    static BareStore cassandra(String contactPoint) {
        var at = contactPoint.split(":", -1);
        var session = CqlSession.builder()
                .addContactPoint(new InetSocketAddress(at[0], Integer.parseInt(at[1])))
                .withLocalDatacenter("datacenter1")
                .build();
        var patient = Duration.ofMinutes(1);
        for (var statement : new String[] {
            "CREATE KEYSPACE bare WITH replication = {'class': 'NetworkTopologyStrategy', 'datacenter1': 1}",
            "CREATE TABLE bare.records (part int, number bigint, record blob, PRIMARY KEY (part, number))"
        }) {
            session.execute(SimpleStatement.newInstance(statement).setTimeout(patient));
        }
        PreparedStatement insert = session.prepare("INSERT INTO bare.records (part, number, record) VALUES (?, ?, ?)");
        return new BareStore() {
            @Override
            public void put(long number, byte[] record) {
                session.execute(insert.bind((int) (number % 16), number, ByteBuffer.wrap(record))
                        .setConsistencyLevel(ConsistencyLevel.LOCAL_QUORUM)
                        .setTimeout(patient));
            }

            @Override
            public void close() {
                session.close();
            }
        };
    }

    /** Rows of one table, each by a transaction of its own, on as many connections as there are writers. */
    static BareStore postgresql(Map<String, String> settings) throws SQLException {
        var url = "jdbc:postgresql://%s:%s/%s"
                .formatted(
                        settings.get("boreas.persistence.postgresql.host"),
                        settings.get("boreas.persistence.postgresql.port"),
                        "boreas");
        var user = settings.get("boreas.persistence.postgresql.user");
        try (var connection = DriverManager.getConnection(url, user, "");
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE bare (number bigint PRIMARY KEY, record bytea)");
        }
        Deque<Connection> free = new ArrayDeque<>();
        return new BareStore() {
            @Override
            public void put(long number, byte[] record) throws SQLException {
                var connection = taken();
                try (var insert = connection.prepareStatement("INSERT INTO bare VALUES (?, ?)")) {
                    insert.setLong(1, number);
                    insert.setBytes(2, record);
                    insert.executeUpdate();
                }
                synchronized (free) {
                    free.push(connection);
                }
            }

            private Connection taken() throws SQLException {
                synchronized (free) {
                    if (!free.isEmpty()) {
                        return free.pop();
                    }
                }
                return DriverManager.getConnection(url, user, "");
            }

            @Override
            public void close() throws SQLException {
                for (var connection : free) {
                    connection.close();
                }
            }
        };
    }
}
