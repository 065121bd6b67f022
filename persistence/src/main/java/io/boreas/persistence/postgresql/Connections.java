package io.boreas.persistence.postgresql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.boreas.persistence.shared.SharedStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens connections with the settings' time limits, and the password from its file. */
final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private Connections() {}

    private static PGSimpleDataSource source(PostgresqlSettings settings) {
        var source = new PGSimpleDataSource();
        source.setUrl(settings.url());
        if (!settings.user().isEmpty()) {
            source.setUser(settings.user());
        }
        settings.password().ifPresent(password -> source.setPassword(password.read()));
        source.setApplicationName("boreas");
        int seconds = (int) Math.max(1, settings.requestTimeout().toSeconds());
        source.setConnectTimeout(seconds);
        source.setLoginTimeout(seconds);
        // A server that hangs is left after so long; without it a write would wait for ever.
        source.setSocketTimeout(seconds);
        source.setTcpKeepAlive(true);
        source.setReWriteBatchedInserts(true);
        return source;
    }

    /** The pool of a master. It is there whether the server is or not. */
    static HikariDataSource pool(PostgresqlSettings settings) {
        var config = new HikariConfig();
        config.setPoolName("boreas-postgresql");
        config.setDataSource(source(settings));
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(settings.poolSize());
        config.setConnectionTimeout(settings.requestTimeout().toMillis());
        config.setValidationTimeout(Math.min(settings.requestTimeout().toMillis(), 2_000));
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    /**
     * One for a task that somebody waits for: tries for the settings' start timeout, and says what it waits for.
     *
     * @throws SharedStoreException.Away if nobody answered until then, or the credentials are refused
     */
    static Connection open(PostgresqlSettings settings) {
        var source = source(settings);
        long end = System.nanoTime() + settings.startTimeout().toNanos();
        boolean told = false;
        while (true) {
            try {
                return source.getConnection();
            } catch (SQLException e) {
                var state = String.valueOf(e.getSQLState());
                if (state.startsWith("28")) {
                    throw new SharedStoreException.Away(
                            settings.where() + " refuses the user \"" + settings.user() + "\": correct "
                                    + PostgresqlSettings.SECTION + ".user and .password-file. It says: "
                                    + e.getMessage(),
                            e);
                }
                if (state.equals("3D000")) {
                    throw new SharedStoreException.Away(
                            settings.where() + " has no such database: make it with createdb, or correct "
                                    + PostgresqlSettings.SECTION + ".database",
                            e);
                }
                if (System.nanoTime() >= end) {
                    throw new SharedStoreException.Away(
                            settings.where() + " did not answer within "
                                    + settings.startTimeout().toSeconds() + " s (" + e.getMessage()
                                    + "). Start it, or correct " + PostgresqlSettings.SECTION
                                    + ".host and .port; start-timeout says how long a start waits.",
                            e);
                }
                if (!told) {
                    LOG.warn("{} does not answer; waiting up to {}", settings.where(), settings.startTimeout());
                    told = true;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for PostgreSQL", e);
        }
    }
}
