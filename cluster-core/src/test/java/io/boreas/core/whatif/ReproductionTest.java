package io.boreas.core.whatif;

import static io.boreas.core.whatif.Histories.A;
import static io.boreas.core.whatif.Histories.B;
import static io.boreas.core.whatif.Histories.agentIs;
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

import io.boreas.core.id.JobKey;
import io.boreas.core.scheduler.Ranking;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Stored decisions, asked of the planner again. */
class ReproductionTest {
    private static final JobKey WEB = job("www", "web");
    private static final JobKey ADS = job("ads", "bid");

    private static Reproduced of(Ranking ranking, Change... changes) {
        var reproduction = new Reproduction(policy(ranking), Histories.START.minusSeconds(1));
        for (var change : changes) {
            reproduction.take(change);
        }
        return reproduction.result();
    }

    /** Packing fills the smaller agent first. */
    @Test
    void whatThePlannerWouldChooseIsComeToAgain() {
        var changes = new Change[] {
            fresh(0, A, 2), fresh(0, B, 1), waits(1, WEB, 0, 1), chosen(1, choice(WEB, 0, B), choice(WEB, 1, A))
        };
        assertThat(of(Ranking.PACK, changes)).isEqualTo(new Reproduced(2, 2, List.of()));
        var spread = of(Ranking.SPREAD, changes);
        assertThat(spread.same()).isEqualTo(1); // the second goes to a, too: equal agents by id
        assertThat(spread.missed()).hasSize(1);
        assertThat(spread.missed().getFirst().why()).isEqualTo("the planner chooses a");
    }

    @Test
    void aStoredChoiceHoldsAlsoWhereThePlannerWouldChooseAnother() {
        var result = of(
                Ranking.PACK,
                fresh(0, A, 2),
                fresh(0, B, 1),
                waits(1, WEB, 0),
                chosen(1, choice(WEB, 0, A)),
                waits(2, ADS, 0, 1),
                chosen(2, choice(ADS, 0, A), choice(ADS, 1, B)));
        assertThat(result.choices()).isEqualTo(3);
        assertThat(result.same()).isEqualTo(2);
        assertThat(result.missed()).hasSize(1);
        assertThat(result.missed().getFirst().choice().job()).isEqualTo(WEB);
    }

    /** What came first was not chosen, for its role had its quota. */
    @Test
    void quotasAreThoseOfTheJournal() {
        var changes = new Change[] {
            roles(0, Map.of("ads", 0L)),
            fresh(0, A, 1),
            waits(1, ADS, 0),
            waits(2, WEB, 0),
            chosen(3, choice(WEB, 0, A))
        };
        assertThat(of(Ranking.PACK, changes)).isEqualTo(new Reproduced(1, 1, List.of()));
        assertThat(of(Ranking.PACK, Arrays.copyOfRange(changes, 1, changes.length))
                        .same())
                .isZero();
    }

    /** The round that chose saw the second job too, whose role had less. */
    @Test
    void aRoundMayHaveSeenMoreThanWhatItChose() {
        var result = of(
                Ranking.PACK,
                fresh(0, A, 2),
                waits(1, WEB, 0),
                chosen(1, choice(WEB, 0, A)),
                agentIs(1, A, 2, 1, List.of(held(WEB, 0, A)), List.of()),
                waits(2, WEB, 1),
                waits(2, ADS, 0),
                chosen(3, choice(ADS, 0, A)),
                agentIs(3, A, 2, 0, List.of(held(ADS, 0, A)), List.of()),
                agentIs(9, A, 2, 1, List.of(), List.of(ended(ADS, 0))),
                chosen(9, choice(WEB, 1, A)));
        assertThat(result).isEqualTo(new Reproduced(3, 3, List.of()));
    }

    /** By when the choice of the first was stored, the planner would have preferred the second. */
    @Test
    void aRoundMayHaveSeenLessThanTheJournalHadByThen() {
        var result = of(
                Ranking.PACK,
                fresh(0, A, 3),
                waits(1, WEB, 0),
                chosen(1, choice(WEB, 0, A)),
                agentIs(1, A, 3, 2, List.of(held(WEB, 0, A)), List.of()),
                fresh(1, B, 1),
                waits(2, WEB, 1),
                waits(2, ADS, 0),
                chosen(3, choice(WEB, 1, B)),
                chosen(3, choice(ADS, 0, A)));
        assertThat(result).isEqualTo(new Reproduced(3, 3, List.of()));
    }

    @Test
    void aChoiceThatFitsNowhereIsToldWithTheReason() {
        var result = of(Ranking.PACK, fresh(0, A, 0), waits(1, WEB, 0), chosen(2, choice(WEB, 0, A)));
        assertThat(result.same()).isZero();
        assertThat(result.missed().getFirst().why()).contains("no place among 1 agents", "cpus");
        assertThat(result.isComplete()).isFalse();
    }
}
