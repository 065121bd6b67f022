package io.boreas.http.mesos.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.ContainerName;
import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.agent.ExecutorRun;
import io.boreas.core.agent.FrameworkExecutor;
import io.boreas.core.agent.Notice;
import io.boreas.core.agent.Work;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.framework.TaskRun;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.Payload;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import io.boreas.http.mesos.proto.Master.Event;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.translate.ContainerMessages;
import io.boreas.http.mesos.wire.Media;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What subscribers of the operator API hear. */
class OperatorStreamTest {
    @ParameterizedTest
    @EnumSource(Media.class)
    void beginsWithTheStateAndAHeartbeat(Media media) throws Exception {
        try (var stage = new Stage(Sketch.smallCell(), "mesos.heartbeat = 100ms");
                var reader = StreamReader.open(stage, media)) {
            assertThat(reader.answer().statusCode()).isEqualTo(200);
            assertThat(reader.answer().headers().firstValue("Content-Type")).contains(media.contentType());
            var first = reader.next();
            assertThat(first.getType()).isEqualTo(Event.Type.SUBSCRIBED);
            assertThat(first.getSubscribed().getHeartbeatIntervalSeconds()).isEqualTo(0.1);
            assertThat(first.getSubscribed().getGetState().getGetTasks().getTasksCount())
                    .isEqualTo(3);
            assertThat(first.getSubscribed().getGetState().getGetAgents().getAgentsCount())
                    .isEqualTo(1);
            for (int i = 0; i < 3; i++) {
                assertThat(reader.next().getType()).isEqualTo(Event.Type.HEARTBEAT);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Media.class)
    void everythingThatHappensIsTold(Media media) throws Exception {
        try (var stage = new Stage(Sketch.smallCell(), "");
                var reader = StreamReader.open(stage, media)) {
            reader.next();
            var cell = stage.cell();
            var info = Sketch.frameworkInfo("fw-9");
            cell.happens(
                    "agent-9", new AgentEvent.Registered(1, "b", Sketch.agentInfo("agent-9", "cpus:1"), Sketch.START));
            cell.happens(
                    "agent-9", new AgentEvent.Registered(2, "b", Sketch.agentInfo("agent-9", "cpus:1"), Sketch.START));
            cell.happens("fw-9", new FrameworkEvent.Subscribed(1, "s", info, new TreeSet<>(), Sketch.START));
            var work = Sketch.work("fw-9", "t9", "ads", "cpus:1", Optional.empty());
            cell.happens("agent-9", new AgentEvent.WorkLaunched(work, Optional.empty(), Sketch.START));
            var running = TaskStatus.of(TaskState.RUNNING, StatusSource.EXECUTOR, Sketch.START);
            cell.happens(
                    "fw-9",
                    new FrameworkEvent.Noticed(Sketch.run("fw-9", "t9", "agent-9"), List.of(new Notice(2, running))));
            cell.happens("fw-9", new FrameworkEvent.Subscribed(2, "s", info, new TreeSet<>(), Sketch.START));
            cell.happens("fw-9", new FrameworkEvent.Disconnected(Sketch.START, Sketch.START));
            cell.happens("fw-9", new FrameworkEvent.Removed("gone", Sketch.START));
            cell.happens("agent-9", new AgentEvent.BecameUnreachable("silent", Sketch.START));

            var told = new ArrayList<Event>();
            for (int i = 0; i < 8; i++) {
                told.add(reader.told());
            }
            assertThat(told)
                    .extracting(Event::getType)
                    .containsExactly(
                            Event.Type.AGENT_ADDED,
                            Event.Type.FRAMEWORK_ADDED,
                            Event.Type.TASK_ADDED,
                            Event.Type.TASK_UPDATED,
                            Event.Type.FRAMEWORK_UPDATED,
                            Event.Type.FRAMEWORK_UPDATED,
                            Event.Type.FRAMEWORK_REMOVED,
                            Event.Type.AGENT_REMOVED);
            assertThat(told.get(2).getTaskAdded().getTask().getTaskId().getValue())
                    .isEqualTo("t9");
            assertThat(told.get(3).getTaskUpdated().getFrameworkId().getValue()).isEqualTo("fw-9");
            assertThat(told.get(4).getFrameworkUpdated().getFramework().getConnected())
                    .isTrue();
            assertThat(told.get(5).getFrameworkUpdated().getFramework().getConnected())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Media.class)
    void whatAnExecutorTellsIsToldWithItsContainerAndTheAddressOfItsAgent(Media media) throws Exception {
        try (var stage = new Stage(Sketch.smallCell(), "");
                var reader = StreamReader.open(stage, media)) {
            reader.next();
            var cell = stage.cell();
            var at = Sketch.START.plusSeconds(20);
            var kind = FrameworkExecutor.Kind.DEFAULT;
            var starting = new FrameworkExecutor("e9", kind, Resources.parse("cpus:0.1"), Payload.NONE);
            var inExecutor = Sketch.work("fw-9", "in", "ads", "cpus:1", Optional.of("e9"));
            var alone = Sketch.work("fw-9", "alone", "ads", "cpus:1", Optional.empty());
            var known = Sketch.work("fw-1", "t2", "ads", "cpus:0.1;mem:32", Optional.of("exec"));
            var registered = new AgentEvent.Registered(1, "b", Sketch.agentInfo("agent-9", "cpus:4"), Sketch.START);
            cell.happens("agent-9", registered);
            cell.happens("agent-9", new AgentEvent.WorkLaunched(inExecutor, Optional.of(starting), at));
            cell.happens("agent-9", new AgentEvent.WorkLaunched(alone, Optional.empty(), at));
            cell.happens("fw-9", noticed(inExecutor, "agent-9", StatusSource.EXECUTOR, TaskState.RUNNING));
            cell.happens("fw-9", noticed(alone, "agent-9", StatusSource.EXECUTOR, TaskState.RUNNING));
            cell.happens("fw-1", noticed(known, "agent-1", StatusSource.EXECUTOR, TaskState.RUNNING));
            cell.happens("fw-9", noticed(alone, "agent-9", StatusSource.MASTER, TaskState.UNREACHABLE));
            cell.happens("agent-9", new AgentEvent.ExecutorEnded(new ExecutorKey(inExecutor.framework(), "e9"), 9, at));
            cell.happens("fw-9", noticed(inExecutor, "agent-9", StatusSource.AGENT, TaskState.FAILED));
            var job = TaskStatus.of(TaskState.RUNNING, StatusSource.EXECUTOR, at);
            cell.happens("agent-1", new AgentEvent.TaskObserved(new TaskId("web-0"), 2, job));

            for (var type : List.of(Event.Type.AGENT_ADDED, Event.Type.TASK_ADDED, Event.Type.TASK_ADDED)) {
                assertThat(reader.told().getType()).isEqualTo(type);
            }
            var executor = new ExecutorRun(new ExecutorKey(inExecutor.framework(), "e9"), at);
            var first = reader.told().getTaskUpdated().getStatus();
            assertThat(first.getExecutorId().getValue()).isEqualTo("e9");
            assertThat(ContainerMessages.name(first.getContainerStatus().getContainerId()))
                    .isEqualTo(ContainerName.within(executor, inExecutor.key()));
            assertThat(ip(first)).isEqualTo(Sketch.ADDRESS);
            var second = reader.told().getTaskUpdated().getStatus();
            assertThat(second.getExecutorId().getValue()).isEqualTo("alone");
            assertThat(ContainerMessages.name(second.getContainerStatus().getContainerId()))
                    .isEqualTo(ContainerName.ofTask(alone.key()));
            assertThat(ip(second)).isEqualTo(Sketch.ADDRESS);
            var third = reader.told().getTaskUpdated().getStatus();
            assertThat(third.getExecutorId().getValue()).isEqualTo("exec");
            assertThat(third.getContainerStatus().getContainerId().hasParent()).isFalse();
            assertThat(ip(third)).isEqualTo(Sketch.ADDRESS);
            var away = reader.told().getTaskUpdated().getStatus();
            assertThat(away.hasExecutorId() || away.hasContainerStatus()).isFalse();
            var failed = reader.told().getTaskUpdated().getStatus();
            assertThat(failed.getExecutorId().getValue()).isEqualTo("e9");
            assertThat(failed.hasContainerStatus()).isFalse();
            var ofJob = reader.told().getTaskUpdated().getStatus();
            assertThat(ofJob.getContainerStatus().getContainerId().getValue()).isEqualTo("web-0");
            assertThat(ip(ofJob)).isEqualTo(Sketch.ADDRESS);
        }
    }

    private static FrameworkEvent.Noticed noticed(Work work, String agent, StatusSource source, TaskState state) {
        var launchedAt = Sketch.START.plusSeconds(10);
        var run = new TaskRun(work.id(), work.key(), new AgentId(agent), work.name(), work.role(), launchedAt);
        return new FrameworkEvent.Noticed(run, List.of(new Notice(2, TaskStatus.of(state, source, launchedAt))));
    }

    private static String ip(Mesos.TaskStatus status) {
        return status.getContainerStatus().getNetworkInfos(0).getIpAddresses(0).getIpAddress();
    }

    @Test
    void oneStreamReaderOfTheJournalServesAllAndLeavesWithTheLast() throws Exception {
        try (var stage = new Stage(Sketch.smallCell(), "mesos.heartbeat = 100ms")) {
            var readers = new ArrayList<StreamReader>();
            for (int i = 0; i < 10; i++) {
                readers.add(StreamReader.open(stage, i % 2 == 0 ? Media.JSON : Media.PROTOBUF));
            }
            assertThat(stage.cell().feed().listeners()).isEqualTo(1);
            happensManyTimes(stage, 1);
            for (var reader : readers) {
                reader.next();
                assertThat(reader.told().getType()).isEqualTo(Event.Type.TASK_UPDATED);
                reader.close();
            }
            Watch.until("nobody follows the journal", () -> {
                happensManyTimes(stage, 1);
                return stage.cell().feed().listeners() == 0;
            });
        }
    }

    @Test
    void whoReadsTooSlowlyIsCutOffAndDisturbsNobody() throws Exception {
        try (var stage = new Stage(Sketch.smallCell(), "mesos.stream-events-max = 64");
                var slow = StreamReader.open(stage, Media.JSON);
                var quick = StreamReader.open(stage, Media.JSON)) {
            quick.next();
            for (int i = 0; i < 400; i++) {
                happensManyTimes(stage, 50);
                for (int j = 0; j < 50; j++) {
                    assertThat(quick.told().getType()).isEqualTo(Event.Type.TASK_UPDATED);
                }
            }
            assertThatThrownBy(() -> {
                        while (true) {
                            slow.next();
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    private static void happensManyTimes(Stage stage, int times) {
        var message = "x".repeat(1_000);
        var base = TaskStatus.of(TaskState.RUNNING, StatusSource.EXECUTOR, Sketch.START);
        var status = new TaskStatus(base.state(), base.reason(), base.source(), message, base.at());
        for (int i = 0; i < times; i++) {
            stage.cell()
                    .happens(
                            "fw-1",
                            new FrameworkEvent.Noticed(
                                    Sketch.run("fw-1", "t1", "agent-1"), List.of(new Notice(i + 2, status))));
        }
    }

    @Test
    void aCellThatDoesNotAnswerIsARefusalAndNoStream() throws Exception {
        try (var stage = new Stage(Sketch.smallCell(), "")) {
            stage.cell().setAvailable(false);
            var answer = stage.post(
                    Stage.PATH, "{\"type\":\"SUBSCRIBE\"}".getBytes(UTF_8), "Content-Type", "application/json");
            assertThat(answer.statusCode()).isEqualTo(503);
            stage.cell().setAvailable(true);
            try (var reader = StreamReader.open(stage, Media.JSON)) {
                assertThat(reader.next().getType()).isEqualTo(Event.Type.SUBSCRIBED);
            }
        }
    }
}
