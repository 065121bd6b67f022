package io.boreas.launcher.process;

import com.typesafe.config.Config;
import io.boreas.actors.gateway.EventFeed;
import io.boreas.config.Settings;
import io.boreas.persistence.cassandra.CassandraHistory;
import io.boreas.persistence.cassandra.CassandraOrder;
import io.boreas.persistence.cassandra.CassandraSchema;
import io.boreas.persistence.cassandra.CassandraSettings;
import io.boreas.persistence.cassandra.CassandraTarget;
import io.boreas.persistence.history.JournalSource;
import io.boreas.persistence.history.JournalTarget;
import io.boreas.persistence.history.RetainedJournal;
import io.boreas.persistence.postgresql.PostgresqlHistory;
import io.boreas.persistence.postgresql.PostgresqlOrder;
import io.boreas.persistence.postgresql.PostgresqlSchema;
import io.boreas.persistence.postgresql.PostgresqlSettings;
import io.boreas.persistence.postgresql.PostgresqlTarget;
import io.boreas.persistence.rocksdb.RocksHistory;
import io.boreas.persistence.rocksdb.RocksPersistence;
import io.boreas.persistence.rocksdb.RocksRetained;
import io.boreas.persistence.rocksdb.RocksStore;
import io.boreas.persistence.rocksdb.RocksTarget;
import io.boreas.persistence.rocksdb.StoreSettings;
import io.boreas.persistence.shared.Secret;
import java.nio.file.Path;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;

/** Where the cell's journal is, {@code boreas.store}: what that means for Pekko's configuration, and the stream of its events. */
public interface Store {
    /** Reads which one, and its settings; problems are reported with all others. */
    static Store of(Settings settings) {
        var name = settings.text("boreas.store");
        return switch (name) {
            case "embedded" -> new Embedded(settings.config());
            case "cassandra" -> new Cassandra(CassandraSettings.from(settings), settings.config());
            case "postgresql" -> new Postgresql(PostgresqlSettings.from(settings), settings.config());
            default ->
                throw new IllegalArgumentException(
                        "boreas.store is embedded, cassandra or postgresql, not \"" + name + "\"");
        };
    }

    /** Everything Pekko needs. */
    Config config();

    /**
     * Finds out, before anything is started on it, whether it can be used.
     *
     * @throws RuntimeException if not, with a sentence that says what to do
     */
    void check();

    /**
     * Reads the files that its settings name, and keeps nothing of them.
     *
     * @throws RuntimeException if one of them cannot be read
     */
    void tryFiles();

    /**
     * Makes its tables, if they are missing.
     *
     * @return what was done, in lines for people
     */
    List<String> create();

    /** The stream of events, once the actor system is there. */
    EventFeed feed(ActorSystem<?> system);

    /** The journal as one whose old events can be deleted, once the actor system is there. */
    RetainedJournal retained(ActorSystem<?> system);

    /** Whether several masters may be at work on it. */
    boolean isShared();

    /**
     * What is in it, for reading.
     *
     * @param groups {@code boreas.groups.count} of the cell
     */
    JournalSource source(int groups);

    /**
     * What is in it and what comes, for reading; masters may begin and end meanwhile.
     *
     * @param groups {@code boreas.groups.count} of the cell
     */
    JournalSource followed(int groups);

    /**
     * The store as one that a journal is moved into.
     *
     * @param groups {@code boreas.groups.count} of the cell
     */
    JournalTarget target(int groups);

    /** Files of this one master. */
    record Embedded(Config config) implements Store {
        @Override
        public void check() {
            RocksStore.open(directory()).close(); // a directory in use is found out here
        }

        @Override
        public void tryFiles() {
            // it names none
        }

        @Override
        public List<String> create() {
            return List.of("the embedded journal needs no preparation: a master makes it in its work directory");
        }

        @Override
        public EventFeed feed(ActorSystem<?> system) {
            return new JournalEvents(RocksPersistence.get(system).feed());
        }

        @Override
        public RetainedJournal retained(ActorSystem<?> system) {
            return new RocksRetained(RocksPersistence.get(system).store());
        }

        @Override
        public boolean isShared() {
            return false;
        }

        @Override
        public JournalSource source(int groups) {
            return RocksHistory.open(StoreSettings.from(config));
        }

        @Override
        public JournalSource followed(int groups) {
            return RocksHistory.follow(StoreSettings.from(config));
        }

        @Override
        public JournalTarget target(int groups) {
            return RocksTarget.open(StoreSettings.from(config));
        }

        private Path directory() {
            return Path.of(config.getString("boreas.persistence.rocksdb.dir"));
        }
    }

    /** Cassandra, shared by several masters. */
    record Cassandra(CassandraSettings settings, Config all) implements Store {
        @Override
        public Config config() {
            return settings.plugins().withFallback(all);
        }

        @Override
        public void check() {
            new CassandraSchema(settings, config()).check();
        }

        @Override
        public void tryFiles() {
            settings.password().ifPresent(Secret::read);
        }

        @Override
        public List<String> create() {
            return new CassandraSchema(settings, config()).create();
        }

        @Override
        public EventFeed feed(ActorSystem<?> system) {
            var groups = SharedEvents.groups(all.getInt("boreas.groups.count"));
            return new SharedEvents(CassandraOrder.open(system, settings, groups));
        }

        @Override
        public RetainedJournal retained(ActorSystem<?> system) {
            return CassandraHistory.retained(system, settings, all.getInt("boreas.groups.count"));
        }

        @Override
        public boolean isShared() {
            return true;
        }

        @Override
        public JournalSource source(int groups) {
            return CassandraHistory.open(settings, config(), groups, false);
        }

        @Override
        public JournalSource followed(int groups) {
            return CassandraHistory.open(settings, config(), groups, true);
        }

        @Override
        public JournalTarget target(int groups) {
            return CassandraTarget.open(settings, config(), groups);
        }
    }

    /** PostgreSQL, shared by several masters. */
    record Postgresql(PostgresqlSettings settings, Config all) implements Store {
        @Override
        public Config config() {
            return settings.plugins().withFallback(all);
        }

        @Override
        public void check() {
            new PostgresqlSchema(settings).check();
        }

        @Override
        public void tryFiles() {
            settings.password().ifPresent(Secret::read);
        }

        @Override
        public List<String> create() {
            return new PostgresqlSchema(settings).create();
        }

        @Override
        public EventFeed feed(ActorSystem<?> system) {
            var groups = SharedEvents.groups(all.getInt("boreas.groups.count"));
            return new SharedEvents(PostgresqlOrder.open(system, settings, groups));
        }

        @Override
        public RetainedJournal retained(ActorSystem<?> system) {
            return PostgresqlHistory.retained(system, settings, all.getInt("boreas.groups.count"));
        }

        @Override
        public boolean isShared() {
            return true;
        }

        @Override
        public JournalSource source(int groups) {
            return PostgresqlHistory.open(settings, groups, false);
        }

        @Override
        public JournalSource followed(int groups) {
            return PostgresqlHistory.open(settings, groups, true);
        }

        @Override
        public JournalTarget target(int groups) {
            return PostgresqlTarget.open(settings, groups);
        }
    }
}
