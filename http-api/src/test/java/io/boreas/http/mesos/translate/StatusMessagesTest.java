package io.boreas.http.mesos.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.core.agent.ContainerName;
import io.boreas.core.agent.TaskHost;
import io.boreas.core.framework.Capability;
import io.boreas.core.framework.TaskUpdate;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.Payload;
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
    private static final TaskHost IN_EXECUTOR = new TaskHost(
            Optional.of("e"), Optional.of(new ContainerName("c", Optional.empty())), Optional.of("192.0.2.7"));

    private static final Mesos.ContainerStatus COMPLETE = complete();

    private static Mesos.ContainerStatus complete() {
        var out = Mesos.ContainerStatus.newBuilder();
        out.getContainerIdBuilder().setValue("c");
        out.addNetworkInfosBuilder()
                .addIpAddressesBuilder()
                .setProtocol(Mesos.NetworkInfo.Protocol.IPv4)
                .setIpAddress("192.0.2.7");
        return out.build();
    }

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

        assertThat(StatusMessages.update(push(unreachable, Optional.empty())).getUnreachableTime())
                .isEqualTo(Times.instant(at));
        assertThat(StatusMessages.update(push(unreachable, Optional.of(earlier)))
                        .getUnreachableTime())
                .isEqualTo(Times.instant(earlier));
        assertThat(StatusMessages.update(push(update(TaskState.RUNNING, at), Optional.empty()))
                        .hasUnreachableTime())
                .isFalse();
    }

    @Test
    void anExecutorsWordIsCompletedByWhereItRuns() {
        var status = ran(Payload.NONE, StatusSource.EXECUTOR);

        var inExecutor = StatusMessages.update(FrameworkPush.Update.of(status, Optional.of(IN_EXECUTOR)));
        assertThat(inExecutor.getExecutorId().getValue()).isEqualTo("e");
        assertThat(inExecutor.getContainerStatus()).isEqualTo(COMPLETE);
        var alone = StatusMessages.update(FrameworkPush.Update.of(
                status,
                Optional.of(new TaskHost(Optional.empty(), IN_EXECUTOR.container(), Optional.of("2001:db8::7")))));
        assertThat(alone.getExecutorId().getValue()).isEqualTo("t");
        var ip = alone.getContainerStatus().getNetworkInfos(0).getIpAddresses(0);
        assertThat(ip.getProtocol()).isEqualTo(Mesos.NetworkInfo.Protocol.IPv6);
        var nowhere = StatusMessages.update(FrameworkPush.Update.of(status, Optional.empty()));
        assertThat(nowhere.hasExecutorId() || nowhere.hasContainerStatus()).isFalse();
    }

    @Test
    void whatTheExecutorSaidItselfOfItsContainerStays() {
        var own = Mesos.ContainerStatus.newBuilder();
        own.getContainerIdBuilder().setValue("its own");
        own.addNetworkInfosBuilder().addIpAddressesBuilder().setIpAddress("198.51.100.1");
        own.setExecutorPid(42);
        var said = Mesos.TaskStatus.newBuilder()
                .setTaskId(StatusMessages.id(new TaskId("t")))
                .setState(Mesos.TaskState.TASK_RUNNING)
                .setContainerStatus(own)
                .build();

        var update = StatusMessages.update(
                FrameworkPush.Update.of(ran(Payloads.of(said), StatusSource.EXECUTOR), Optional.of(IN_EXECUTOR)));

        assertThat(update.getContainerStatus()).isEqualTo(own.build());
    }

    @Test
    void onlyAnExecutorsWordHasAContainer() {
        var byAgent = StatusMessages.update(
                FrameworkPush.Update.of(ran(Payload.NONE, StatusSource.AGENT), Optional.of(IN_EXECUTOR)));
        assertThat(byAgent.getExecutorId().getValue()).isEqualTo("e");
        assertThat(byAgent.hasContainerStatus()).isFalse();
        var byMaster = StatusMessages.update(FrameworkPush.Update.of(
                ran(Payload.NONE, StatusSource.MASTER),
                Optional.of(new TaskHost(Optional.empty(), IN_EXECUTOR.container(), IN_EXECUTOR.address()))));
        assertThat(byMaster.hasExecutorId() || byMaster.hasContainerStatus()).isFalse();
    }

    @Test
    void anAnswerToAQuestionRepeatsTheContainerThatWasToldLast() {
        var answer = ran(Payload.NONE, StatusSource.MASTER);

        var repeated = StatusMessages.update(new FrameworkPush.Update(
                answer, Optional.empty(), Optional.of(IN_EXECUTOR), Optional.of(Payload.NONE)));
        assertThat(repeated.getExecutorId().getValue()).isEqualTo("e");
        assertThat(repeated.getContainerStatus()).isEqualTo(COMPLETE);
        var away = StatusMessages.update(new FrameworkPush.Update(
                answer, Optional.of(Instant.EPOCH), Optional.of(IN_EXECUTOR), Optional.empty()));
        assertThat(away.hasExecutorId() || away.hasContainerStatus()).isFalse();
    }

    private static TaskUpdate ran(Payload said, StatusSource source) {
        var status = new TaskStatus(TaskState.RUNNING, TaskReason.NONE, source, "", Instant.EPOCH, said);
        return new TaskUpdate(new TaskId("t"), Optional.of(new AgentId("a")), status, Optional.empty());
    }

    private static FrameworkPush.Update push(TaskUpdate update, Optional<Instant> unreachableSince) {
        return new FrameworkPush.Update(update, unreachableSince, Optional.empty(), Optional.empty());
    }

    private static TaskUpdate update(TaskState state, Instant at) {
        var status = new TaskStatus(state, TaskReason.NONE, StatusSource.MASTER, "", at);
        return new TaskUpdate(new TaskId("t"), Optional.of(new AgentId("a")), status, Optional.empty());
    }
}
