package io.boreas.core.scheduler;

import static io.boreas.core.scheduler.Cluster.agent;
import static io.boreas.core.scheduler.Cluster.id;
import static io.boreas.core.scheduler.Cluster.job;
import static io.boreas.core.scheduler.Cluster.limit;
import static io.boreas.core.scheduler.Cluster.needs;
import static io.boreas.core.scheduler.Cluster.pending;
import static io.boreas.core.scheduler.Cluster.places;
import static io.boreas.core.scheduler.Cluster.task;
import static io.boreas.core.scheduler.Cluster.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Order, packing, turns of roles, and what is in flight. */
class PlannerTest {
    private final Planner planner = new Planner(Ranking.PACK);

    @Test
    void packingFillsTheAgentWithLeastLeftFirst() {
        planner.upsertAgent(agent("c", 8, 8));
        planner.upsertAgent(agent("b", 2, 2));
        planner.upsertAgent(agent("a", 4, 4));
        planner.upsertPending(pending("www/devel/web", needs(1, 1), 9));

        assertThat(places(planner.plan(100))).containsExactly("b", "b", "a", "a", "a", "a", "c", "c", "c");
    }

    @Test
    void spreadingTakesTheAgentWithMostLeftFirst() {
        var spread = new Planner(Ranking.SPREAD);
        spread.upsertAgent(agent("c", 4, 4));
        spread.upsertAgent(agent("b", 4, 4));
        spread.upsertAgent(agent("a", 5, 5));
        spread.upsertPending(pending("www/devel/web", needs(1, 1), 6));

        assertThat(places(spread.plan(100))).containsExactly("a", "a", "b", "c", "a", "b");
    }

    @Test
    void onlyAgentsOnTheWhitelistAreChosen() {
        planner.setWhitelist(Optional.of(List.of("b.example")));
        planner.upsertAgent(agent("a", 4, 4));
        planner.upsertAgent(agent("b", 1, 1));
        planner.upsertAgent(Cluster.closed(agent("c", 4, 4), 1));
        planner.upsertPending(pending("www/devel/web", needs(1, 1), 3));
        var web = job("www/devel/web");

        assertThat(places(planner.plan(10))).containsExactly("b");
        assertThat(planner.why(web, task(web, 2)).orElseThrow().reasons())
                .isEqualTo(Map.of("Host not on the whitelist", 2, "Insufficient: cpus", 1, "Insufficient: mem", 1));

        planner.upsertAgent(Cluster.with(agent("a", 4, 4), needs(3, 3), 2));
        assertThat(places(planner.plan(10)))
                .as("what it reports makes no difference")
                .isEmpty();
        planner.setWhitelist(Optional.of(List.of("a.example", "c.example")));
        assertThat(places(planner.plan(10))).containsExactly("a", "a");
        assertThat(planner.inFlight()).as("what was chosen stays").isEqualTo(3);

        planner.upsertPending(pending("www/devel/more", needs(1, 1), 9));
        planner.setWhitelist(Optional.empty());
        planner.removeAgent(Cluster.id("b"));
        assertThat(places(planner.plan(10))).containsExactly("a");
        assertThat(planner.why(job("www/devel/more"), task(job("www/devel/more"), 8))
                        .orElseThrow()
                        .reasons())
                .containsEntry("Host not accepting", 1);
    }

    @Test
    void equalAgentsAreTakenByIdWhateverTheOrderTheyCameIn() {
        for (String name : List.of("m", "z", "a", "n", "b")) {
            planner.upsertAgent(agent(name, 1, 1));
        }
        planner.upsertPending(pending("www/devel/web", needs(1, 1), 5));

        assertThat(places(planner.plan(100))).containsExactly("a", "b", "m", "n", "z");
    }

    @Test
    void withinARoleHigherPriorityAndThenAgeDecide() {
        planner.upsertAgent(agent("a", 3, 3));
        planner.upsertPending(pending("www/devel/late", needs(1, 1), 1, Map.of(), 0, 20));
        planner.upsertPending(pending("www/devel/early", needs(1, 1), 1, Map.of(), 0, 10));
        planner.upsertPending(pending("www/prod/urgent", needs(1, 1), 1, Map.of(), 5, 30));
        planner.upsertPending(pending("www/devel/idle", needs(1, 1), 1, Map.of(), Integer.MIN_VALUE, 0));

        var plan = planner.plan(100);

        assertThat(plan.choices()).extracting(choice -> choice.job().name()).containsExactly("urgent", "early", "late");
        assertThat(plan.unplaced()).containsExactly(Map.entry(job("www/devel/idle"), 1));
    }

    @Test
    void aRoleWithManyJobsDoesNotStarveAnother() {
        planner.upsertAgent(agent("a", 20, 40));
        planner.upsertPending(pending("hog/devel/web", needs(1, 1), 1_000, Map.of(), 9, 0));
        planner.upsertPending(pending("small/devel/web", needs(1, 1), 1_000, Map.of(), 0, 50));

        assertThat(perRole(planner.plan(1_000))).isEqualTo(Map.of("hog", 10L, "small", 10L));
    }

    @Test
    void aRoleWithTwiceTheWeightGetsTwiceAsMuch() {
        planner.setWeight("gold", 2);
        planner.upsertAgent(agent("a", 30, 60));
        planner.upsertPending(pending("gold/devel/web", needs(1, 1), 1_000));
        planner.upsertPending(pending("tin/devel/web", needs(1, 1), 1_000));

        assertThat(perRole(planner.plan(1_000))).isEqualTo(Map.of("gold", 20L, "tin", 10L));
    }

    @Test
    void whatARoleHasAlreadyCounts() {
        var old = job("rich/devel/old");
        planner.upsertAgent(with(agent("a", 20, 40), needs(12, 32), 2));
        planner.setActive(old, List.of(new ActiveTask(task(old, 0), id("a"), needs(8, 8))));
        planner.upsertPending(pending("rich/devel/web", needs(1, 1), 100));
        planner.upsertPending(pending("poor/devel/web", needs(1, 1), 100));

        assertThat(perRole(planner.plan(1_000))).isEqualTo(Map.of("rich", 2L, "poor", 10L));

        planner.removeJob(old);
        planner.upsertAgent(with(agent("a", 20, 40), needs(20, 40), 3));
        planner.removeJob(job("poor/devel/web"));
        assertThat(perRole(planner.plan(1_000))).isEqualTo(Map.of("rich", 18L));
    }

    @Test
    void aRoundEndsAtItsBoundAndTheNextGoesOn() {
        planner.upsertAgent(agent("a", 10, 10));
        planner.upsertPending(pending("www/devel/web", needs(1, 1), 10));

        var first = planner.plan(4);
        var second = planner.plan(100);

        assertThat(first.more()).isTrue();
        assertThat(first.choices()).extracting(Plan.Choice::instance).containsExactly(0, 1, 2, 3);
        assertThat(second.more()).isFalse();
        assertThat(second.choices()).extracting(Plan.Choice::instance).containsExactly(4, 5, 6, 7, 8, 9);
        assertThat(second.round()).isEqualTo(2);
        assertThatThrownBy(() -> planner.plan(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aReportThatDoesNotCountAChoiceYetDoesNotFreeItsRoom() {
        planner.upsertAgent(agent("a", 2, 2));
        planner.upsertPending(pending("www/devel/web", needs(1, 1), 3));
        assertThat(planner.plan(100).choices()).hasSize(2);

        planner.upsertAgent(with(agent("a", 2, 2), needs(2, 2), 2));

        assertThat(planner.plan(100).choices()).isEmpty();
        assertThat(planner.inFlight()).isEqualTo(2);
    }

    @Test
    void anAdmittedTaskIsCountedOnce() {
        var job = job("www/devel/web");
        planner.upsertAgent(agent("a", 4, 4));
        planner.upsertPending(pending("www/devel/web", needs(1, 1), 2));
        planner.plan(100);

        planner.upsertAgent(with(agent("a", 4, 4), needs(2, 2), 2), List.of(task(job, 0), task(job, 1)));

        assertThat(planner.inFlight()).isZero();
        planner.upsertPending(pending("www/devel/more", needs(1, 1), 9));
        assertThat(planner.plan(100).choices()).hasSize(2);
    }

    @Test
    void aLateReportIsIgnoredButWhatItAdmittedIsNot() {
        var job = job("www/devel/web");
        planner.upsertAgent(agent("a", 4, 4));
        planner.upsertPending(pending("www/devel/web", needs(1, 1), 1));
        planner.plan(100);
        planner.upsertAgent(with(agent("a", 4, 4), needs(1, 1), 9));

        planner.upsertAgent(with(agent("a", 4, 4), needs(3, 3), 8), List.of(task(job, 0)));

        planner.upsertPending(pending("www/devel/more", needs(1, 1), 9));
        assertThat(planner.plan(100).choices()).hasSize(1);
    }

    @Test
    void aRefusedTaskFreesItsRoomAndWaitsUntilItsJobSaysSo() {
        var job = job("www/devel/web");
        planner.upsertAgent(agent("a", 1, 1));
        planner.upsertPending(pending("www/devel/web", needs(1, 1), 1));
        planner.plan(100);

        planner.refused(task(job, 0));

        assertThat(planner.plan(100).choices()).isEmpty();
        planner.upsertPending(pending("www/devel/web", needs(1, 1), 1));
        assertThat(places(planner.plan(100))).containsExactly("a");
    }

    @Test
    void aTaskWithAPlaceIsNotChosenAgainWhenALateReportSaysItWaits() {
        var pending = pending("www/devel/web", needs(1, 1), 2);
        planner.upsertAgent(agent("a", 8, 8));
        planner.upsertPending(pending);
        planner.plan(1);
        planner.upsertPending(pending);
        assertThat(planner.plan(100).choices())
                .extracting(Plan.Choice::instance)
                .containsExactly(1);

        planner.upsertAgent(agent("a", 8, 8), List.of(task(job("www/devel/web"), 0)));
        planner.upsertPending(pending);

        assertThat(planner.plan(100).choices()).isEmpty();
    }

    @Test
    void aTaskThatGotItsPlaceElsewhereIsTakenOffTheQueue() {
        var job = job("www/devel/web");
        planner.upsertAgent(agent("a", 8, 8));
        planner.upsertPending(pending("www/devel/web", needs(1, 1), 2));
        planner.activate(job, new ActiveTask(task(job, 0), id("a"), needs(1, 1)));

        assertThat(planner.plan(100).choices())
                .extracting(Plan.Choice::instance)
                .containsExactly(1);
    }

    @Test
    void whatNobodyHeardOfForLongIsGivenUpByRound() {
        planner.upsertAgent(agent("a", 2, 2));
        planner.upsertPending(pending("www/devel/one", needs(1, 1), 1));
        long first = planner.plan(10).round();
        planner.upsertPending(pending("www/devel/two", needs(1, 1), 1));
        planner.plan(10);

        assertThat(planner.releaseChosenUpTo(first)).containsExactly(job("www/devel/one"));

        assertThat(planner.inFlight()).isEqualTo(1);
        planner.upsertPending(pending("www/devel/one", needs(1, 1), 1));
        assertThat(places(planner.plan(10))).containsExactly("a");
    }

    @Test
    void aFullReportOfAnAgentReplacesWhatWasKnownOfItsTasks() {
        var job = job("www/devel/web");
        var constraints = Map.of("host", limit(2));
        planner.upsertAgent(agent("a", 8, 8, "host:a"));
        planner.activate(job, new ActiveTask(task(job, 8), id("a"), needs(1, 1)));
        planner.upsertPending(pending("www/devel/web", needs(1, 1), 3, constraints));
        assertThat(planner.plan(10).choices()).extracting(Plan.Choice::instance).containsExactly(0);

        planner.resetAgent(
                with(agent("a", 8, 8, "host:a"), needs(7, 7), 2),
                new TreeMap<>(Map.of(job, List.of(new ActiveTask(task(job, 0), id("a"), needs(1, 1))))));

        assertThat(planner.inFlight()).isZero();
        assertThat(planner.plan(10).choices()).extracting(Plan.Choice::instance).containsExactly(1);
        planner.resetAgent(with(agent("a", 8, 8, "host:a"), needs(8, 8), 3), new TreeMap<>());
        assertThat(planner.inFlight()).as("not admitted yet").isEqualTo(1);
        assertThat(planner.plan(10).choices()).extracting(Plan.Choice::instance).containsExactly(2);
    }

    @Test
    void anAgentThatComesBackStillOwesWhatIsInFlightToIt() {
        planner.upsertAgent(agent("a", 2, 2));
        planner.upsertPending(pending("www/devel/web", needs(2, 2), 1));
        planner.plan(10);
        planner.removeAgent(id("a"));
        planner.upsertAgent(agent("a", 2, 2));
        planner.upsertPending(pending("www/devel/more", needs(1, 1), 1));

        assertThat(planner.plan(10).choices()).isEmpty();
        planner.refused(task(job("www/devel/web"), 0));
        assertThat(places(planner.plan(10))).containsExactly("a");
    }

    @Test
    void whatFitsNowhereIsPlacedOnceAnAgentGrows() {
        planner.upsertAgent(agent("a", 1, 8));
        planner.upsertPending(pending("www/devel/web", needs(2, 1), 1));
        planner.upsertPending(pending("www/devel/twin", needs(2, 1), 1));
        assertThat(planner.plan(10).unplaced()).hasSize(2);
        assertThat(planner.plan(10).unplaced()).as("not tried again").isEmpty();

        planner.upsertAgent(with(agent("a", 8, 8), needs(4, 4), 2));

        assertThat(places(planner.plan(10))).containsExactly("a", "a");
    }

    @Test
    void whatFitsNowhereHoldsUpNobodyElse() {
        planner.upsertAgent(agent("a", 2, 2));
        planner.upsertPending(pending("www/devel/huge", needs(64, 1), 5, Map.of(), 9, 0));
        planner.upsertPending(pending("www/devel/web", needs(1, 1), 2));

        assertThat(places(planner.plan(10))).containsExactly("a", "a");
    }

    @Test
    void anAgentThatDoesNotAcceptGetsNothingUntilItDoes() {
        planner.upsertAgent(Cluster.closed(agent("a", 2, 2), 1));
        planner.upsertPending(pending("www/devel/web", needs(1, 1), 1));
        assertThat(planner.plan(10).choices()).isEmpty();

        planner.upsertAgent(agent("a", 2, 2));

        assertThat(places(planner.plan(10))).containsExactly("a");
    }

    @Test
    void aPreviewSaysWhatAPlanWouldDoAndChangesNothing() {
        for (int i = 0; i < 5; i++) {
            planner.upsertAgent(agent("a" + i, 2, 2 + i, "host:h" + i));
        }
        var constraints = Cluster.constraints(Map.of("host", limit(1)));
        var job = job("www/devel/web");

        var preview = planner.preview(job, needs(1, 1), constraints, 7);
        var again = planner.preview(job, needs(1, 1), constraints, 7);

        assertThat(again).isEqualTo(preview);
        assertThat(preview.unplaced()).isEqualTo(2);
        assertThat(preview.refusals())
                .isEqualTo(new Refusals(5, new TreeMap<>(Map.of("Limit not satisfied: host", 5))));
        planner.upsertPending(pending("www/devel/web", needs(1, 1), 7, Map.of("host", limit(1))));
        var plan = planner.plan(10);
        assertThat(plan.choices())
                .extracting(choice -> new Preview.Place(choice.agent(), choice.host()))
                .isEqualTo(preview.places());
        assertThat(planner.preview(job, needs(1, 1), constraints, 1).unplaced())
                .as("the job's tasks count")
                .isEqualTo(1);
        assertThat(planner.preview(job("www/devel/x"), needs(1, 1), constraints, 1)
                        .unplaced())
                .isZero();
    }

    private void room(String role, Map<String, Long> milli) {
        planner.setRooms(new TreeMap<>(Map.of(role, new TreeMap<>(milli))));
    }

    @Test
    void aRoleGetsNoMoreThanItsRoomAndHoldsUpNobody() {
        room("www", Map.of("cpus", 2_500L, "unheard-of", 0L));
        planner.upsertAgent(agent("a", 8, 8));
        planner.upsertPending(pending("www/prod/large", needs(3, 1), 1, Map.of(), 9, 0));
        planner.upsertPending(pending("www/devel/web", needs(1, 1), 5));
        planner.upsertPending(pending("ads/devel/web", needs(1, 1), 3));

        var plan = planner.plan(100);

        assertThat(perRole(plan)).isEqualTo(Map.of("www", 2L, "ads", 3L));
        assertThat(plan.unplaced()).as("no agent is to blame").isEmpty();
        assertThat(planner.why(job("www/devel/web"), task(job("www/devel/web"), 4)))
                .contains(new Refusals(1, new TreeMap<>(Map.of("Quota of role www: cpus", 1))));
    }

    @Test
    void whatARoleGivesBackOrMayHaveMoreIsUsedAtOnce() {
        var web = job("www/devel/web");
        room("www", Map.of("cpus", 1_000L));
        planner.upsertAgent(agent("a", 8, 8));
        planner.upsertPending(pending("www/devel/web", needs(1, 1), 4));
        assertThat(planner.plan(100).choices()).hasSize(1);
        assertThat(planner.plan(100).choices()).isEmpty();

        planner.ended(web, task(web, 0));
        assertThat(planner.plan(100).choices())
                .extracting(Plan.Choice::instance)
                .containsExactly(1);

        room("www", Map.of("cpus", 2_000L));
        assertThat(planner.plan(100).choices())
                .extracting(Plan.Choice::instance)
                .containsExactly(2);

        room("www", Map.of("cpus", -500L));
        planner.ended(web, task(web, 1));
        assertThat(planner.plan(100).choices())
                .as("others of the role have all")
                .isEmpty();

        planner.setRooms(new TreeMap<>());
        assertThat(planner.plan(100).choices())
                .extracting(Plan.Choice::instance)
                .containsExactly(3);
    }

    @Test
    void whatFitsNowhereIsNotPlacedBecauseItsRoleMayHaveMore() {
        room("www", Map.of("mem", 0L));
        planner.upsertAgent(agent("a", 1, 8));
        planner.upsertPending(pending("www/devel/web", needs(2, 1), 1));
        assertThat(planner.plan(10).unplaced()).isEmpty();

        planner.setRooms(new TreeMap<>());

        assertThat(planner.plan(10).unplaced()).hasSize(1);
        assertThat(planner.plan(10).unplaced()).as("not tried again").isEmpty();
        planner.upsertPending(pending("www/devel/web", needs(2, 1), 1));
        planner.upsertAgent(with(agent("a", 8, 8), needs(4, 4), 2));
        assertThat(places(planner.plan(10))).containsExactly("a");
    }

    @Test
    void aPreviewKnowsTheRoomOfARoleThatHasNoJobYet() {
        room("www", Map.of("cpus", 2_000L));
        planner.upsertAgent(agent("a", 8, 8));

        var preview = planner.preview(job("www/devel/web"), needs(1, 1), new TreeMap<>(), 5);

        assertThat(preview.places()).hasSize(2);
        assertThat(preview.refusals().reasons()).containsExactly(Map.entry("Quota of role www: cpus", 1));
        planner.upsertPending(pending("www/devel/web", needs(1, 1), 5));
        assertThat(planner.plan(100).choices()).as("nothing was kept").hasSize(2);
    }

    @Test
    void amountsAreNotNegative() {
        assertThatThrownBy(() -> new Amounts(1, -1, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    private static Map<String, Long> perRole(Plan plan) {
        return plan.choices().stream()
                .collect(Collectors.groupingBy(choice -> choice.job().role(), Collectors.counting()));
    }
}
