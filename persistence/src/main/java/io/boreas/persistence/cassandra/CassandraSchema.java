package io.boreas.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.servererrors.QueryExecutionException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.boreas.persistence.shared.SharedStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.cassandra.KeyspaceAndTableStatements;
import org.apache.pekko.persistence.cassandra.PluginSettings;

/** The keyspace and its tables: the plug-in's own, as the plug-in defines them, and the one of the cell's order. */
public final class CassandraSchema {
    private static final String PLUGIN = "pekko.persistence.cassandra";
    private static final Duration DDL_TIMEOUT = Duration.ofSeconds(60);

    private final CassandraSettings settings;
    private final Config config;

    /**
     * @param config all of it, with {@link CassandraSettings#plugins} over it
     */
    public CassandraSchema(CassandraSettings settings, Config config) {
        this.settings = settings;
        this.config = config;
    }

    /** Tables that a master needs. */
    static Set<String> tables() {
        return new TreeSet<>(List.of("messages", "metadata", "all_persistence_ids", "snapshots", OrderTable.NAME));
    }

    /**
     * Waits for Cassandra, and looks whether everything is there.
     *
     * @throws SharedStoreException if it does not answer, or tables are missing; says what to do
     */
    public void check() {
        try (var session = Sessions.open(settings, config)) {
            var missing = missing(session);
            if (!missing.isEmpty()) {
                throw new SharedStoreException.NoSchema(
                        settings.where() + " has no journal of a cell in the keyspace \""
                                + settings.keyspace() + "\" (missing: " + String.join(", ", missing)
                                + "). Create it once with: boreas journal init --store cassandra, and this cell's settings.");
            }
        }
    }

    /**
     * Makes what is missing, and leaves what is there as it is.
     *
     * @return a line for each thing, saying whether it was made
     * @throws SharedStoreException if Cassandra does not answer, or refuses
     */
    public List<String> create() {
        try (var session = Sessions.open(settings, config)) {
            var missing = missing(session);
            try {
                for (var statement : statements()) {
                    session.execute(SimpleStatement.newInstance(statement)
                            .setTimeout(DDL_TIMEOUT)
                            .setIdempotent(true));
                }
                session.checkSchemaAgreement();
            } catch (QueryExecutionException | QueryValidationException e) {
                throw new SharedStoreException.Away(
                        settings.where() + " refuses to make the tables: " + e.getMessage(), e);
            }
            var lines = new ArrayList<String>();
            lines.add("keyspace " + settings.keyspace() + ": "
                    + (missing.contains("keyspace")
                            ? "created, " + settings.replicationFactor() + " copies in " + settings.localDatacenter()
                            : "was there"));
            for (var table : tables()) {
                lines.add("table " + settings.keyspace() + "." + table + ": "
                        + (missing.contains(table) || missing.contains("keyspace") ? "created" : "was there"));
            }
            return lines;
        }
    }

    private Set<String> missing(CqlSession session) {
        var keyspace = session.getMetadata().getKeyspace(CqlIdentifier.fromInternal(settings.keyspace()));
        if (keyspace.isEmpty()) {
            return Set.of("keyspace");
        }
        var missing = tables();
        keyspace.get().getTables().keySet().forEach(name -> missing.remove(name.asInternal()));
        return missing;
    }

    /** The plug-in's statements come from the plug-in, which wants an actor system to read its settings with. */
    private List<String> statements() {
        var quiet = ConfigFactory.parseString("pekko { loglevel = OFF, actor.provider = local, loggers = [] }")
                .withFallback(config);
        var system = ActorSystem.create("boreas-journal-init", quiet);
        try {
            var plugin =
                    new KeyspaceAndTableStatements(system, PLUGIN, new PluginSettings(system, quiet.getConfig(PLUGIN)));
            var all = new ArrayList<String>();
            all.add(plugin.createJournalKeyspaceStatement());
            all.addAll(plugin.getCreateJournalTablesStatements());
            all.add(plugin.createSnapshotKeyspaceStatement());
            all.addAll(plugin.getCreateSnapshotTablesStatements());
            all.add(OrderTable.definition(settings.keyspace()));
            return all;
        } finally {
            system.terminate();
        }
    }
}
