package io.boreas.actors.guardian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.boreas.actors.agent.AgentGroupSettings;
import io.boreas.actors.allocator.AllocatorActorSettings;
import io.boreas.actors.framework.FrameworkGroupSettings;
import io.boreas.actors.group.GroupSettings;
import io.boreas.actors.link.LinkSettings;
import io.boreas.actors.membership.ClusterSettings;
import io.boreas.actors.planner.PlannerSettings;
import io.boreas.config.Settings;
import io.boreas.config.SettingsException;
import io.boreas.core.allocator.AllocatorSettings;
import io.boreas.core.job.JobSettings;
import io.boreas.core.resource.FaultDomain;
import io.boreas.core.scheduler.Ranking;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where each setting comes from, what it is when nobody says anything, and how far it may go. */
class MasterSettingsTest {
    private static final MasterSettings DEFAULTS = new MasterSettings(
            "boreas",
            new ClusterSettings("127.0.0.1", 0, List.of()),
            Optional.empty(),
            Optional.empty(),
            new GroupSettings(
                    16, 10_000, 2_000, 2_000, 2, Optional.empty(), true, Duration.ofSeconds(2), Duration.ofSeconds(30)),
            new AgentGroupSettings(Duration.ofSeconds(75), Duration.ofMinutes(5), false, Optional.empty()),
            JobSettings.DEFAULT,
            new FrameworkGroupSettings(Duration.ofMinutes(10), Duration.ofSeconds(10), Duration.ofMinutes(10)),
            new LinkSettings("127.0.0.1", 5052, Duration.ofSeconds(5), Duration.ofSeconds(10), false, 16 * 1024 * 1024),
            new PlannerSettings(5_000, Duration.ofSeconds(10), Ranking.PACK, new TreeMap<>(), Optional.empty()),
            new AllocatorActorSettings(
                    AllocatorSettings.DEFAULT,
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(5),
                    new TreeMap<>(),
                    Optional.empty()),
            Duration.ofSeconds(15),
            20_000);

    private static final String DOMAIN_REQUIRED = "boreas.link.require-domain";
    private static final Map<String, String> DOMAIN =
            Map.of("boreas.domain.region", "eu", "boreas.domain.zone", "eu-1");

    @Test
    void everyDefaultIsRead() {
        assertThat(read(Map.of())).isEqualTo(DEFAULTS);
    }

    @Test
    void everyKeyOfTheReferenceIsASetting() {
        for (var entry : ConfigFactory.parseResources("reference.conf")
                .getConfig("boreas")
                .entrySet()) {
            var key = "boreas." + entry.getKey();
            boolean needsDomain = key.startsWith("boreas.domain.") || key.equals(DOMAIN_REQUIRED);
            var others = new HashMap<>(needsDomain ? DOMAIN : Map.<String, String>of());
            others.putAll(
                    key.startsWith("boreas.tls.") ? tls(key) : Map.of(key, others.getOrDefault(key, another(key))));

            assertThat(read(others))
                    .as("with another %s", key)
                    .isNotEqualTo(key.equals(DOMAIN_REQUIRED) ? read(DOMAIN) : DEFAULTS);
        }
    }

    @Test
    void weightsAreByTheNamesOfRoles() {
        assertThat(read(Map.of("boreas.planner.weights.web", "2.0", "boreas.planner.weights.batch", "0.5"))
                        .planner()
                        .weights())
                .containsExactly(Map.entry("batch", 0.5), Map.entry("web", 2.0));
    }

    @Test
    void whereAMasterIsIsKnownToAllThatGoByIt() {
        var domain = new FaultDomain("eu", "eu-1");
        var read = read(DOMAIN);
        assertThat(read.domain()).contains(domain);
        assertThat(read.agents().home()).contains(domain);
        assertThat(read.planner().region()).contains("eu");
        assertThat(read.allocator().allocator().region()).contains("eu");
        assertThat(read.withoutThinning().domain()).contains(domain);
    }

    @Test
    void aWhitelistIsAFileAndAStarIsNone() {
        assertThat(read(Map.of("boreas.allocator.whitelist", "/etc/hosts.list"))
                        .allocator()
                        .whitelist())
                .contains(Path.of("/etc/hosts.list"));
        assertThat(read(Map.of("boreas.allocator.whitelist", "*"))).isEqualTo(DEFAULTS);
    }

    @ParameterizedTest
    @CsvSource({
        "boreas.groups.count, 0",
        "boreas.groups.count, 1025",
        "boreas.domain.region, eu",
        "boreas.domain.zone, eu-1",
        "boreas.groups.batch-commands-max, 0",
        "boreas.groups.snapshot-every, 9",
        "boreas.groups.events-kept, 500ms",
        "boreas.groups.events-kept, never",
        "boreas.groups.retry-min, 50ms",
        "boreas.agents.unreachable-after, 500ms",
        "boreas.jobs.transient-timeout, 0s",
        "boreas.link.port, 65536",
        "boreas.link.require-domain, true",
        "boreas.link.ping-interval, 50ms",
        "boreas.link.queue-bytes-max, 1KiB",
        "boreas.planner.decisions-max, 0",
        "boreas.planner.ranking, best",
        "boreas.planner.weights.web, 0",
        "boreas.agents.offer-timeout, 10ms",
        "boreas.frameworks.update-retry-min, 1ms",
        "boreas.allocator.sorter, luck",
        "boreas.allocator.agents, none",
        "boreas.allocator.split, 65",
        "boreas.allocator.weights.web, -1",
        "boreas.gateway.in-flight-max, 0",
        "boreas.gateway.ask-timeout, 10m"
    })
    void aSettingBeyondItsBoundsIsNamed(String key, String value) {
        assertThatThrownBy(() -> read(Map.of(key, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(key.substring(key.lastIndexOf('.') + 1));
    }

    /** One of its settings is none. */
    private static Map<String, String> tls(String key) {
        assertThatThrownBy(() -> read(Map.of(key, "some.pem")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("boreas.tls needs all of");
        return Map.of("boreas.tls.certificate", "a", "boreas.tls.key", "b", "boreas.tls.authorities", "c");
    }

    @Test
    void thePausesThatAreTooFarApartAreNamed() {
        assertThatThrownBy(() -> read(Map.of("boreas.jobs.penalty-min", "10m")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("penalty");
        assertThatThrownBy(() -> read(Map.of("boreas.groups.retry-min", "40s")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("retry-max");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.1:5053, 127.0.0.1:5054 | does not name this master, 127.0.0.1:5055",
                "127.0.0.1:5055, 127.0.0.1:5055 | each once",
                "127.0.0.1:5055, 127.0.0.1:5056 | a master also needs the port after its own",
                "127.0.0.1:5055, somewhere | has addresses such as 10.0.0.1:5053",
            })
    void theMastersOfACellAreToldApart(String masters, String refusal) {
        assertThatThrownBy(() -> read(Map.of("boreas.cluster.port", "5055", "boreas.cluster.masters", masters)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(refusal);
    }

    private static MasterSettings read(Map<String, String> options) {
        return Settings.load(List.of("boreas-pekko.conf"), Optional.empty(), options, Map.of())
                .checked(MasterSettings::from);
    }

    /** A value that is not the default, and valid wherever the key belongs. */
    private static String another(String key) {
        if (key.endsWith("host") || key.equals("boreas.cell")) {
            return "another";
        }
        if (key.equals("boreas.cluster.masters")) {
            return "127.0.0.1:0";
        }
        if (key.endsWith("ranking") || key.endsWith("allocator.agents")) {
            return "spread";
        }
        if (key.endsWith("sorter")) {
            return "random";
        }
        if (key.endsWith("split")) {
            return "7";
        }
        if (key.endsWith("retry-min")) {
            return "3s";
        }
        if (key.endsWith("end-unknown-tasks") || key.equals(DOMAIN_REQUIRED)) {
            return "true";
        }
        if (key.endsWith("bytes-max")) {
            return "1MiB";
        }
        return ConfigFactory.parseResources("reference.conf").getString(key).matches("\\d+") ? "77" : "60s";
    }
}
