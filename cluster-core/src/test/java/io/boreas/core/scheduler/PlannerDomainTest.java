package io.boreas.core.scheduler;

import static io.boreas.core.scheduler.Cluster.agent;
import static io.boreas.core.scheduler.Cluster.job;
import static io.boreas.core.scheduler.Cluster.limit;
import static io.boreas.core.scheduler.Cluster.needs;
import static io.boreas.core.scheduler.Cluster.not;
import static io.boreas.core.scheduler.Cluster.pending;
import static io.boreas.core.scheduler.Cluster.places;
import static io.boreas.core.scheduler.Cluster.task;
import static io.boreas.core.scheduler.Cluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.job.Constraint;
import io.boreas.core.resource.FaultDomain;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Jobs on agents that say where they are, with masters in the region eu. */
class PlannerDomainTest {
    private final Planner planner = new Planner(Ranking.PACK, Optional.of("eu"));

    static Stream<Arguments> table() {
        return Stream.of(
                // constraints, and where all that there is room for goes
                Arguments.of(Map.of(), "n1 n2 nowhere"),
                Arguments.of(Map.of("zone", values("n2")), "n2"),
                Arguments.of(Map.of("zone", values("f1")), ""),
                Arguments.of(Map.of("@region", values("us")), "f1 f2"),
                Arguments.of(Map.of("region", values("us", "eu")), "f1 f2 n1 n2"),
                Arguments.of(Map.of("@region", not("eu")), "f1 f2 nowhere"),
                Arguments.of(Map.of("@region", values("us"), "@zone", not("f1")), "f2"),
                Arguments.of(Map.of("@region", limit(1)), "f1 n1"),
                Arguments.of(Map.of("@zone", limit(1)), "n1 n2"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("table")
    void otherRegionsAreForJobsThatNameTheRegion(Map<String, Constraint> constraints, String expected) {
        everywhere();

        planner.upsertPending(pending("www/devel/web", needs(1, 1), 9, constraints));

        assertThat(places(planner.plan(100)).stream().sorted().toList())
                .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ")));
    }

    @Test
    void whyAJobDoesNotGoFarAwayIsSaid() {
        planner.upsertAgent(in("us", "f1"));
        planner.upsertPending(pending("www/devel/web", needs(1, 1), 1));
        planner.plan(10);

        var web = job("www/devel/web");
        assertThat(planner.why(web, task(web, 0)).orElseThrow().reasons())
                .isEqualTo(Map.of("Host in another region", 1));
    }

    @Test
    void anAgentThatComesNearerIsTaken() {
        planner.upsertAgent(in("us", "f1"));
        planner.upsertPending(pending("www/devel/web", needs(1, 1), 1));
        assertThat(places(planner.plan(10))).isEmpty();

        var far = in("us", "f1");
        planner.upsertAgent(new PlannerAgent(
                far.id(), far.host(), far.attributes(), far.total(), far.available(), true, 2, domain("eu", "f1")));

        assertThat(places(planner.plan(10))).containsExactly("f1");
    }

    @Test
    void nobodyIsFarAwayFromMastersThatDoNotSayWhereTheyAre() {
        var nowhere = new Planner(Ranking.PACK);
        nowhere.upsertAgent(in("us", "f1"));
        nowhere.upsertPending(pending("www/devel/web", needs(1, 1), 1));

        assertThat(places(nowhere.plan(10))).containsExactly("f1");
    }

    private void everywhere() {
        planner.upsertAgent(in("eu", "n1"));
        planner.upsertAgent(in("eu", "n2"));
        planner.upsertAgent(in("us", "f1"));
        planner.upsertAgent(in("us", "f2"));
        planner.upsertAgent(agent("nowhere", 1, 1));
    }

    /** An agent with room for one, in the zone of its own name. */
    private static PlannerAgent in(String region, String name) {
        var here = agent(name, 1, 1);
        return new PlannerAgent(
                here.id(),
                here.host(),
                here.attributes(),
                here.total(),
                here.available(),
                true,
                1,
                domain(region, name));
    }

    private static Optional<FaultDomain> domain(String region, String zone) {
        return Optional.of(new FaultDomain(region, zone));
    }
}
