package io.boreas.actors.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.stage.SetClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Two clocks that the test moves. */
class ClocksTest {
    private final SetClock wall = new SetClock();
    private long nanos = Long.MAX_VALUE - 5; // it may wrap around

    private final Clocks clocks = Clocks.of(wall, () -> nanos);

    @Test
    void whatWaitsDoesNotNoticeThatTheClockIsSet() {
        wall.advance(Duration.ofDays(-3));
        nanos += 1_000_000;

        assertThat(clocks.now()).isEqualTo(SetClock.START.minus(Duration.ofDays(3)));
        assertThat(clocks.steady().instant()).isEqualTo(SetClock.START.plusMillis(1));
    }
}
