package io.boreas.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration MIN = Duration.ofMillis(100);
    private static final Duration MAX = Duration.ofSeconds(5);

    @Test
    void pausesDoubleUpToTheirBoundAndVary() {
        var backoff = new Backoff(MIN, MAX, new Random(1));
        for (int failure = 0; failure < 100; failure++) {
            var bound = MIN.multipliedBy(1L << Math.min(failure, 6));
            bound = bound.compareTo(MAX) < 0 ? bound : MAX;
            assertThat(backoff.next()).isBetween(bound.dividedBy(2), bound);
        }
        assertThat(backoff.next()).isNotEqualTo(backoff.next());
    }

    @Test
    void successStartsThemAnew() {
        var backoff = new Backoff(MIN, MAX, new Random(1));
        for (int failure = 0; failure < 10; failure++) {
            backoff.next();
        }
        backoff.reset();

        assertThat(backoff.next()).isLessThanOrEqualTo(MIN);
    }
}
