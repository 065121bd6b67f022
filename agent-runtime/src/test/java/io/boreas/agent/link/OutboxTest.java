package io.boreas.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.id.TaskId;
import io.boreas.core.link.AgentTasks;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final Outbox outbox = new Outbox(10);

    @Test
    void onceOneDoesNotFitAllThatFollowAreLeftOut() {
        outbox.add(statuses(1, 8));
        outbox.add(statuses(9, 11));
        outbox.add(statuses(12, 12));

        assertThat(outbox.isBehind()).isTrue();
        assertThat(outbox.take()).isEqualTo(statuses(1, 8));
        outbox.add(statuses(13, 13));
        assertThat(outbox.isEmpty()).isTrue();

        outbox.catchUp();
        outbox.add(statuses(9, 13));
        assertThat(outbox.take()).isEqualTo(statuses(9, 13));
    }

    @Test
    void aMessageLargerThanTheBoundStillGoes() {
        outbox.add(statuses(1, 20));

        assertThat(outbox.isBehind()).isFalse();
        assertThat(outbox.take()).hasSize(20);
    }

    @Test
    void oneTakeIsOneMessage() {
        var roomy = new Outbox(5_000);
        roomy.add(statuses(1, AgentTasks.UPDATES_MAX + 5));

        assertThat(roomy.take()).hasSize(AgentTasks.UPDATES_MAX);
        assertThat(roomy.take()).hasSize(5);
    }

    private static List<StatusUpdate> statuses(long from, long to) {
        var running = TaskStatus.of(TaskState.RUNNING, StatusSource.EXECUTOR, Instant.EPOCH);
        return LongStream.rangeClosed(from, to)
                .mapToObj(sequence -> new StatusUpdate(new TaskId("task"), sequence, running))
                .toList();
    }
}
