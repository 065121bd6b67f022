package io.boreas.actors.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.boreas.actors.stage.Certificates;
import io.boreas.actors.stage.PortPairs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Masters that show each other certificates, over real sockets. */
class MasterTlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final List<ActorSystem<?>> systems = new ArrayList<>();
    private final List<MajorityLease> leases = new ArrayList<>();

    @AfterEach
    void stop() {
        systems.forEach(ActorSystem::terminate);
        systems.forEach(
                system -> system.getWhenTerminated().toCompletableFuture().join());
    }

    private void start(int port, List<String> masters, ClusterSettings.Tls tls) {
        var settings = new ClusterSettings("127.0.0.1", port, masters, Optional.of(tls));
        var pekko = ConfigFactory.parseResources("boreas-pekko.conf").withFallback(ConfigFactory.load());
        var system = ActorSystem.create(Behaviors.empty(), "boreas", settings.over(pekko.resolve()));
        systems.add(system);
        var lease = MajorityLease.of(settings, InstantSource.system());
        leases.add(lease);
        Peers.start(system, settings, lease, () -> {}, InstantSource.system());
    }

    private static ClusterSettings.Tls files(Certificates signer, String of, Certificates trusted) {
        return new ClusterSettings.Tls(
                signer.key(of).toString(),
                signer.certificate(of).toString(),
                trusted.certificate().toString());
    }

    private static List<Integer> freePorts() {
        return List.of(PortPairs.free(), PortPairs.free());
    }

    private boolean bothHoldWithin(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            if (leases.stream().allMatch(MajorityLease::holds)) {
                return true;
            }
            Thread.sleep(50);
        }
        return false;
    }

    @Test
    void mastersOfOneAuthorityBeginACell() throws Exception {
        var authority = Certificates.authority(folder, "authority");
        authority.sign("one");
        authority.sign("other");
        var ports = freePorts();
        var masters = ports.stream().map(port -> "127.0.0.1:" + port).toList();

        start(ports.get(0), masters, files(authority, "one", authority));
        start(ports.get(1), masters, files(authority, "other", authority));

        assertThat(bothHoldWithin(PATIENCE)).isTrue();
    }

    @Test
    void aMasterOfAnotherAuthorityIsNotLetIn() throws Exception {
        var authority = Certificates.authority(folder, "authority");
        authority.sign("one");
        var stranger = Certificates.authority(folder, "stranger");
        stranger.sign("other");
        var ports = freePorts();
        var masters = ports.stream().map(port -> "127.0.0.1:" + port).toList();

        start(ports.get(0), masters, files(authority, "one", authority));
        start(ports.get(1), masters, files(stranger, "other", authority));

        assertThat(bothHoldWithin(Duration.ofSeconds(12))).isFalse();
    }
}
