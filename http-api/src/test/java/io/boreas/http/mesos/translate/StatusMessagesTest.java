package io.boreas.http.mesos.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.boreas.core.framework.Capability;
import io.boreas.core.framework.TaskUpdate;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import io.boreas.http.mesos.proto.Mesos;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StatusMessagesTest {
    @Test
    void everyStateReasonAndSourceHasItsLike() {
        assertThat(TaskState.values())
                .allSatisfy(
                        state -> assertThat(StatusMessages.state(state).name()).isEqualTo("TASK_" + state));
        assertThat(StatusSource.values())
                .allSatisfy(source ->
                        assertThat(StatusMessages.source(source).name()).isEqualTo("SOURCE_" + source));
        assertThat(Arrays.stream(TaskReason.values()).filter(reason -> reason != TaskReason.NONE))
                .allSatisfy(reason -> assertThat(
                                StatusMessages.reason(reason).orElseThrow().name())
                        .isEqualTo("REASON_" + reason));
        assertThat(StatusMessages.reason(TaskReason.NONE)).isEmpty();
    }

    @Test
    void everyCapabilityIsRead() {
        var info = Mesos.FrameworkInfo.newBuilder().setName("n").setUser("u");
        for (var type : Mesos.FrameworkInfo.Capability.Type.values()) {
            info.addCapabilitiesBuilder().setType(type);
        }
        info.addCapabilitiesBuilder(); // of a type that was not known when it was parsed

        assertThat(FrameworkMessages.capabilities(info.build())).containsExactly(Capability.values());
    }

    @Test
    void aUuidIsSixteenBytesAndBack() {
        var uuid = UUID.fromString("01020304-0506-0708-890a-0b0c0d0e0f10");

        assertThat(StatusMessages.bytes(uuid).toByteArray())
                .startsWith(1, 2, 3)
                .endsWith(15, 16)
                .hasSize(16);
        assertThat(StatusMessages.uuid(StatusMessages.bytes(uuid))).isEqualTo(uuid);
        assertThatThrownBy(() -> StatusMessages.uuid(ByteString.EMPTY)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anUnreachableTaskIsToldSinceWhen() {
        var at = Instant.parse("2026-01-02T03:04:05Z");
        var earlier = at.minusSeconds(60);
        var unreachable = update(TaskState.UNREACHABLE, at);

        assertThat(StatusMessages.update(unreachable, Optional.empty()).getUnreachableTime())
                .isEqualTo(Times.instant(at));
        assertThat(StatusMessages.update(unreachable, Optional.of(earlier)).getUnreachableTime())
                .isEqualTo(Times.instant(earlier));
        assertThat(StatusMessages.update(update(TaskState.RUNNING, at), Optional.empty())
                        .hasUnreachableTime())
                .isFalse();
    }

    private static TaskUpdate update(TaskState state, Instant at) {
        var status = new TaskStatus(state, TaskReason.NONE, StatusSource.MASTER, "", at);
        return new TaskUpdate(new TaskId("t"), Optional.of(new AgentId("a")), status, Optional.empty());
    }
}
