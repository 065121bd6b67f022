package io.boreas.core.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who is granted what, and what the allocator remembers. */
class AllocatorTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Role WWW = new Role("www");
    private static final Role ADS = new Role("ads");
    private static final FrameworkId F1 = new FrameworkId("f1");
    private static final FrameworkId F2 = new FrameworkId("f2");

    private final Allocator allocator = new Allocator(AllocatorSettings.DEFAULT, Cell.PATTERNS);

    @Test
    void allThatIsLeftOfAnAgentGoesToOneFramework() {
        framework(F1, WWW);
        framework(F2, ADS);
        agent("a", "cpus:4;mem:1024;ports:[31000-32000]", 1);

        var grants = allocator.allocate(NOW);

        assertThat(grants).containsExactly(new Grant(1, F2, ADS, id("a"), all("cpus:4;mem:1024;ports:[31000-32000]")));
        assertThat(allocator.allocate(NOW)).as("nothing changed").isEmpty();
    }

    @Test
    void agentsGoByTurnsToTheRoleWithLeast() {
        framework(F1, WWW);
        framework(F2, ADS);
        for (int i = 0; i < 10; i++) {
            agent("a" + i, "cpus:4;mem:1024", 1);
        }
        assertThat(allocator.allocate(NOW))
                .filteredOn(grant -> grant.role().equals(WWW))
                .hasSize(5);
    }

    @Test
    void aHeavierRoleGetsMore() {
        allocator.setWeight(ADS, 3);
        framework(F1, WWW);
        framework(F2, ADS);
        for (int i = 0; i < 12; i++) {
            agent("a" + i, "cpus:4;mem:1024", 1);
        }
        assertThat(allocator.allocate(NOW))
                .filteredOn(grant -> grant.role().equals(ADS))
                .hasSize(9);
    }

    @Test
    void theFrameworksOfARoleShareWhatTheRoleGets() {
        framework(F1, WWW);
        framework(F2, WWW);
        for (int i = 0; i < 6; i++) {
            agent("a" + i, "cpus:4;mem:1024", 1);
        }
        assertThat(allocator.allocate(NOW))
                .filteredOn(grant -> grant.framework().equals(F1))
                .hasSize(3);
    }

    @Test
    void reservedResourcesGoToTheirRoleAndTheRestToTheNext() {
        framework(F1, WWW);
        framework(F2, ADS);
        agent("a", "cpus:4;mem:1024;cpus(www):2", 1);

        var grants = allocator.allocate(NOW);

        assertThat(grants)
                .extracting(Grant::role, Grant::resources)
                .containsExactly(tuple(ADS, all("cpus:4;mem:1024")), tuple(WWW, all("cpus(www):2")));
    }

    @Test
    void whatIsDeclinedIsNotOfferedAgainBeforeItsTime() {
        framework(F1, WWW);
        agent("a", "cpus:4;mem:1024", 1);
        decline(allocator.allocate(NOW).get(0), 5);

        assertThat(allocator.nextWake()).contains(NOW.plusSeconds(5));
        assertThat(allocator.allocate(NOW.plusSeconds(4))).isEmpty();
        assertThat(allocator.allocate(NOW.plusSeconds(5))).hasSize(1);
        assertThat(allocator.nextWake()).isEmpty();
    }

    @Test
    void moreThanWasDeclinedIsOffered() {
        framework(F1, WWW);
        agent("a", "cpus:4;mem:1024", "cpus:2;mem:1024", 1);
        decline(allocator.allocate(NOW).get(0), 5);

        agent("a", "cpus:4;mem:1024", "cpus:1;mem:1024", 2);
        assertThat(allocator.allocate(NOW)).isEmpty();
        agent("a", "cpus:4;mem:1024", "cpus:3;mem:1024", 3);
        assertThat(allocator.allocate(NOW)).hasSize(1);
    }

    @Test
    void whatOneDeclinesIsGrantedToAnother() {
        framework(F1, WWW);
        framework(F2, WWW);
        agent("a", "cpus:4;mem:1024", 1);
        decline(allocator.allocate(NOW).get(0), 5);

        assertThat(allocator.allocate(NOW)).extracting(Grant::framework).containsExactly(F2);
    }

    @Test
    void revivingForgetsWhatWasDeclined() {
        framework(F1, WWW);
        agent("a", "cpus:4;mem:1024", 1);
        decline(allocator.allocate(NOW).get(0), 500);
        allocator.revive(F1, List.of(ADS));
        assertThat(allocator.allocate(NOW)).isEmpty();

        allocator.revive(F1, List.of(WWW));

        assertThat(allocator.allocate(NOW)).hasSize(1);
        assertThat(allocator.nextWake()).isEmpty();
    }

    @Test
    void otherAttributesForgetWhatWasDeclined() {
        framework(F1, WWW);
        agent("a", "cpus:4;mem:1024", 1);
        decline(allocator.allocate(NOW).get(0), 500);

        allocator.upsertAgent(
                new AllocatorAgent(
                        id("a"), Attributes.parse("rack:r2"), all("cpus:4;mem:1024"), all("cpus:4;mem:1024"), true, 2),
                List.of());

        assertThat(allocator.allocate(NOW)).hasSize(1);
    }

    @Test
    void aSuppressedFrameworkGetsNothingUntilItRevives() {
        framework(F1, WWW);
        allocator.suppress(F1, List.of(WWW));
        agent("a", "cpus:4;mem:1024", 1);
        assertThat(allocator.allocate(NOW)).isEmpty();

        allocator.revive(F1, List.of(WWW));

        assertThat(allocator.allocate(NOW)).hasSize(1);
    }

    @Test
    void anInactiveFrameworkGetsNothingAndItsFiltersGo() {
        framework(F1, WWW);
        agent("a", "cpus:4;mem:1024", 1);
        decline(allocator.allocate(NOW).get(0), 500);
        allocator.upsertFramework(AllocatorFramework.of(F1, WWW).active(false));
        assertThat(allocator.allocate(NOW)).isEmpty();

        framework(F1, WWW);

        assertThat(allocator.allocate(NOW)).hasSize(1);
    }

    @Test
    void aGrantOnItsWayIsNotGrantedAgainByALateReport() {
        framework(F1, WWW);
        agent("a", "cpus:4;mem:1024", 1);
        var grant = allocator.allocate(NOW).get(0);
        agent("a", "cpus:4;mem:1024", 2);
        assertThat(allocator.allocate(NOW)).isEmpty();

        agent("a", "cpus:4;mem:1024", "cpus:1;mem:64", 3, grant.number());

        assertThat(allocator.allocate(NOW)).extracting(Grant::resources).containsExactly(all("cpus:1;mem:64"));
    }

    @Test
    void aRefusedGrantIsGrantedAgain() {
        framework(F1, WWW);
        agent("a", "cpus:4;mem:1024", 1);
        allocator.refused(allocator.allocate(NOW).get(0).number());
        allocator.refused(1);

        assertThat(allocator.allocate(NOW)).extracting(Grant::number).containsExactly(2L);
    }

    @Test
    void crumbsAreNotOffered() {
        framework(F1, WWW);
        agent("a", "cpus:4;mem:1024", "cpus:0.009;mem:31;disk:1000", 1);
        assertThat(allocator.allocate(NOW)).isEmpty();
        agent("a", "cpus:4;mem:1024", "cpus:0.01;mem:31", 2);
        assertThat(allocator.allocate(NOW)).hasSize(1);
    }

    @Test
    void anAgentThatIsNotOfferingIsLeftAlone() {
        framework(F1, WWW);
        allocator.upsertAgent(
                new AllocatorAgent(id("a"), Attributes.none(), all("cpus:4"), all("cpus:4"), false, 1), List.of());
        assertThat(allocator.allocate(NOW)).isEmpty();
    }

    @Test
    void whatAFrameworkThatIsGoneWasOfferedIsOthersOnceItIsFree() {
        framework(F1, WWW);
        agent("a", "cpus:4;mem:1024", 1);
        var offered = allocator.allocate(NOW).getFirst();

        allocator.removeFramework(F1);
        framework(F2, WWW);
        assertThat(allocator.allocate(NOW)).as("its lease still stands").isEmpty();

        allocator.ended(offered.number());
        assertThat(allocator.allocate(NOW)).extracting(Grant::framework).containsExactly(F2);
        allocator.removeAgent(id("a"));
        allocator.removeFramework(F2);
        assertThat(allocator.allocate(NOW)).isEmpty();
        assertThat(allocator.roles()).isEmpty();
    }

    @Test
    void theTasksOfAFrameworkThatIsGoneCountForTheLimitOfItsRoleUntilTheyHaveEnded() {
        allocator.setQuota(WWW, new Quota(new TreeMap<>(), new TreeMap<>(Map.of("cpus", 4_000L))));
        framework(F1, WWW);
        framework(F2, WWW);
        allocator.allocated(F1, WWW, id("z"), all("cpus:3;mem:64"));

        allocator.removeFramework(F1);
        agent("a", "cpus:4;mem:1024", 1);
        var rest = allocator.allocate(NOW);
        assertThat(rest).extracting(grant -> grant.resources().cpusMilli()).containsExactly(1_000L);

        allocator.released(F1, WWW, id("z"), all("cpus:3;mem:64"));
        agent("b", "cpus:4;mem:1024", 1);
        assertThat(allocator.allocate(NOW))
                .extracting(grant -> grant.resources().cpusMilli())
                .contains(3_000L);
    }

    @Test
    void whatIsHeldAlreadyCountsAfterARestart() {
        allocator.allocated(F1, WWW, id("z"), all("cpus:12;mem:64"));
        framework(F1, WWW);
        framework(F2, ADS);
        for (int i = 0; i < 4; i++) {
            agent("a" + i, "cpus:4;mem:1024", 1);
        }
        assertThat(allocator.allocate(NOW)).extracting(Grant::role).containsExactly(ADS, ADS, ADS, WWW);

        allocator.released(F1, WWW, id("z"), all("cpus:12;mem:64"));
        agent("b", "cpus:4;mem:1024", 1);
        assertThat(allocator.allocate(NOW)).extracting(Grant::role).containsExactly(WWW);
    }

    private void framework(FrameworkId id, Role role) {
        allocator.upsertFramework(AllocatorFramework.of(id, role));
    }

    private void agent(String name, String all, long revision) {
        agent(name, all, all, revision);
    }

    private void agent(String name, String all, String available, long revision, Long... leased) {
        allocator.upsertAgent(
                new AllocatorAgent(id(name), Attributes.none(), all(all), all(available), true, revision),
                List.of(leased));
    }

    /** As the agent's group does: the lease ends, and the agent has as much as before. */
    private void decline(Grant grant, long seconds) {
        allocator.refused(grant.number());
        allocator.decline(
                grant.framework(), grant.role(), grant.agent(), grant.resources(), Duration.ofSeconds(seconds), NOW);
    }

    private static AgentId id(String name) {
        return new AgentId(name);
    }

    private static Resources all(String text) {
        return Resources.parse(text);
    }
}
