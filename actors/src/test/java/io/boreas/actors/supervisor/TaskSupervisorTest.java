package io.boreas.actors.supervisor;

import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.stage.Samples;
import io.boreas.actors.stage.Stage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongUnaryOperator;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The time between two sendings of what is owed. */
class TaskSupervisorTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MOMENT = Duration.ofMillis(50);
    private static final GroupMessage INSIST = new TaskSupervisor.Insist(Samples.AGENT, Samples.task(1));

    private static Stage stage;
    private TestProbe<GroupMessage> parent;

    @BeforeAll
    static void open() {
        stage = Stage.inManualTime();
    }

    @BeforeEach
    void prepare() {
        parent = stage.probe();
    }

    @AfterEach
    void clear() {
        stage.clear();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void pausesDoubleUpToTheLongest() {
        supervisor(bound -> 0);
        parent.expectMessage(INSIST);

        for (long seconds : List.of(2, 4, 5, 5)) {
            stage.pass(SECOND.multipliedBy(seconds).minusMillis(1));
            parent.expectNoMessage(MOMENT);
            stage.pass(Duration.ofMillis(1));
            parent.expectMessage(INSIST);
        }
    }

    @Test
    void pausesAreSpreadByAQuarterAtMost() {
        var bounds = new CopyOnWriteArrayList<Long>();
        supervisor(bound -> {
            bounds.add(bound);
            return bound - 1;
        });

        parent.expectNoMessage(MOMENT);
        stage.pass(Duration.ofMillis(249));
        parent.expectMessage(INSIST);
        stage.pass(SECOND.multipliedBy(2).plusMillis(498));
        parent.expectNoMessage(MOMENT);
        stage.pass(Duration.ofMillis(1));

        parent.expectMessage(INSIST);
        Assertions.assertThat(bounds).startsWith(250L, 500L);
    }

    @Test
    void aSettledTaskIsNotInsistedOn() {
        var supervisor = supervisor(bound -> 0);
        parent.expectMessage(INSIST);

        supervisor.tell(TaskSupervisor.Message.SETTLED);

        parent.expectTerminated(supervisor, Duration.ofSeconds(20));
        stage.pass(SECOND.multipliedBy(10));
        parent.expectNoMessage(MOMENT);
    }

    private ActorRef<TaskSupervisor.Message> supervisor(LongUnaryOperator jitter) {
        return stage.spawn(TaskSupervisor.create(
                Samples.AGENT, Samples.task(1), parent.ref(), SECOND, SECOND.multipliedBy(5), jitter));
    }
}
