package io.boreas.actors.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a master may speak for its groups, on clocks that the test moves. */
class MajorityLeaseTest {
    private static final Duration ALMOST = MajorityLease.LASTS.minusMillis(1);

    private long nanos = Long.MAX_VALUE - 5; // it may wrap around
    private Instant time = Instant.EPOCH;

    private MajorityLease lease(int majority) {
        return new MajorityLease(majority, () -> nanos, () -> time);
    }

    private void pass(Duration duration) {
        nanos += duration.toNanos();
        time = time.plus(duration);
    }

    @Test
    void aMasterThatNobodyHasAnsweredHasNoAuthority() {
        assertThat(lease(2).holds()).isFalse();
    }

    @Test
    void itLastsFromTheQuestionAndNotFromTheAnswer() {
        var lease = lease(2);
        var asked = lease.now();
        pass(ALMOST);
        lease.answered("b", asked);
        assertThat(lease.holds()).isTrue();
        pass(Duration.ofMillis(1));
        assertThat(lease.holds()).isFalse();
    }

    @Test
    void aMajorityHasToAnswerAndTheOldestOfItsAnswersCounts() {
        var lease = lease(3);
        lease.answered("b", lease.now());
        assertThat(lease.holds()).isFalse();
        pass(Duration.ofSeconds(1));
        lease.answered("c", lease.now());
        assertThat(lease.holds()).isTrue();
        pass(MajorityLease.LASTS.minusSeconds(1));
        assertThat(lease.holds()).isFalse();
        lease.answered("d", lease.now());
        assertThat(lease.holds()).isTrue(); // c and d, with itself
    }

    @Test
    void anAnswerThatComesLateTakesNothingBack() {
        var lease = lease(2);
        var early = lease.now();
        pass(Duration.ofSeconds(1));
        lease.answered("b", lease.now());
        lease.answered("b", early);
        pass(ALMOST);
        assertThat(lease.holds()).isTrue();
    }

    @Test
    void aMachineThatStoodStillIsFoundOutByTheOtherClock() {
        var lease = lease(2);
        lease.answered("b", lease.now());
        time = time.plus(MajorityLease.LASTS);
        assertThat(lease.holds()).isFalse();
        time = Instant.EPOCH;
        nanos += MajorityLease.LASTS.toNanos();
        assertThat(lease.holds()).isFalse();
    }

    @Test
    void groupsWaitAfterASilentMasterWasLostForAsLongAsItCouldSpeak() {
        var lease = lease(2);
        pass(MajorityLease.WAIT);
        assertThat(lease.untilAlone()).isZero();
        lease.lost();
        assertThat(lease.untilAlone()).isEqualTo(MajorityLease.WAIT);
        pass(Duration.ofSeconds(1));
        assertThat(lease.untilAlone()).isEqualTo(MajorityLease.WAIT.minusSeconds(1));
        pass(Duration.ofSeconds(5));
        assertThat(lease.untilAlone()).isZero();
    }

    @Test
    void nobodyWaitsLessBecauseTheClockWasSet() {
        var lease = lease(2);
        time = time.plus(Duration.ofHours(1));
        assertThat(lease.untilAlone()).isEqualTo(MajorityLease.WAIT);
        time = time.minus(Duration.ofHours(2));
        assertThat(lease.untilAlone()).isEqualTo(MajorityLease.WAIT);
    }

    @Test
    void aMasterThatComesWaitsToo() {
        assertThat(lease(2).untilAlone()).isEqualTo(MajorityLease.WAIT);
    }
}
