package io.boreas.actors.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.stage.Samples;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pings, and what becomes of those who are silent. */
class LinkSilenceTest {
    private static final Duration PING_INTERVAL = Duration.ofMillis(500);

    private static LinkStage stage;

    @BeforeAll
    static void open() {
        stage = new LinkStage(PING_INTERVAL, Duration.ofMillis(700));
    }

    @BeforeEach
    void start() {
        stage.startTest();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void whoSaysNoHelloIsCutOff() throws IOException {
        try (var socket = stage.dial()) {
            long start = System.nanoTime();
            var heard = socket.hear();
            while (heard.isPresent()) {
                assertThat(heard.get()).isInstanceOf(FromMaster.Ping.class);
                socket.say(new FromAgent.Pong(1));
                heard = socket.hear();
            }

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(500));
        }
    }

    @Test
    void anAgentThatAnswersPingsStays() throws IOException {
        var link = stage.welcomed(1);
        try (var socket = link.socket()) {
            for (int nonce = 1; nonce <= 5; nonce++) {
                assertThat(socket.hear()).contains(new FromMaster.Ping(nonce));
                socket.say(new FromAgent.Pong(nonce));
            }
            link.link().tell(new ToLink.Send(List.of(new FromMaster.Kill(Samples.killOrder(1, 0)))));

            assertThat(socket.hear()).contains(new FromMaster.Kill(Samples.killOrder(1, 0)));
        }
    }

    @Test
    void anAgentThatAnswersNoPingIsCutOff() throws IOException {
        var link = stage.welcomed(1);
        try (var socket = link.socket()) {
            assertThat(socket.hear()).contains(new FromMaster.Ping(1));

            stage.expectClosed(link.link());
        }
    }
}
