package io.boreas.testcluster.masters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.config.certificate.TestAuthority;
import io.boreas.config.certificate.TestAuthority.Key;
import io.boreas.config.tls.Tls;
import io.boreas.config.tls.TlsSettings;
import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.cell.JobView;
import io.boreas.drill.cell.MastersCell;
import io.boreas.drill.cell.TaskProcesses;
import io.boreas.drill.store.CassandraServer;
import io.boreas.testcluster.cell.JobWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three masters on a real Cassandra, of which one is killed or stands still, while a client writes and tasks run. */
class MasterLossTest {
    private static final Duration DEADLINE = Duration.ofSeconds(90);
    private static final String SERVED = JobText.key("served");

    @TempDir
    Path directory;

    private CassandraServer store;
    private MastersCell cell;

    @BeforeEach
    void startStore() {
        assumeTrue(CassandraServer.isPossible(), "there is no JDK that Cassandra runs on");
        store = CassandraServer.start(directory.resolve("cassandra"));
    }

    private void start(MastersCell of) {
        cell = of;
        cell.initStore();
        cell.startMasters();
        cell.startAgent("--resources", "cpus:4;mem:4096;disk:4096;ports:[31000-31100]");
        var job = JobText.service("served").process("serve", "exec sleep 1000").instances(4);
        assertThat(cell.client(0).post(CellClient.JOBS, job.toString()).status())
                .isEqualTo(201);
        cell.client(0).awaitJob(SERVED, 4, "RUNNING", DEADLINE);
    }

    @AfterEach
    void stop() {
        if (cell != null) {
            cell.close();
        }
        if (store != null) {
            store.close();
        }
    }

    /** This cell speaks TLS; somebody without a certificate of its authority takes the lost one's place in vain. */
    @Test
    void killingTheMasterThatLeadsLosesNothing() {
        var authority = TestAuthority.in(directory, "cell", Key.EC);
        var rsa = authority.issue("rsa", Key.RSA);
        var ec = authority.issue("ec", Key.EC);
        var client = Tls.load(new TlsSettings(ec.certificate(), ec.key(), ec.authorities()))
                .context();
        var masters = List.of(rsa.settings(), ec.settings(), ec.settings());
        start(MastersCell.in(directory, store.settings(), new MastersCell.Security(masters, rsa.settings(), client)));
        int leader = Await.until("somebody leads", DEADLINE, () -> cell.leader(0));
        int other = (leader + 1) % 3;
        int third = (leader + 2) % 3;
        var before = cell.processes().first(SERVED);
        assertThat(before).hasSize(4);
        List<String> acknowledged;
        try (var writer = JobWriter.start(cell.client(other), "w")) {
            Await.that(
                    "every group takes jobs",
                    DEADLINE,
                    () -> writer.acknowledged().size() >= 50);
            writer.forgetGaps();

            long killed = System.nanoTime();
            cell.master(leader).killHard();

            Await.that("every group takes jobs again", DEADLINE, () -> writer.hasAllSince(killed + 1_000_000_000L));
            System.out.println(
                    "after kill -9 of the leading master, longest time in ms without an acknowledgement, by group: "
                            + writer.gapsMs());
            acknowledged = writer.acknowledged();
        }
        Await.that("another leads", DEADLINE, () -> cell.leader(other)
                .filter(now -> now != leader)
                .isPresent());
        assertHas(acknowledged, other);
        assertHas(acknowledged, third);
        cell.client(other).awaitJob(SERVED, 4, "RUNNING", DEADLINE);
        assertThat(cell.processes().first(SERVED)).containsExactlyInAnyOrderElementsOf(before);
        assertNewWorkRuns(third, "after-kill");

        assertIsNoMaster(leader, other);
        cell.startMaster(leader);
        Await.that("it takes its share", DEADLINE, () -> cell.isUp(leader, other));
        assertHas(acknowledged, leader);
        assertThat(cell.processes().first(SERVED)).containsExactlyInAnyOrderElementsOf(before);
        assertLeavesInOrder(third);
    }

    /** Told to stop, it hands over and leaves: whoever is cut off meanwhile has to be given up, which takes seconds. */
    private void assertLeavesInOrder(int place) {
        var leaving = cell.master(place);
        leaving.signal("TERM");
        leaving.awaitExit(DEADLINE);
        assertThat(leaving.output()).doesNotContain("SBR took decision");
    }

    @Test
    void aMasterThatStoodStillIsNotBelieved() {
        start(MastersCell.in(directory, 3, store.settings()));
        int leader = Await.until("somebody leads", DEADLINE, () -> cell.leader(0));
        int other = (leader + 1) % 3;
        var before = cell.processes().first(SERVED);
        Set<String> killedMeanwhile = new HashSet<>();
        for (int i = 0; i < 16; i++) {
            var name = "victim" + i;
            var job = JobText.service(name).process("wait", "sleep 1000").placedNowhere();
            assertThat(cell.client(other).post(CellClient.JOBS, job.toString()).status())
                    .isEqualTo(201);
            killedMeanwhile.add(JobText.key(name));
        }
        cell.master(leader).signal("STOP");
        try {
            Await.that(
                    "the others go on without it",
                    DEADLINE,
                    () -> !cell.isUp(leader, other)
                            && cell.leader(other).filter(now -> now != leader).isPresent());
            for (var key : killedMeanwhile) {
                Await.that("jobs can be killed", DEADLINE, () -> {
                    cell.client(other).post(CellClient.JOBS + "/" + key + "/kill", "{}");
                    return cell.client(other)
                            .job(key)
                            .map(MasterLossTest::isOver)
                            .orElse(true);
                });
            }
        } finally {
            cell.master(leader).signal("CONT");
        }
        // Whatever it answers now, it must not be what was true before it stood still.
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        int stale = 0;
        int refused = 0;
        while (System.nanoTime() < end) {
            for (var key : killedMeanwhile) {
                try {
                    var reply = cell.client(leader).get(CellClient.JOBS + "/" + key);
                    stale += reply.status() == 200 && !isOver(JobView.of(reply.json())) ? 1 : 0;
                    refused += reply.status() == 503 ? 1 : 0;
                } catch (UncheckedIOException away) {
                    refused++;
                }
            }
        }
        System.out.println("a master that stood still refused " + refused + " questions after it woke");
        assertThat(stale).as("answers of before").isZero();
        cell.awaitMember(leader);
        Await.that("it is a member again", DEADLINE, () -> cell.isUp(leader, other));
        cell.client(leader).awaitJob(SERVED, 4, "RUNNING", DEADLINE);
        assertThat(cell.processes().first(SERVED)).containsExactlyInAnyOrderElementsOf(before);
        assertNewWorkRuns(leader, "after-standstill");
    }

    /** Both ends say why. */
    private void assertIsNoMaster(int place, int seenBy) {
        var foreign = TestAuthority.in(directory, "foreign", Key.EC).issue("one", Key.EC);
        var options = foreign.believing(directory.resolve("cell.pem")).settings().entrySet().stream()
                .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
        cell.launchMaster(place, options);
        cell.master(place)
                .awaitOutput(
                        Pattern.compile("outbound connection to .*SSLHandshakeException.*certificate_required"),
                        DEADLINE);
        cell.master(seenBy)
                .awaitOutput(Pattern.compile("outbound connection to .*SSLHandshakeException.*PKIX path"), DEADLINE);
        assertThat(cell.isUp(place, seenBy)).isFalse();
        cell.master(place).killHard();
    }

    private static boolean isOver(JobView job) {
        return job.active().isEmpty();
    }

    private void assertHas(List<String> keys, int master) {
        for (var key : keys) {
            assertThat(cell.client(master).job(key))
                    .as("job %s, acknowledged before, at master %s", key, master)
                    .isPresent();
        }
    }

    private void assertNewWorkRuns(int master, String name) {
        var job = JobText.service(name).process("serve", "exec sleep 1000");
        assertThat(cell.client(master).post(CellClient.JOBS, job.toString()).status())
                .isEqualTo(201);
        cell.client(master).awaitJob(JobText.key(name), 1, "RUNNING", DEADLINE);
        List<TaskProcesses.Seen> running = cell.processes().first(JobText.key(name));
        assertThat(running).hasSize(1);
    }
}
