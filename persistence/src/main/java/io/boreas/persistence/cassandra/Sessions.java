package io.boreas.persistence.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.internal.core.config.typesafe.DefaultDriverConfigLoader;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.boreas.persistence.shared.SharedStoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens sessions with the driver's settings from the configuration, and the password from its file. */
final class Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final String DRIVER = "datastax-java-driver";
    private static final Duration PAUSE = Duration.ofMillis(500);

    private Sessions() {}

    /** One that is to live as long as the process: it tries until somebody answers. */
    static CqlSessionBuilder builder(CassandraSettings settings, Config config) {
        return builder(settings, config, true);
    }

    private static CqlSessionBuilder builder(CassandraSettings settings, Config config, boolean patient) {
        var driver = config.getConfig(DRIVER)
                .withValue("advanced.reconnect-on-init", ConfigValueFactory.fromAnyRef(patient))
                // Each statement that makes a table waits until the driver has looked at the schema again.
                .withValue("advanced.metadata.schema.debouncer.window", ConfigValueFactory.fromAnyRef("20 ms"));
        var builder = CqlSession.builder().withConfigLoader(new DefaultDriverConfigLoader(() -> driver, false));
        settings.username()
                .ifPresent(username -> builder.withAuthCredentials(
                        username, settings.password().orElseThrow().read()));
        return builder;
    }

    /**
     * One for a task that somebody waits for: tries for the settings' start timeout, and says what it waits for.
     *
     * @throws SharedStoreException.Away if nobody answered until then, or the credentials are refused
     */
    static CqlSession open(CassandraSettings settings, Config config) {
        long end = System.nanoTime() + settings.startTimeout().toNanos();
        boolean told = false;
        while (true) {
            try {
                return builder(settings, config, false).build();
            } catch (AuthenticationException e) {
                throw refused(settings, e);
            } catch (AllNodesFailedException e) {
                e.getAllErrors().values().stream()
                        .flatMap(List::stream)
                        .filter(AuthenticationException.class::isInstance)
                        .findFirst()
                        .ifPresent(refusal -> {
                            throw refused(settings, refusal);
                        });
                if (System.nanoTime() >= end) {
                    throw new SharedStoreException.Away(
                            settings.where() + " did not answer within "
                                    + settings.startTimeout().toSeconds()
                                    + " s. Start it, or correct " + CassandraSettings.SECTION
                                    + ".contact-points and .port; start-timeout says how long a start waits.",
                            e);
                }
                if (!told) {
                    LOG.warn("{} does not answer; waiting up to {}", settings.where(), settings.startTimeout());
                    told = true;
                }
                pause();
            } catch (IllegalStateException | IllegalArgumentException e) {
                throw new SharedStoreException.Away(settings.where() + " cannot be used: " + e.getMessage(), e);
            }
        }
    }

    private static SharedStoreException.Away refused(CassandraSettings settings, Throwable refusal) {
        return new SharedStoreException.Away(
                settings.where() + " refuses the user \""
                        + settings.username().orElse("") + "\": correct " + CassandraSettings.SECTION
                        + ".username and .password-file.",
                refusal);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Cassandra", e);
        }
    }
}
