package io.boreas.persistence.postgresql;

import io.boreas.persistence.shared.SharedStoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables: the plug-in's own, from the script it is published with, and the one of the cell's order. */
public final class PostgresqlSchema {
    static final String ORDER = "cell_order";
    private static final Logger LOG = LoggerFactory.getLogger(PostgresqlSchema.class);
    private static final String SCRIPT = "/schema/postgres/postgres-create-schema.sql";
    private static final List<String> OF_PLUGIN = List.of("event_journal", "event_tag", "snapshot");
    private static final Pattern TABLE =
            Pattern.compile("(?is)(?:CREATE TABLE IF NOT EXISTS|INDEX .*?\\bON)\\s+public\\.(\\w+)");

    /** Whoever makes tables holds it: two who begin at once do it one after the other. The number means nothing. */
    private static final long LOCK = 50_515_052L;

    private final PostgresqlSettings settings;

    public PostgresqlSchema(PostgresqlSettings settings) {
        this.settings = settings;
    }

    /**
     * Waits for PostgreSQL, and looks whether everything is there.
     *
     * @throws SharedStoreException if it does not answer, or tables are missing; says what to do
     */
    public void check() {
        try (var connection = Connections.open(settings)) {
            var missing = missing(connection);
            if (!missing.isEmpty()) {
                throw new SharedStoreException.NoSchema(settings.where() + " has no journal of a cell (missing tables: "
                        + String.join(", ", missing)
                        + "). Create it once with: boreas journal init --store postgresql, and this cell's settings.");
            }
            for (var setting : List.of("fsync", "synchronous_commit")) {
                if (shown(connection, setting).equals("off")) {
                    LOG.warn(
                            "{} runs with {} = off: a crash of it may lose what was acknowledged. Switch it on.",
                            settings.where(),
                            setting);
                }
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * Makes what is missing, and leaves what is there as it is: all or nothing.
     *
     * @return a line for each table, saying whether it was made
     * @throws SharedStoreException if PostgreSQL does not answer, or refuses
     */
    public List<String> create() {
        try (var connection = Connections.open(settings)) {
            connection.setAutoCommit(false);
            run(connection, "SELECT pg_advisory_xact_lock(" + LOCK + ")");
            var missing = missing(connection);
            for (var definition : definitions().entrySet()) {
                if (missing.contains(definition.getKey())) {
                    for (var statement : definition.getValue()) {
                        run(connection, statement);
                    }
                }
            }
            connection.commit();
            return tables().stream()
                    .map(table -> "table public." + table + ": " + (missing.contains(table) ? "created" : "was there"))
                    .toList();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static Set<String> tables() {
        var tables = new TreeSet<>(OF_PLUGIN);
        tables.add(ORDER);
        return tables;
    }

    private static Set<String> missing(Connection connection) throws SQLException {
        var missing = tables();
        try (var statement = connection.prepareStatement(
                        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'");
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                missing.remove(rows.getString(1));
            }
        }
        return missing;
    }

    /** The statements for each table, in the script's order; without those of tables that the journal does not use. */
    private static Map<String, List<String>> definitions() {
        var definitions = new LinkedHashMap<String, List<String>>();
        for (var statement : script().split(";", -1)) {
            var matcher = TABLE.matcher(statement);
            if (matcher.find() && OF_PLUGIN.contains(matcher.group(1))) {
                definitions
                        .computeIfAbsent(matcher.group(1), table -> new ArrayList<>())
                        .add(statement.strip());
            }
        }
        if (!definitions.keySet().containsAll(OF_PLUGIN)) {
            throw new IllegalStateException("the plug-in's script " + SCRIPT + " makes " + definitions.keySet()
                    + ", and should make " + OF_PLUGIN);
        }
        definitions.put(
                ORDER,
                List.of("CREATE TABLE IF NOT EXISTS public." + ORDER
                        + " (chunk BIGINT PRIMARY KEY, records BYTEA NOT NULL)"));
        return definitions;
    }

    private static String script() {
        try (var in = PostgresqlSettings.class.getResourceAsStream(SCRIPT)) {
            if (in == null) {
                throw new IllegalStateException("the plug-in has no " + SCRIPT);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String shown(Connection connection, String setting) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT current_setting(?)")) {
            statement.setString(1, setting);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1) : "";
            }
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private SharedStoreException.Away failed(SQLException e) {
        return new SharedStoreException.Away(settings.where() + " cannot be used: " + e.getMessage(), e);
    }
}
