package io.boreas.core.whatif;

import static io.boreas.core.whatif.Histories.A;
import static io.boreas.core.whatif.Histories.B;
import static io.boreas.core.whatif.Histories.agent;
import static io.boreas.core.whatif.Histories.agentIs;
import static io.boreas.core.whatif.Histories.at;
import static io.boreas.core.whatif.Histories.choice;
import static io.boreas.core.whatif.Histories.chosen;
import static io.boreas.core.whatif.Histories.ended;
import static io.boreas.core.whatif.Histories.fresh;
import static io.boreas.core.whatif.Histories.held;
import static io.boreas.core.whatif.Histories.job;
import static io.boreas.core.whatif.Histories.policy;
import static io.boreas.core.whatif.Histories.roles;
import static io.boreas.core.whatif.Histories.waits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.scheduler.Ranking;
import io.boreas.core.scheduler.RoleTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Stretches that were worked out by hand, on the terms they had and on others. */
class SimulationTest {
    private static final JobKey WEB = job("www", "web");
    private static final JobKey ADS = job("ads", "bid");
    private static final Terms SAME = Terms.of(policy(Ranking.PACK));

    private static Stretch stretch(int end, Change... changes) {
        var reader = new StretchReader(at(0));
        reader.began();
        for (var change : changes) {
            reader.take(change);
        }
        return reader.until(at(end));
    }

    /** Three runs of ten seconds on two agents with room for one each: the third waits for the end of the first. */
    private static Stretch three(int end) {
        return stretch(
                end,
                fresh(0, A, 1),
                fresh(0, B, 1),
                waits(0, WEB, 0),
                chosen(0, choice(WEB, 0, A)),
                agentIs(0, A, 1, 0, List.of(held(WEB, 0, A)), List.of()),
                waits(1, WEB, 1),
                chosen(1, choice(WEB, 1, B)),
                agentIs(1, B, 1, 0, List.of(held(WEB, 1, B)), List.of()),
                waits(2, WEB, 2),
                agentIs(10, A, 1, 1, List.of(), List.of(ended(WEB, 0))),
                chosen(10, choice(WEB, 2, A)),
                waits(10, WEB),
                agentIs(10, A, 1, 0, List.of(held(WEB, 2, A)), List.of()),
                agentIs(11, B, 1, 1, List.of(), List.of(ended(WEB, 1))),
                agentIs(20, A, 1, 1, List.of(), List.of(ended(WEB, 2))));
    }

    private static List<Optional<Instant>> placed(List<Stay> stays) {
        return stays.stream().map(Stay::placedAt).toList();
    }

    private static List<Optional<AgentId>> agents(List<Stay> stays) {
        return stays.stream().map(Stay::agent).toList();
    }

    private static List<Optional<Instant>> times(Integer... seconds) {
        return List.of(seconds).stream().map(second -> Optional.of(at(second))).toList();
    }

    @Test
    void onTheSameTermsEverythingIsAsItWas() {
        var stretch = three(20);
        var stays = Simulation.of(stretch, SAME);
        assertThat(stays).isEqualTo(stretch.runs().stream().map(Stay::recorded).toList());
        assertThat(placed(stays)).isEqualTo(times(0, 1, 10));
        var measures = Measures.of(stretch, stays, SAME);
        assertThat(measures).isEqualTo(Measures.ofRecord(stretch));
        var all = measures.all();
        assertThat(all.asked()).isEqualTo(3);
        assertThat(all.elsewhere()).isZero();
        assertThat(all.waiting()).isEqualTo(new Waiting(Duration.ZERO, Duration.ofSeconds(8), Duration.ofSeconds(8)));
        assertThat(all.share()).isEqualTo(0.75, within(1e-9)); // 30 of 40 cpu seconds
    }

    @Test
    void withAnAgentLessRunsWaitForEachOther() {
        var stretch = three(25);
        var terms = new Terms(policy(Ranking.PACK), RoleTerms.NONE, new TreeSet<>(List.of(B)), List.of());
        var stays = Simulation.of(stretch, terms);
        assertThat(placed(stays)).isEqualTo(times(0, 10, 20));
        assertThat(agents(stays)).isEqualTo(List.of(Optional.of(A), Optional.of(A), Optional.of(A)));
        assertThat(stays.getLast().endedAt()).isEmpty();
        var all = Measures.of(stretch, stays, terms).all();
        assertThat(all.waiting())
                .isEqualTo(new Waiting(Duration.ofSeconds(9), Duration.ofSeconds(18), Duration.ofSeconds(18)));
        assertThat(all.elsewhere()).isEqualTo(1);
        assertThat(all.share()).isEqualTo(1, within(1e-9));
        var early = three(15);
        assertThat(Measures.of(early, Simulation.of(early, terms), terms).all().unplaced())
                .isEqualTo(1);
    }

    @Test
    void withAnAgentMoreNothingWaits() {
        var stretch = three(20);
        var more = new Terms(
                policy(Ranking.PACK), RoleTerms.NONE, new TreeSet<>(), List.of(agent(new AgentId("c"), 1, 1)));
        var stays = Simulation.of(stretch, more);
        assertThat(placed(stays)).isEqualTo(times(0, 1, 2));
        assertThat(stays.getLast().endedAt()).contains(at(12));
    }

    @Test
    void whatRanOnAnAgentThatIsNotThereWaitsAtTheBegin() {
        var reader = new StretchReader(at(0));
        reader.take(new Change.JobIs(at(0), ((Change.Waits) waits(0, WEB)).job()));
        reader.take(agentIs(0, A, 1, 0, List.of(held(WEB, 0, A)), List.of()));
        reader.take(fresh(0, B, 1));
        reader.began();
        reader.take(agentIs(5, A, 1, 1, List.of(), List.of(ended(WEB, 0))));
        var stretch = reader.until(at(10));
        assertThat(stretch.runs().getFirst().isOld()).isTrue();
        var stay = Simulation.of(
                        stretch, new Terms(policy(Ranking.PACK), RoleTerms.NONE, new TreeSet<>(List.of(A)), List.of()))
                .getFirst();
        assertThat(stay.agent()).contains(B);
        assertThat(stay.endedAt()).contains(at(5));
    }

    /** Four cpus and two roles that want four each. */
    @Test
    void aRoleOfMoreWeightHasMore() {
        var stretch = stretch(5, fresh(0, A, 4), waits(0, WEB, 0, 1, 2, 3), waits(0, ADS, 0, 1, 2, 3));
        var even = Measures.of(stretch, Simulation.of(stretch, SAME), SAME);
        assertThat(even.roles().get("www")).extracting(Measures.OfRole::placed).isEqualTo(2L);
        assertThat(even.roles().get("ads")).extracting(Measures.OfRole::placed).isEqualTo(2L);
        var terms = Terms.of(policy(Ranking.PACK, Map.of("www", 3.0)));
        var weighted = Measures.of(stretch, Simulation.of(stretch, terms), terms);
        assertThat(weighted.roles().get("www"))
                .extracting(Measures.OfRole::placed)
                .isEqualTo(3L);
        assertThat(weighted.roles().get("ads"))
                .extracting(Measures.OfRole::share)
                .isEqualTo(0.25);
    }

    /** Four wait at once for four cpus; operators let the role have three, and then two more seconds later. */
    @Test
    void aQuotaHoldsFromWhenItWasSaidAndAnotherMayBeTried() {
        var stretch = stretch(
                9,
                roles(0, Map.of("www", 3_000L)),
                fresh(0, A, 4),
                waits(1, WEB, 0, 1, 2, 3),
                roles(3, Map.of("www", 5_000L)));
        assertThat(placed(Simulation.of(stretch, SAME))).isEqualTo(times(1, 1, 1, 3));
        var none = new RoleTerms(new TreeMap<>(), new TreeMap<>(Map.of("www", new TreeMap<>())));
        var without = new Terms(policy(Ranking.PACK), none, new TreeSet<>(), List.of());
        assertThat(placed(Simulation.of(stretch, without))).isEqualTo(times(1, 1, 1, 1));
        var one = new RoleTerms(new TreeMap<>(), new TreeMap<>(Map.of("www", new TreeMap<>(Map.of("cpus", 1_000L)))));
        var tight = new Terms(policy(Ranking.PACK), one, new TreeSet<>(), List.of());
        assertThat(Measures.of(stretch, Simulation.of(stretch, tight), tight)
                        .all()
                        .unplaced())
                .isEqualTo(3);
    }

    @Test
    void aWeightThatOperatorsSetIsWorthMoreThanASetting() {
        var stretch = stretch(
                5,
                new Change.RolesAre(at(0), new RoleTerms(new TreeMap<>(Map.of("www", 3.0)), new TreeMap<>())),
                fresh(0, A, 4),
                waits(0, WEB, 0, 1, 2, 3),
                waits(0, ADS, 0, 1, 2, 3));
        var settings = Terms.of(policy(Ranking.PACK, Map.of("ads", 1.0, "www", 0.1)));
        var weighed = Measures.of(stretch, Simulation.of(stretch, settings), settings);
        assertThat(weighed.roles().get("www"))
                .extracting(Measures.OfRole::placed)
                .isEqualTo(3L);
    }

    /** The first run ended after two seconds, the next one of the instance waited a second later; there was room at 3 only. */
    @Test
    void theNextRunOfAnInstanceComesAsLongAfterTheOneBefore() {
        var next = new Change.Waits(at(6), ((Change.Waits) waits(6, ADS, 0)).job());
        var first = job("ads", "first");
        var stretch = stretch(
                20,
                fresh(0, A, 1),
                waits(0, first, 0),
                chosen(3, choice(first, 0, A)),
                waits(3, first),
                agentIs(5, A, 1, 1, List.of(), List.of(ended(first, 0))),
                next);
        var stays = Simulation.of(stretch, SAME);
        assertThat(placed(stays)).isEqualTo(times(0, 6));
        assertThat(stays.getFirst().endedAt()).contains(at(2));

        var again = new Run(
                1,
                first,
                0,
                Histories.task(first, 7),
                Histories.CPU,
                0,
                at(0),
                stretch.runs().getFirst().constraints(),
                at(6),
                false,
                Optional.of(at(6)),
                Optional.of(A),
                Optional.of(at(9)),
                false,
                Optional.of(0));
        var chain = new Stretch(at(0), at(20), List.of(), List.of(stretch.runs().getFirst(), again), stretch.agents());
        var follows = Simulation.of(chain, SAME).getLast();
        assertThat(follows.arrival()).contains(at(3)); // a second after the end at 2
        assertThat(follows.endedAt()).contains(at(9)); // it was stopped then
    }

    @Test
    void aStopReachesWhateverRunOfTheInstanceThereIs() {
        var stretch = three(20);
        var first = stretch.runs().getFirst();
        var second = new Run(
                1,
                WEB,
                0,
                Histories.task(WEB, 9),
                Histories.CPU,
                0,
                at(0),
                first.constraints(),
                at(11),
                false,
                Optional.of(at(11)),
                Optional.of(A),
                Optional.of(at(14)),
                false,
                Optional.of(0));
        var chain = new Stretch(at(0), at(20), List.of(), List.of(first, second), List.of());
        var stays = Simulation.of(chain, SAME);
        assertThat(stays.getFirst().placedAt()).isEmpty();
        assertThat(stays.getFirst().endedAt()).contains(at(14));
        assertThat(stays.getLast().arrival()).isEmpty();
    }
}
