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
import io.boreas.core.resource.Attributes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which agents a constraint lets a job on, and what is said of the others. */
class PlannerConstraintTest {
    static Stream<Arguments> table() {
        var rack = "Constraint not satisfied: rack";
        var limit = "Limit not satisfied: rack";
        return Stream.of(
                // constraint, the agent's attributes, the reason of its refusal
                Arguments.of("rack", values("r1"), "rack:r1", ""),
                Arguments.of("rack", values("r1"), "rack:r2", rack),
                Arguments.of("rack", values("r1"), "", rack),
                Arguments.of("rack", values("r1"), "zone:r1", rack),
                Arguments.of("rack", values("r1", "r2"), "rack:r2", ""),
                Arguments.of("rack", values("r1"), "rack:r2;rack:r1", ""),
                Arguments.of("rack", not("r1"), "rack:r1", rack),
                Arguments.of("rack", not("r1"), "rack:r2", ""),
                Arguments.of("rack", not("r1"), "", ""),
                Arguments.of("rack", not("r1", "r2"), "rack:r2", rack),
                Arguments.of("rack", not("r1"), "rack:r2;rack:r1", rack),
                Arguments.of("slots", values("8"), "slots:8", ""),
                Arguments.of("slots", values("8"), "slots:8.5", "Constraint not satisfied: slots"),
                Arguments.of("rack", limit(1), "rack:r1", ""),
                Arguments.of("rack", limit(1), "", limit),
                Arguments.of("rack", limit(1), "zone:z1", limit),
                Arguments.of("dedicated", values("www/db"), "dedicated:www/db", ""),
                Arguments.of("dedicated", values("*/db"), "dedicated:*/db", ""),
                Arguments.of("dedicated", values("www"), "dedicated:www", ""),
                Arguments.of("dedicated", values("www/db"), "dedicated:www/web", "Constraint not satisfied: dedicated"),
                Arguments.of("dedicated", values("ads/db"), "dedicated:ads/db", "Constraint not satisfied: dedicated"),
                Arguments.of("dedicated", not("ads/db"), "dedicated:www/db", "Constraint not satisfied: dedicated"),
                Arguments.of("dedicated", values("www/db"), "", "Constraint not satisfied: dedicated"),
                Arguments.of("rack", values("r1"), "rack:r1;dedicated:www/db", "Host is dedicated"));
    }

    @ParameterizedTest(name = "{0} {1} on {2}: {3}")
    @MethodSource("table")
    void aConstraintPassesOrSaysWhyNot(String name, Constraint constraint, String attributes, String refusal) {
        var planner = new Planner(Ranking.PACK);
        planner.upsertAgent(agent("a", 4, 4, attributes));
        planner.upsertPending(pending("www/devel/web", needs(1, 1), 1, Map.of(name, constraint)));

        var plan = planner.plan(10);

        assertThat(places(plan)).isEqualTo(refusal.isEmpty() ? List.of("a") : List.of());
        if (!refusal.isEmpty()) {
            var job = job("www/devel/web");
            assertThat(plan.unplaced()).containsExactly(Map.entry(job, 1));
            assertThat(planner.why(job, task(job, 0))).contains(new Refusals(1, new TreeMap<>(Map.of(refusal, 1))));
        }
    }

    @Test
    void aLimitCountsEveryActiveTaskOfTheJobAndNoOther() {
        var planner = new Planner(Ranking.PACK);
        for (String host : List.of("a", "b", "c")) {
            planner.upsertAgent(agent(host, 8, 8, "host:" + host + ";rack:" + (host.equals("c") ? "r2" : "r1")));
        }
        var web = job("www/devel/web");
        planner.setActive(web, List.of(new ActiveTask(task(web, 9), Cluster.id("a"), needs(1, 1))));
        planner.upsertPending(pending("www/devel/other", needs(1, 1), 1));
        assertThat(places(planner.plan(10))).containsExactly("a");

        planner.upsertPending(pending("www/devel/web", needs(1, 1), 4, Map.of("rack", limit(2), "host", limit(1))));

        assertThat(places(planner.plan(10))).containsExactly("b", "c");
        assertThat(planner.why(web, task(web, 3)).orElseThrow().reasons())
                .isEqualTo(Map.of("Limit not satisfied: host", 3));

        planner.ended(web, task(web, 9));
        assertThat(places(planner.plan(10))).containsExactly("a");
        assertThat(planner.plan(10).choices()).isEmpty();
    }

    @Test
    void aLimitFollowsTheAttributesOfAgents() {
        var planner = new Planner(Ranking.PACK);
        planner.upsertAgent(agent("a", 8, 8, "rack:r1"));
        planner.upsertPending(pending("www/devel/web", needs(1, 1), 2, Map.of("rack", limit(1))));
        assertThat(places(planner.plan(10))).containsExactly("a");
        assertThat(planner.plan(10).choices()).isEmpty();

        planner.upsertAgent(
                new PlannerAgent(Cluster.id("a"), "a", Attributes.parse("rack:r2"), needs(8, 8), needs(8, 8), true, 2));

        assertThat(planner.plan(10).choices()).as("the task is on r2 now").isEmpty();
        planner.upsertAgent(agent("b", 8, 8, "rack:r1"));
        assertThat(places(planner.plan(10))).containsExactly("b");
    }

    @Test
    void aChoiceInFlightCountsForTheLimitUntilItIsRefused() {
        var planner = new Planner(Ranking.PACK);
        planner.upsertAgent(agent("a", 8, 8, "host:a"));
        var job = job("www/devel/web");
        var pending = pending("www/devel/web", needs(1, 1), 2, Map.of("host", limit(1)));
        planner.upsertPending(pending);
        assertThat(places(planner.plan(10))).containsExactly("a");
        planner.upsertPending(pending);
        assertThat(planner.plan(10).choices()).isEmpty();

        planner.refused(task(job, 0));

        assertThat(places(planner.plan(10))).containsExactly("a");
    }

    @Test
    void refusalsAreCountedByReasonInAurorasOrder() {
        var planner = new Planner(Ranking.PACK);
        planner.upsertAgent(agent("small", 1, 1, "rack:r1"));
        planner.upsertAgent(agent("thin", 8, 1, "rack:r1"));
        planner.upsertAgent(agent("elsewhere", 1, 1, "rack:r2"));
        planner.upsertAgent(agent("reserved", 1, 1, "rack:r2;dedicated:ads/x"));
        planner.upsertAgent(Cluster.closed(agent("leaving", 8, 8, "rack:r2"), 2));
        var job = job("www/devel/web");
        planner.upsertPending(new PendingJob(
                job,
                0,
                Instant.EPOCH,
                Cluster.constraints(Map.of("rack", values("r1"))),
                List.of(new PendingJob.PendingGroup(
                        new Amounts(4_000, 4_000_000, 1, 1, 1),
                        List.of(new PendingJob.PendingTask(0, task(job, 0)))))));
        planner.plan(10);

        var why = planner.why(job, task(job, 0)).orElseThrow();

        assertThat(why.agents()).isEqualTo(5);
        assertThat(why.reasons())
                .isEqualTo(Map.of(
                        "Host is dedicated", 1,
                        "Host not accepting", 1,
                        "Constraint not satisfied: rack", 1,
                        "Insufficient: cpus", 1,
                        "Insufficient: mem", 2,
                        "Insufficient: disk", 2,
                        "Insufficient: gpus", 2,
                        "Insufficient: ports", 2));
        assertThat(planner.why(job, task(job, 7))).isEmpty();
        assertThat(planner.why(job("www/devel/none"), task(job, 0))).isEmpty();
    }

    @Test
    void commonAndRareValuesAreFoundAlike() {
        for (int racks : List.of(1, 2, 10, 500)) {
            var planner = new Planner(Ranking.PACK);
            for (int i = 0; i < 2_000; i++) {
                planner.upsertAgent(agent("a" + i, 4, 4, "rack:r" + i % racks));
            }
            int each = 2_000 / racks;
            planner.upsertPending(
                    pending("www/devel/web", needs(4, 4), 4_000, Map.of("rack", values("r" + (racks - 1)))));
            assertThat(planner.plan(10_000).choices())
                    .hasSize(each)
                    .allMatch(choice -> Integer.parseInt(choice.agent().value().substring(1)) % racks == racks - 1);
        }
    }
}
