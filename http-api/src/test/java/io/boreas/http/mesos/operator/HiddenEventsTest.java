package io.boreas.http.mesos.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.Notice;
import io.boreas.core.agent.Work;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.task.Payload;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import io.boreas.http.mesos.proto.Master.Event;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.wire.Media;
import io.boreas.http.security.SecretFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Subscribers hear what they may see, each of them: over sockets. */
class HiddenEventsTest {
    private static final String OPS = SecretFiles.basic("ops", SecretFiles.OPS_SECRET);
    private static final String WEB = SecretFiles.basic("web", "webs:own secret é");

    @TempDir
    Path folder = Path.of("");

    private Stage stage(String acls) {
        var files = new SecretFiles(folder);
        var file = files.file("acls.json", acls, "rw-r--r--");
        return new Stage(
                Sketch.smallCell(),
                files.settings("readonly", "readwrite") + "authorization.acls = \"" + file + "\"\n");
    }

    @ParameterizedTest
    @EnumSource(Media.class)
    void whoMaySeeNoFrameworksHearsOfAgentsAlone(Media media) throws Exception {
        try (var stage = stage(
                        "{\"view_frameworks\":[{\"principals\":{\"values\":[\"web\"]},\"users\":{\"type\":\"NONE\"}}]}");
                var ops = StreamReader.open(stage, media, "Authorization", OPS);
                var web = StreamReader.open(stage, media, "Authorization", WEB)) {
            var all = ops.next().getSubscribed().getGetState();
            var some = web.next().getSubscribed().getGetState();
            assertThat(all.getGetFrameworks().getFrameworksCount()).isPositive();
            assertThat(all.getGetTasks().getTasksCount()).isPositive();
            assertThat(some.getGetFrameworks().getFrameworksCount()).isZero();
            assertThat(some.getGetTasks().getTasksCount()).isZero();
            assertThat(some.getGetAgents().getAgentsCount()).isPositive();

            happensAll(stage);

            assertThat(List.of(ops.told(), ops.told(), ops.told(), ops.told(), ops.told()))
                    .extracting(Event::getType)
                    .containsExactly(
                            Event.Type.FRAMEWORK_ADDED,
                            Event.Type.TASK_ADDED,
                            Event.Type.TASK_UPDATED,
                            Event.Type.FRAMEWORK_REMOVED,
                            Event.Type.AGENT_ADDED);
            assertThat(web.told().getType()).isEqualTo(Event.Type.AGENT_ADDED);
        }
    }

    @Test
    void tasksOfAnotherAccountAreHiddenAndTheirFrameworkIsNot() throws Exception {
        try (var stage = stage(
                        "{\"view_tasks\":[{\"principals\":{\"values\":[\"web\"]},\"users\":{\"values\":[\"nobody\"]}},"
                                + "{\"principals\":{\"values\":[\"web\"]},\"users\":{\"type\":\"NONE\"}}]}");
                var web = StreamReader.open(stage, Media.JSON, "Authorization", WEB)) {
            web.next();

            happensAll(stage);

            assertThat(List.of(web.told(), web.told(), web.told()))
                    .extracting(Event::getType)
                    .containsExactly(Event.Type.FRAMEWORK_ADDED, Event.Type.FRAMEWORK_REMOVED, Event.Type.AGENT_ADDED);
        }
    }

    /** A framework of "nobody" runs a task as "root". */
    private static void happensAll(Stage stage) {
        var cell = stage.cell();
        cell.happens(
                "fw-9",
                new FrameworkEvent.Subscribed(1, "s", Sketch.frameworkInfo("fw-9"), new TreeSet<>(), Sketch.START));
        cell.happens("agent-1", new AgentEvent.WorkLaunched(asRoot(), Optional.empty(), Sketch.START));
        var running = TaskStatus.of(TaskState.RUNNING, StatusSource.EXECUTOR, Sketch.START);
        cell.happens(
                "fw-9",
                new FrameworkEvent.Noticed(Sketch.run("fw-9", "t9", "agent-1"), List.of(new Notice(2, running))));
        cell.happens("fw-9", new FrameworkEvent.Removed("gone", Sketch.START));
        cell.happens("agent-9", new AgentEvent.Registered(1, "b", Sketch.agentInfo("agent-9", "cpus:1"), Sketch.START));
    }

    private static Work asRoot() {
        var work = Sketch.work("fw-9", "t9", "ads", "cpus:1", Optional.empty());
        var info = Mesos.TaskInfo.newBuilder()
                .setName("t9")
                .setTaskId(Mesos.TaskID.newBuilder().setValue("t9"))
                .setAgentId(Mesos.AgentID.newBuilder().setValue("agent-1"))
                .setCommand(Mesos.CommandInfo.newBuilder().setUser("root").setValue("true"))
                .build();
        return new Work(
                work.key(),
                work.framework(),
                work.id(),
                work.name(),
                work.role(),
                work.resources(),
                work.command(),
                work.executor(),
                work.killGrace(),
                work.group(),
                Payload.of(info.toByteArray()),
                work.unsent());
    }
}
