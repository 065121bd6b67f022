package io.boreas.agent.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.link.SessionStep;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What waits for a command that does not read. */
class SessionInputTest {
    private final SessionInput input = new SessionInput();

    private long offer(long offset, int bytes, boolean end) throws InterruptedException {
        return input.offer(new SessionStep.Write(offset, new byte[bytes], end), Duration.ZERO);
    }

    @Test
    void noMoreIsTakenThanThereIsRoomFor() throws Exception {
        int most = SessionStep.BYTES_MAX;
        assertThat(offer(0, 40_000, false)).isEqualTo(40_000);
        assertThat(offer(40_000, 40_000, true)).isEqualTo(most);
        assertThat(offer(40_000, 40_000, true)).isEqualTo(most);

        assertThat(input.next()).hasSize(most);
        assertThat(offer(most, 80_000 - most, true)).isEqualTo(80_000);
        assertThat(offer(80_000, 1, false)).isEqualTo(80_000);

        assertThat(input.next()).hasSize(80_000 - most);
        assertThat(input.next()).isEmpty();
    }

    @Test
    void whatNobodyReadsAnyMoreIsTakenAndForgotten() throws Exception {
        input.drop();
        assertThat(offer(0, 64_000, false)).isEqualTo(64_000);
        assertThat(offer(64_000, 64_000, true)).isEqualTo(128_000);
        assertThat(input.next()).isEmpty();
    }
}
