package io.boreas.agent.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.link.SessionAnswer.End;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SessionOutputTest {
    private final SessionOutput output = new SessionOutput();

    @Test
    void whatWasWrittenBeforeItsTaskEndedIsToldThoughItIsReadLater() throws InterruptedException {
        output.put(false, bytes("first "));
        output.waitNoLonger();
        output.put(false, bytes("and last"));
        output.end(new End.Cut("its task ends"));

        var told = output.poll(0, Duration.ZERO);

        assertThat(text(told.chunks().getFirst().bytes())).isEqualTo("first and last");
        assertThat(told.end()).contains(new End.Cut("its task ends"));
    }

    @Test
    void whoWaitsForRoomIsLetGoAndNothingIsToldAfterTheGap() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            output.put(false, new byte[SessionOutput.BYTES_MAX / 4]);
        }
        var waiting = CompletableFuture.runAsync(() -> put("no room for this"));
        output.waitNoLonger();
        waiting.join();
        output.poll(SessionOutput.BYTES_MAX / 4, Duration.ZERO);
        put("nor may this come behind it");
        output.end(new End.Cut("its task ends"));

        var rest = new ByteArrayOutputStream();
        long taken = SessionOutput.BYTES_MAX / 4;
        for (var told = output.poll(taken, Duration.ZERO);
                told.end().isEmpty() || !told.chunks().isEmpty();
                told = output.poll(taken, Duration.ZERO)) {
            told.chunks().forEach(chunk -> rest.writeBytes(chunk.bytes()));
            taken = told.next();
        }

        assertThat(rest.toByteArray()).isEqualTo(new byte[3 * SessionOutput.BYTES_MAX / 4]);
    }

    private void put(String text) {
        try {
            output.put(false, bytes(text));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
