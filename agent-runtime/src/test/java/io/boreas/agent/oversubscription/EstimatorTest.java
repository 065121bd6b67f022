package io.boreas.agent.oversubscription;

import static io.boreas.agent.oversubscription.Sketch.NOW;
import static io.boreas.agent.oversubscription.Sketch.holding;
import static io.boreas.agent.oversubscription.Sketch.point;
import static io.boreas.agent.oversubscription.Sketch.revocable;
import static io.boreas.agent.oversubscription.Sketch.using;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.core.resource.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EstimatorTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Resources FOUR = Resources.parse("cpus:4;mem:1024");

    private final Estimator all = new Estimator.Slack(Duration.ofMinutes(1), 100);

    private Optional<Resources> given(Holding... holdings) {
        return all.estimate(List.of(holdings), NOW);
    }

    @Test
    void whatTheMostThatWasUsedLeavesIsGiven() {
        assertThat(given(using("a", FOUR, HOUR, 500, 1_500, 1_000))).contains(revocable("cpus:2.5"));
        assertThat(given(using("a", FOUR, HOUR, 500, 500, 500), using("b", FOUR, HOUR, 2_000, 0, 0)))
                .contains(revocable("cpus:5.5"));
    }

    @Test
    void whatWasUsedBeforeTheStretchDoesNotCount() {
        assertThat(given(using("a", FOUR, HOUR, 4_000, 4_000, 1_000, 1_000, 1_000)))
                .contains(revocable("cpus:3"));
    }

    @Test
    void whoUsesMoreThanItHoldsTakesNothingFromOthers() {
        assertThat(given(using("a", FOUR, HOUR, 9_000, 9_000, 9_000), using("b", FOUR, HOUR, 3_000, 3_000, 3_000)))
                .contains(revocable("cpus:1"));
    }

    @Test
    void onlyAPartIsGivenAndInWholeSteps() {
        var most = new Estimator.Slack(Duration.ofMinutes(1), 80);

        assertThat(most.estimate(List.of(using("a", FOUR, HOUR, 1_000, 1_000, 1_000)), NOW))
                .as("0.8 of 3")
                .contains(revocable("cpus:2.25"));
        assertThat(most.estimate(List.of(using("a", FOUR, HOUR, 3_800, 3_800, 3_800)), NOW))
                .contains(Resources.empty());
    }

    @Test
    void whoIsYoungerThanTheStretchUsesAllThatItHolds() {
        var young = using("a", FOUR, Duration.ofSeconds(59), 0, 0, 0);

        assertThat(given(young)).contains(Resources.empty());
        assertThat(given(young, using("b", FOUR, HOUR, 1_000, 1_000, 1_000))).contains(revocable("cpus:3"));
    }

    @Test
    void whoCannotBeLookedAtDoesToo() {
        assertThat(given(holding("a", FOUR, HOUR, List.of()))).contains(Resources.empty());
    }

    @Test
    void nothingIsToldBeforeAllWereSeenForSoLong() {
        var seen = using("a", FOUR, HOUR, 1_000, 1_000, 1_000);

        assertThat(given(seen, using("b", FOUR, HOUR, 1_000, 1_000))).isEmpty();
    }

    @Test
    void aLookSoonAfterAnotherDoesNotCountAlone() {
        var points = List.of(point(NOW.minusSeconds(61), 0), point(NOW.minusMillis(10), 60_000), point(NOW, 60_040));

        assertThat(given(holding("a", FOUR, HOUR, points))).contains(revocable("cpus:3"));
    }

    @Test
    void whatIsRevocableIsNotGivenAgain() {
        assertThat(given(using("a", revocable("cpus:4"), HOUR, 0, 0, 0))).contains(Resources.empty());
    }

    @Test
    void aFixedOneGivesTheSame() {
        var fixed = OversubscriptionSettings.estimator("fixed", "cpus:2;mem:512", Duration.ofMinutes(5), 80);

        assertThat(fixed.estimate(List.of(), NOW)).contains(revocable("cpus:2;mem:512"));
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> estimator("some", "")).hasMessageContaining("is none, fixed or slack, not \"some\"");
        assertThatThrownBy(() -> estimator("fixed", "")).hasMessageContaining("which is nothing");
        assertThatThrownBy(() -> estimator("slack", "cpus:1")).hasMessageContaining("is for the estimator fixed");
        assertThatThrownBy(() -> estimator("fixed", "ports:[1-2]")).hasMessageContaining("are numbers");
        assertThatThrownBy(() -> estimator("fixed", "cpus(web):1")).hasMessageContaining("for everybody");
        assertThatThrownBy(() -> estimator("fixed", "cpus")).hasMessageContaining("oversubscription.resources: ");
        assertThatThrownBy(() -> OversubscriptionSettings.estimator("none", "", HOUR, 0))
                .hasMessageContaining("percent is 1 to 100, not 0");
        assertThatThrownBy(() -> new Estimator.Slack(Duration.ofSeconds(59), 80))
                .hasMessageContaining("window is 60 s");
        assertThatThrownBy(() -> new Estimator.Slack(HOUR, 101)).hasMessageContaining("percent is 1 to 100, not 101");
        assertThatThrownBy(() -> new QosSettings(-1, 0, true)).hasMessageContaining("qos.load-5m is 0 to 100000");
        assertThatThrownBy(() -> new QosSettings(0, Double.NaN, true)).hasMessageContaining("qos.load-15m");
    }

    private static Estimator estimator(String name, String resources) {
        return OversubscriptionSettings.estimator(name, resources, Duration.ofMinutes(5), 80);
    }
}
