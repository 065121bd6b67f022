package io.boreas.persistence.postgresql;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.boreas.config.Settings;
import io.boreas.persistence.shared.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code boreas.persistence.postgresql}: where PostgreSQL is, and how it is used.
 *
 * @param url for the driver; no user and no password in it
 * @param poolSize connections of each master, 2 to 100
 * @param requestTimeout longest wait for one answer
 * @param startTimeout longest wait at the start for the first answer
 * @param pollInterval pause between two looks for records of other masters
 */
public record PostgresqlSettings(
        String url,
        String user,
        Optional<Secret> password,
        int poolSize,
        Duration requestTimeout,
        Duration startTimeout,
        Duration pollInterval) {
    static final String SECTION = "boreas.persistence.postgresql";

    public PostgresqlSettings {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(SECTION + ".url begins with jdbc:postgresql:, or is empty");
        }
        if (url.contains("password=")) {
            throw new IllegalArgumentException(
                    SECTION + ".url is shown in logs and has no password in it: use " + SECTION + ".password-file");
        }
    }

    /** Reads the section from all settings. */
    public static PostgresqlSettings from(Settings all) {
        var section = all.section(SECTION);
        var url = section.text("url");
        if (url.isEmpty()) {
            url = "jdbc:postgresql://" + section.text("host") + ":" + section.count("port", 1, 65_535) + "/"
                    + section.text("database");
        }
        var minute = Duration.ofMinutes(1);
        return new PostgresqlSettings(
                url,
                section.text("user"),
                Optional.of(section.text("password-file"))
                        .filter(text -> !text.isEmpty())
                        .map(text -> new Secret(Path.of(text))),
                section.count("pool-size", 2, 100),
                section.duration("request-timeout", Duration.ofSeconds(1), minute),
                section.duration("start-timeout", Duration.ofSeconds(1), minute.multipliedBy(60)),
                section.duration("poll-interval", Duration.ofMillis(50), minute));
    }

    /** What the plug-in is told, over its own defaults. Nothing secret is in it. */
    public Config plugins() {
        var values = new TreeMap<String, Object>();
        values.put("pekko.persistence.journal.plugin", "jdbc-journal");
        values.put("pekko.persistence.snapshot-store.plugin", "jdbc-snapshot-store");
        values.put("pekko-persistence-jdbc.database-provider-fqcn", PluginDatabases.class.getName());
        values.put("jdbc-journal.slick.profile", "slick.jdbc.PostgresProfile$");
        values.put("jdbc-snapshot-store.slick.profile", "slick.jdbc.PostgresProfile$");
        values.put("jdbc-journal.parallelism", poolSize);
        return ConfigFactory.parseMap(values, SECTION);
    }

    /** For messages. */
    String where() {
        return "PostgreSQL at " + url;
    }
}
