package io.boreas.core.allocator;

import static io.boreas.core.allocator.Cell.all;
import static io.boreas.core.allocator.Cell.framework;
import static io.boreas.core.allocator.Cell.role;
import static io.boreas.core.allocator.Cell.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.boreas.core.allocator.AttributeConstraint.Predicate;
import io.boreas.core.allocator.AttributeConstraint.Selector;
import io.boreas.core.id.AgentId;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.DiskInfo;
import io.boreas.core.resource.Reservation;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Terms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** To whom something may be offered: by role, by what a framework can handle, by where the agent is. */
class OfferTermsTest {
    private final Cell cell = Cell.withDefaults();

    @Test
    void aReservationIsOfferedToItsRoleAndThoseBelowAndToNobodyElse() {
        cell.join("up", "a");
        cell.join("beside", "ab");
        agent(all("cpus(a/x):4"));
        assertThat(cell.round()).isEmpty();
        cell.join("below", "a/x/y");
        assertThat(cell.round()).extracting(Grant::framework).containsExactly(framework("below"));
    }

    @Test
    void aRefinedReservationIsForTheTopOfItsStackAndForThoseWhoKnowRefinement() {
        var refined = all("cpus:4;mem:64").push(Reservation.fixed(role("a"))).push(Reservation.dynamic(role("a/x")));
        agent(refined);
        cell.join("old", "a/x");
        cell.allocator.upsertFramework(terms("up", "a").with(Capability.RESERVATION_REFINEMENT));
        assertThat(cell.round()).isEmpty();
        cell.allocator.upsertFramework(terms("knows", "a/x").with(Capability.RESERVATION_REFINEMENT));
        assertThat(cell.round())
                .extracting(Grant::framework, Grant::resources)
                .containsExactly(tuple(framework("knows"), refined));
    }

    @Test
    void theUnreservedGoesWithTheReservationOfWhoeverIsNext() {
        cell.join("f1", "a");
        cell.join("f2", "b");
        agent(all("cpus:4;mem:64;cpus(b):1"));
        assertThat(cell.round())
                .extracting(Grant::framework, Grant::resources)
                .containsExactly(
                        tuple(framework("f1"), all("cpus:4;mem:64")), tuple(framework("f2"), all("cpus(b):1")));
    }

    @Test
    void revocableResourcesAreForThoseWhoKnowThem() {
        var revocable = Resources.of(Resource.scalar("cpus", 4_000).on(Terms.PLAIN.asRevocable()));
        agent(all("cpus:1").plus(revocable));
        cell.join("f1", "a");
        assertThat(cell.round()).extracting(Grant::resources).containsExactly(all("cpus:1"));
        cell.allocator.upsertFramework(terms("f2", "a").with(Capability.REVOCABLE_RESOURCES));
        assertThat(cell.round()).extracting(Grant::resources).containsExactly(revocable);
        assertThat(cell.consumed("a", "cpus")).as("does not count for quota").isEqualTo(1_000);
    }

    @Test
    void sharedVolumesAreForThoseWhoKnowThem() {
        var volume = Resources.of(Resource.scalar("disk", 10_000)
                .on(Terms.reservedTo(role("a"))
                        .on(DiskInfo.persistent("v", "data"))
                        .asShared()));
        agent(all("cpus:1").plus(volume));
        cell.join("f1", "a");
        assertThat(cell.round()).extracting(Grant::resources).containsExactly(all("cpus:1"));
        cell.allocator.upsertFramework(
                terms("f2", "a").with(Capability.SHARED_RESOURCES).worthwhile(role("a"), List.of()));
        assertThat(cell.round()).extracting(Grant::resources).containsExactly(volume);
    }

    @Test
    void agentsWithGpusAreForThoseWhoKnowThem() {
        agent(all("cpus:4;gpus:1"));
        cell.join("f1", "a");
        assertThat(cell.round()).isEmpty();
        cell.allocator.upsertFramework(terms("f1", "a").with(Capability.GPU_RESOURCES));
        assertThat(cell.round()).hasSize(1);
    }

    @Test
    void agentsOfOtherRegionsAreForThoseWhoKnowRegions() {
        var here = new Cell(AllocatorSettings.DEFAULT.in(Optional.of("eu")));
        here.join("f1", "a");
        here.agent(here.inRegion("far", "cpus:4", "us"));
        here.agent(here.inRegion("near", "cpus:4", "eu"));
        here.agent("somewhere", "cpus:4");
        assertThat(here.round())
                .extracting(grant -> grant.agent().value())
                .containsExactlyInAnyOrder("near", "somewhere");
        here.allocator.upsertFramework(terms("f2", "a").with(Capability.REGION_AWARE));
        assertThat(here.round()).extracting(grant -> grant.agent().value()).containsExactly("far");
    }

    @Test
    void whatWasDeclinedOfAnAgentIsOfferedAgainWhenItIsElsewhere() {
        cell.join("f1", "a");
        cell.agent(cell.inRegion("h1", "cpus:4", "eu"));
        cell.decline(cell.round().getFirst(), Duration.ofHours(1));
        cell.agent(cell.inRegion("h1", "cpus:4", "eu"));
        assertThat(cell.round()).isEmpty();
        cell.agent(cell.inRegion("h1", "cpus:4", "us"));
        assertThat(cell.round()).hasSize(1);
    }

    @Test
    void onlyAgentsOnTheWhitelistAreOffered() {
        cell.join("f1", "a");
        cell.agent("h1", "cpus:4");
        cell.agent("h2", "cpus:4");
        cell.allocator.setWhitelist(Optional.of(List.of("h2")));
        assertThat(cell.round()).extracting(grant -> grant.agent().value()).containsExactly("h2");
        cell.allocator.setWhitelist(Optional.empty());
        assertThat(cell.round()).extracting(grant -> grant.agent().value()).containsExactly("h1");
    }

    @Test
    void constraintsKeepAgentsAway() {
        var isSsd = new AttributeConstraint(new Selector.Named("disk"), new Predicate.TextEquals("ssd"));
        var ssd = terms("f1", "a")
                .constrained(new OfferConstraints(
                        new TreeMap<>(Map.of(role("a"), List.of(new OfferConstraints.Group(List.of(isSsd)))))));
        cell.allocator.upsertFramework(ssd);
        cell.agent("h1", "cpus:4");
        assertThat(cell.round()).isEmpty();
        cell.agent(new AllocatorAgent(
                new AgentId("h2"), Attributes.parse("disk:ssd"), all("cpus:4"), all("cpus:4"), true, 1));
        assertThat(cell.round()).extracting(grant -> grant.agent().value()).containsExactly("h2");
        cell.allocator.upsertFramework(ssd.unconstrained());
        assertThat(cell.round()).extracting(grant -> grant.agent().value()).containsExactly("h1");
    }

    @Test
    void whatIsWorthAnOfferIsSaidByFrameworkAndRole() {
        cell.allocator.upsertFramework(terms("picky", "a", "b")
                .worthwhile(role("a"), List.of(new TreeMap<>(Map.of("cpus", 8_000L, "mem", 1_000L)))));
        cell.agent("h1", "cpus:4;mem:64");
        assertThat(cell.round()).extracting(grant -> grant.role().name()).containsExactly("b");
        cell.agent("h2", "cpus:8;mem:64");
        assertThat(cell.round()).extracting(grant -> grant.role().name()).containsExactly("a");
    }

    @Test
    void aDivisionGivesEqualPartsToSeveral() {
        var divided = new Cell(AllocatorSettings.DEFAULT.agents(AgentOrder.SHUFFLED, 3));
        divided.join("f1", "a");
        divided.join("f2", "b");
        divided.join("f3", "c");
        divided.agent("h1", "cpus:9;mem:1024;ports:[1-9]");
        assertThat(divided.round()).hasSize(3).allSatisfy(grant -> {
            assertThat(grant.resources().cpusMilli()).isEqualTo(3_000);
            assertThat(grant.resources().ports().size()).isEqualTo(3);
        });
    }

    @Test
    void aDivisionAmongOneIsAllInOneOffer() {
        var divided = new Cell(AllocatorSettings.DEFAULT.agents(AgentOrder.SHUFFLED, 3));
        divided.join("f1", "a");
        divided.agent("h1", "cpus:9;mem:1024;ports:[1-9]");
        assertThat(divided.round()).extracting(Grant::resources).containsExactly(all("cpus:9;mem:1024;ports:[1-9]"));
    }

    @Test
    void partsThatAreTooSmallAreNotMade() {
        var divided = new Cell(AllocatorSettings.DEFAULT.agents(AgentOrder.SHUFFLED, 64));
        divided.join("f1", "a");
        divided.join("f2", "b");
        divided.agent("h1", "cpus:0.02");
        assertThat(divided.round()).extracting(Grant::resources).containsExactly(all("cpus:0.02"));
    }

    @Test
    void packingStartsWithTheFullestAndSpreadingWithTheEmptiest() {
        assertThat(order(AgentOrder.PACK)).containsExactly("full", "half", "empty");
        assertThat(order(AgentOrder.SPREAD)).containsExactly("empty", "half", "full");
    }

    private static List<String> order(AgentOrder order) {
        var cell = new Cell(AllocatorSettings.DEFAULT.agents(order, 1));
        cell.agent("half", "cpus:8");
        cell.agent("empty", "cpus:8");
        cell.agent("full", "cpus:8");
        cell.report(new AgentId("half"), all("cpus:4"), List.of());
        cell.report(new AgentId("full"), all("cpus:1"), List.of());
        cell.join("f1", "a");
        return cell.round().stream().map(grant -> grant.agent().value()).toList();
    }

    private void agent(Resources resources) {
        cell.agent(new AllocatorAgent(new AgentId("h"), Attributes.none(), resources, resources, true, 1));
    }
}
