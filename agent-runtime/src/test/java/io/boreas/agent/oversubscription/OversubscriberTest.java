package io.boreas.agent.oversubscription;

import static io.boreas.agent.oversubscription.Sketch.NOW;
import static io.boreas.agent.oversubscription.Sketch.revocable;
import static io.boreas.agent.oversubscription.Sketch.using;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.core.resource.Resources;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class OversubscriberTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Ledger ledger = new Ledger();
    private final Oversubscriber oversubscriber = new Oversubscriber(
            new OversubscriptionSettings(
                    new Estimator.Slack(Duration.ofMinutes(1), 100),
                    Duration.ofSeconds(1),
                    new QosSettings(0, 0, true)),
            ledger,
            () -> NOW);

    private static final class Ledger implements Oversubscriber.Lender {
        private final List<Resources> said = new ArrayList<>();
        private final List<Holder> preempted = new ArrayList<>();
        private CompletionStage<List<Holding>> holdings = CompletableFuture.completedStage(List.of());

        void hold(Holding... some) {
            holdings = CompletableFuture.completedStage(List.of(some));
        }

        @Override
        public CompletionStage<List<Holding>> holdings() {
            return holdings;
        }

        @Override
        public void oversubscribe(Resources revocable) {
            said.add(revocable);
        }

        @Override
        public void preempt(Holder holder, String why) {
            preempted.add(holder);
        }
    }

    @Test
    void whatIsNotUsedIsGivenAndTakenBackWhenItIs() throws Exception {
        var guest = using("guest", revocable("cpus:2"), HOUR, 2_000, 2_000, 2_000);
        ledger.hold(using("idle", Resources.parse("cpus:4"), HOUR, 1_000, 1_000, 1_000), guest);
        oversubscriber.look();
        assertThat(ledger.said).containsExactly(revocable("cpus:3"));

        ledger.hold(using("idle", Resources.parse("cpus:4"), HOUR, 1_000, 1_000, 3_000), guest);
        oversubscriber.look();
        assertThat(ledger.said.getLast()).isEqualTo(revocable("cpus:1"));
        assertThat(ledger.preempted).isEmpty();

        oversubscriber.look();
        assertThat(ledger.preempted).containsExactly(guest.holder());
    }

    @Test
    void soonAfterItsStartNothingMoreIsGivenThanIsHeldAndNothingIsTaken() throws Exception {
        ledger.hold(
                using("idle", Resources.parse("cpus:4"), HOUR, 0),
                using("guest", revocable("cpus:2"), HOUR, 2_000),
                using("other", revocable("cpus:0.5;mem:64"), HOUR, 2_000));
        for (int look = 0; look < 3; look++) {
            oversubscriber.look();
        }

        assertThat(ledger.said).containsOnly(revocable("cpus:2.5;mem:64"));
        assertThat(ledger.preempted).isEmpty();
    }

    @Test
    void anAgentThatDoesNotAnswerIsAskedAgain() {
        ledger.holdings = CompletableFuture.failedStage(new IllegalStateException("the agent stops"));

        assertThatThrownBy(oversubscriber::look).isInstanceOf(IOException.class);
        assertThat(ledger.said).isEmpty();
    }
}
