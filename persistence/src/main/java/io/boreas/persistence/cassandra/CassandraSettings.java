package io.boreas.persistence.cassandra;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.boreas.config.Settings;
import io.boreas.persistence.shared.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * {@code boreas.persistence.cassandra}: where Cassandra is, and what counts as written.
 *
 * @param contactPoints {@code host:port}, at least one; the others are learnt from them
 * @param localDatacenter the data centre whose nodes are asked
 * @param keyspace of all tables, the snapshots' too
 * @param replicationFactor copies of each record in the data centre, 1 to 9; used when the keyspace is made
 * @param consistency how many of them must have it before it counts as written, or must be asked before it counts as read
 * @param username empty if Cassandra asks for none
 * @param requestTimeout longest wait for one answer
 * @param startTimeout longest wait at the start for the first answer
 * @param pollInterval pause between two looks for records of other masters
 */
public record CassandraSettings(
        List<String> contactPoints,
        String localDatacenter,
        String keyspace,
        int replicationFactor,
        Consistency consistency,
        Optional<String> username,
        Optional<Secret> password,
        Duration requestTimeout,
        Duration startTimeout,
        Duration pollInterval) {
    static final String SECTION = "boreas.persistence.cassandra";
    private static final Pattern KEYSPACE = Pattern.compile("[a-z][a-z0-9_]{0,47}");
    private static final Pattern CONTACT = Pattern.compile("[^\\s,:]+:[0-9]{1,5}|\\[[0-9a-fA-F:]+]:[0-9]{1,5}");

    /** How many copies take part in a write or a read. */
    public enum Consistency {
        /** Most copies in the local data centre: what was written is read, whichever minority of nodes is lost. */
        LOCAL_QUORUM,
        /** Most copies in all data centres. */
        QUORUM,
        /** One copy: losing one node can lose what was acknowledged, unless there is but one copy anyway. */
        ONE
    }

    public CassandraSettings {
        contactPoints = List.copyOf(contactPoints);
        if (contactPoints.isEmpty()) {
            throw new IllegalArgumentException(SECTION + ".contact-points names no host");
        }
        for (var point : contactPoints) {
            if (!CONTACT.matcher(point).matches()) {
                throw new IllegalArgumentException(
                        SECTION + ".contact-points are host or host:port, separated by commas, not \"" + point + "\"");
            }
        }
        if (!KEYSPACE.matcher(keyspace).matches()) {
            throw new IllegalArgumentException(
                    SECTION + ".keyspace is up to 48 of a-z, 0-9 and _, a letter first, not \"" + keyspace + "\"");
        }
        if (username.isPresent() != password.isPresent()) {
            throw new IllegalArgumentException(
                    SECTION + ".username and " + SECTION + ".password-file go together: one of them is empty");
        }
    }

    /** Reads the section from all settings. */
    public static CassandraSettings from(Settings all) {
        var section = all.section(SECTION);
        int port = section.count("port", 1, 65_535);
        var points = Arrays.stream(section.text("contact-points").split(",", -1))
                .map(String::strip)
                .filter(point -> !point.isEmpty())
                .map(point -> hasPort(point) ? point : point + ":" + port)
                .toList();
        var minute = Duration.ofMinutes(1);
        return new CassandraSettings(
                points,
                section.text("local-datacenter"),
                section.text("keyspace"),
                section.count("replication-factor", 1, 9),
                consistency(section.text("consistency")),
                Optional.of(section.text("username")).filter(text -> !text.isEmpty()),
                Optional.of(section.text("password-file"))
                        .filter(text -> !text.isEmpty())
                        .map(text -> new Secret(Path.of(text))),
                section.duration("request-timeout", Duration.ofMillis(500), minute),
                section.duration("start-timeout", Duration.ofSeconds(1), minute.multipliedBy(60)),
                section.duration("poll-interval", Duration.ofMillis(50), minute));
    }

    private static boolean hasPort(String point) {
        return point.startsWith("[") ? point.contains("]:") : point.contains(":");
    }

    private static Consistency consistency(String text) {
        return Arrays.stream(Consistency.values())
                .filter(known -> known.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        SECTION + ".consistency is LOCAL_QUORUM, QUORUM or ONE, not \"" + text + "\""));
    }

    /** What the plug-in and the driver are told, over their own defaults. Nothing secret is in it. */
    public Config plugins() {
        var values = new TreeMap<String, Object>();
        values.put("pekko.persistence.journal.plugin", "pekko.persistence.cassandra.journal");
        values.put("pekko.persistence.snapshot-store.plugin", "pekko.persistence.cassandra.snapshot");
        values.put("pekko.persistence.cassandra.session-provider", PluginSessions.class.getName());
        for (var part : List.of("journal", "snapshot")) {
            var path = "pekko.persistence.cassandra." + part + ".";
            values.put(path + "keyspace", keyspace);
            values.put(path + "replication-strategy", "NetworkTopologyStrategy");
            values.put(path + "data-center-replication-factors", List.of(localDatacenter + ":" + replicationFactor));
        }
        var driver = "datastax-java-driver.";
        values.put(driver + "basic.contact-points", contactPoints);
        values.put(driver + "basic.load-balancing-policy.local-datacenter", localDatacenter);
        var profiles = List.of(
                driver + "basic.request.",
                driver + "profiles.pekko-persistence-cassandra-profile.basic.request.",
                driver + "profiles.pekko-persistence-cassandra-snapshot-profile.basic.request.");
        for (var profile : profiles) {
            values.put(profile + "consistency", consistency.name());
            values.put(profile + "timeout", requestTimeout.toMillis() + " ms");
        }
        values.put(
                driver + "basic.request.serial-consistency",
                consistency == Consistency.QUORUM ? "SERIAL" : "LOCAL_SERIAL");
        return ConfigFactory.parseMap(values, SECTION);
    }

    /** For messages. */
    String where() {
        return "Cassandra at " + String.join(", ", contactPoints);
    }
}
