package io.boreas.actors.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.stage.AgentSocket;
import io.boreas.actors.stage.Samples;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pings, and what becomes of those who are silent. */
class LinkSilenceTest {
    private static final Duration PING_INTERVAL = Duration.ofMillis(500);

    private static final Duration HELLO_TIMEOUT = Duration.ofSeconds(2);

    private static LinkStage stage;

    @BeforeAll
    static void open() {
        stage = new LinkStage(PING_INTERVAL, HELLO_TIMEOUT);
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

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(HELLO_TIMEOUT.dividedBy(2));
        }
    }

    @Test
    void anAgentThatAnswersPingsStays() throws IOException {
        var link = stage.welcomed(1);
        try (var socket = link.socket()) {
            // At most two pings in an interval, one for either end's silence: this takes longer than silence is borne.
            for (int nonce = 1; nonce <= 8; nonce++) {
                assertThat(socket.hear()).contains(new FromMaster.Ping(nonce));
                socket.say(new FromAgent.Pong(nonce));
            }

            var kill = new FromMaster.Kill(Samples.killOrder(1, 0));
            link.link().tell(new ToLink.Send(List.of(kill)));
            assertThat(firstButPings(socket)).contains(kill);
        }
    }

    @Test
    void itsGroupHearsThatALinkHolds() throws IOException {
        var link = stage.welcomed(7);
        try (var socket = link.socket()) {
            var word = CompletableFuture.supplyAsync(stage::nextWord);
            while (!word.isDone()) {
                assertThat(socket.hear()).isPresent();
                socket.say(new FromAgent.Pong(1));
            }

            assertThat(word.join().incarnation()).isEqualTo(7);
            assertThat(word.join().link()).isEqualTo(link.link());
            word.join().replyTo().tell(new AgentReply.StaleIncarnation(stage.agent(), 7, 8));
            assertThat(firstButPings(socket)).containsInstanceOf(FromMaster.Refused.class);
        }
    }

    @Test
    void anAgentThatHearsMuchAndSaysNothingOfItselfIsPinged() throws IOException {
        var link = stage.welcomed(1);
        try (var socket = link.socket()) {
            var kill = new FromMaster.Kill(Samples.killOrder(1, 0));
            boolean pinged = false;
            while (!pinged) {
                link.link().tell(new ToLink.Send(List.of(kill)));
                Thread.sleep(PING_INTERVAL.dividedBy(5));
                pinged = socket.hear().orElseThrow() instanceof FromMaster.Ping;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
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

    private static Optional<FromMaster> firstButPings(AgentSocket socket) throws IOException {
        var heard = socket.hear();
        while (heard.isPresent() && heard.get() instanceof FromMaster.Ping) {
            heard = socket.hear();
        }
        return heard;
    }
}
