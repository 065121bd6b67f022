package io.boreas.core.allocator;

import static io.boreas.core.allocator.Cell.framework;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.id.AgentId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is asked to leave an agent that is to be worked on. */
class MaintenanceTest {
    private static final AgentId AGENT = new AgentId("h1");
    private static final Unavailability SOON =
            new Unavailability(Cell.START.plusSeconds(3_600), Optional.of(Duration.ofHours(1)));
    private static final InverseOffer QUESTION = new InverseOffer(framework("f1"), AGENT, SOON);

    private final Cell cell = Cell.withDefaults();

    @BeforeEach
    void aFrameworkHasATaskThere() {
        cell.join("f1", "a");
        cell.join("idle", "b");
        cell.agent("h1", "cpus:4");
        cell.launch(cell.round().get(0));
    }

    @Test
    void eachFrameworkThatHasSomethingThereIsAskedOnce() {
        assertThat(cell.allocator.inverseOffers(cell.now)).isEmpty();
        cell.allocator.setUnavailability(AGENT, Optional.of(SOON));
        assertThat(cell.allocator.inverseOffers(cell.now)).containsExactly(QUESTION);
        assertThat(cell.allocator.inverseOffers(cell.now)).isEmpty();
        assertThat(cell.allocator.unavailability(AGENT)).contains(SOON);
    }

    @Test
    void anAnswerIsKeptAndItIsAskedAgainAfterItsTime() {
        cell.allocator.setUnavailability(AGENT, Optional.of(SOON));
        cell.allocator.inverseOffers(cell.now);
        var five = Duration.ofSeconds(5);
        var yes = new InverseAnswer(true, cell.now);
        assertThat(cell.allocator.answerInverse(framework("f1"), AGENT, yes, five, cell.now))
                .isTrue();
        assertThat(cell.allocator.answerInverse(framework("f1"), AGENT, yes, five, cell.now))
                .isFalse();
        assertThat(cell.allocator.inverseAnswers(AGENT)).containsEntry(framework("f1"), yes);
        assertThat(cell.allocator.nextWake()).contains(Cell.START.plus(five));
        assertThat(cell.allocator.inverseOffers(Cell.START.plusMillis(4_999))).isEmpty();
        assertThat(cell.allocator.inverseOffers(Cell.START.plus(five))).containsExactly(QUESTION);
    }

    @Test
    void anotherWindowVoidsTheQuestionAndAsksAnew() {
        cell.allocator.setUnavailability(AGENT, Optional.of(SOON));
        cell.allocator.inverseOffers(cell.now);
        assertThat(cell.allocator.setUnavailability(AGENT, Optional.of(SOON)))
                .as("the same")
                .isEmpty();
        var later = new Unavailability(SOON.start().plusSeconds(1), Optional.empty());
        assertThat(cell.allocator.setUnavailability(AGENT, Optional.of(later))).containsExactly(QUESTION);
        assertThat(cell.allocator.inverseOffers(cell.now))
                .containsExactly(new InverseOffer(framework("f1"), AGENT, later));
        cell.allocator.setUnavailability(AGENT, Optional.empty());
        assertThat(cell.allocator.inverseOffers(cell.now)).isEmpty();
    }

    @Test
    void aTimeThatIsOverWakesNobodyTwiceThoughItsFrameworkHasLeft() {
        cell.allocator.setUnavailability(AGENT, Optional.of(SOON));
        cell.allocator.inverseOffers(cell.now);
        answer(false);
        cell.end(cell.tasks.get(0));
        cell.allocator.suppress(framework("f1"), List.of(Cell.role("a")));
        var later = cell.now.plusSeconds(6);
        assertThat(cell.allocator.inverseOffers(later)).isEmpty();
        assertThat(cell.allocator.nextWake()).isEmpty();
        assertThat(cell.allocator.inverseAnswers(AGENT)).containsKey(framework("f1"));
    }

    @Test
    void whoWantsNoPauseIsNotAskedWithoutEnd() {
        cell.allocator.setUnavailability(AGENT, Optional.of(SOON));
        cell.allocator.inverseOffers(cell.now);
        var no = new InverseAnswer(false, cell.now);
        cell.allocator.answerInverse(framework("f1"), AGENT, no, Duration.ZERO, cell.now);
        assertThat(cell.allocator.inverseOffers(cell.now.plusMillis(999))).isEmpty();
        assertThat(cell.allocator.inverseOffers(cell.now.plusSeconds(1))).containsExactly(QUESTION);
    }

    @Test
    void whatNobodyAnswersIsVoidAfterAWhileAndAskedAgain() {
        cell.allocator.setUnavailability(AGENT, Optional.of(SOON));
        cell.allocator.inverseOffers(cell.now);
        assertThat(cell.allocator.expireInverse(cell.now)).isEmpty();
        var later = cell.now.plusSeconds(300);
        assertThat(cell.allocator.expireInverse(later)).containsExactly(QUESTION);
        assertThat(cell.allocator.expireInverse(later)).isEmpty();
        assertThat(cell.allocator.inverseOffers(later)).containsExactly(QUESTION);
    }

    @Test
    void whoRevivesIsAskedAgainAndSoIsAnotherScheduler() {
        cell.allocator.setUnavailability(AGENT, Optional.of(SOON));
        cell.allocator.inverseOffers(cell.now);
        cell.allocator.revive(framework("f1"), List.of(Cell.role("a")));
        assertThat(cell.allocator.inverseOffers(cell.now))
                .as("the question is open")
                .isEmpty();
        cell.allocator.releaseInverse(framework("f1"));
        assertThat(cell.allocator.inverseOffers(cell.now)).containsExactly(QUESTION);
        answer(false);
        assertThat(cell.allocator.inverseOffers(cell.now)).isEmpty();
        cell.allocator.revive(framework("f1"), List.of(Cell.role("a")));
        assertThat(cell.allocator.inverseOffers(cell.now)).containsExactly(QUESTION);
        assertThat(cell.allocator.inverseAnswers(AGENT).get(framework("f1")))
                .isEqualTo(new InverseAnswer(false, cell.now));
    }

    private void answer(boolean accepted) {
        assertThat(cell.allocator.answerInverse(
                        framework("f1"), AGENT, new InverseAnswer(accepted, cell.now), Duration.ofSeconds(5), cell.now))
                .isTrue();
    }

    @Test
    void whoHasLeftOrIsGoneIsNotAsked() {
        cell.allocator.setUnavailability(AGENT, Optional.of(SOON));
        cell.allocator.upsertFramework(Cell.terms("f1", "a").active(false));
        assertThat(cell.allocator.inverseOffers(cell.now)).isEmpty();
        cell.join("f1", "a");
        assertThat(cell.allocator.inverseOffers(cell.now)).hasSize(1);
        cell.end(cell.tasks.get(0));
        cell.allocator.removeFramework(framework("f1"));
        assertThat(cell.allocator.inverseOffers(cell.now)).isEmpty();
    }

    @Test
    void anAgentThatIsToBeWorkedOnIsStillOffered() {
        cell.allocator.setUnavailability(AGENT, Optional.of(SOON));
        cell.end(cell.tasks.get(0));
        assertThat(cell.round()).hasSize(1);
    }
}
