package io.boreas.core.task;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskStatusTest {
    @Test
    void aMessageThatFitsIsKept() {
        var message = "x".repeat(TaskStatus.MESSAGE_LENGTH_MAX);

        Assertions.assertThat(status(message).message()).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aLongMessageIsCutBetweenCharacters(int shift) {
        var message = "x".repeat(shift) + "\uD83D\uDE00".repeat(TaskStatus.MESSAGE_LENGTH_MAX);

        var kept = status(message).message();

        Assertions.assertThat(kept)
                .endsWith("\uD83D\uDE00…")
                .hasSizeBetween(TaskStatus.MESSAGE_LENGTH_MAX - 1, TaskStatus.MESSAGE_LENGTH_MAX);
        Assertions.assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(kept))
                .isTrue();
    }

    private static TaskStatus status(String message) {
        return new TaskStatus(TaskState.FAILED, TaskReason.NONE, StatusSource.AGENT, message, Instant.EPOCH);
    }
}
