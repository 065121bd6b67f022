package io.boreas.http.agent;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.boreas.agent.gateway.ExecutorEvent;
import io.boreas.http.mesos.wire.Media;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventQueueTest {
    private static ActorSystem system;

    @BeforeAll
    static void start() {
        system = ActorSystem.create("events");
    }

    @AfterAll
    static void stop() {
        system.terminate();
    }

    /**
     * Of 100 that leave at once some do so before the queue has heard that they came. What the agent does after it has closed one, such as telling that an executor's
     * process has ended, is to be done all the same.
     */
    @RepeatedTest(100)
    void aQueueWhoseReaderLeftFirstIsClosedInPeace() throws Exception {
        var queue = new EventQueue(
                "an executor", Media.JSON, 1 << 20, Duration.ofSeconds(15), Materializer.matFromSystem(system));
        queue.records().runWith(Sink.cancelled(), system);
        queue.ended().toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThatCode(() -> queue.send(new ExecutorEvent.Shutdown())).doesNotThrowAnyException();
        assertThatCode(queue::close).doesNotThrowAnyException();
        assertThatCode(queue::close).doesNotThrowAnyException();
    }
}
