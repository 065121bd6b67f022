package io.boreas.actors.guardian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.CellUnavailable;
import io.boreas.actors.stage.AgentSocket;
import io.boreas.actors.stage.NumberedCodec;
import io.boreas.actors.stage.Samples;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobReply;
import io.boreas.core.job.JobSpec;
import io.boreas.core.job.ScheduleStatus;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.task.TaskState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A whole master in one JVM, seen through its gateway and its agents' port. */
class MasterTest {
    private static final int IN_FLIGHT_MAX = 12;
    private static final SandboxQuery FOLDER = new SandboxQuery.Browse("");

    private static final NumberedCodec CODEC = new NumberedCodec();
    private static Master master;
    private static Cell cell;

    @BeforeAll
    static void start() {
        master = MasterStage.start(
                CODEC,
                Map.of(
                        "boreas.cell", "test-cell",
                        "boreas.gateway.in-flight-max", "" + IN_FLIGHT_MAX,
                        "boreas.gateway.ask-timeout", "3s"));
        cell = master.cell();
        MasterStage.awaitReady(master);
    }

    @AfterAll
    static void stop() {
        master.close();
    }

    @Test
    void itSaysWhoItIsAndWhereAgentsDial() throws IOException {
        assertThat(cell.info().cell()).isEqualTo("test-cell");
        assertThat(cell.info().master()).isEqualTo("master-1");
        try (var socket = new AgentSocket(cell.info().linkPort(), CODEC)) {
            socket.say(Samples.hello(new AgentId("caller")));
            assertThat(MasterStage.hear(socket, FromMaster.Welcome.class).incarnation())
                    .isEqualTo(1);
        }
        MasterStage.await("the link is known to be over", () -> !MasterStage.get(cell.agent(new AgentId("caller")))
                .orElseThrow()
                .linked());
    }

    @Test
    void aJobRunsOnAnAgentThatDialsAndIsKilledThere() throws IOException {
        var job = new JobKey("www", "prod", "whole");
        assertThat(create(Samples.service(job, 1), "create-whole")).isEqualTo(JobReply.Done.DONE);
        try (var socket = new AgentSocket(cell.info().linkPort(), CODEC)) {
            var agent = new AgentId("whole");
            socket.say(Samples.hello(agent));

            var launch =
                    MasterStage.hear(socket, FromMaster.Launch.class).tasks().getFirst();
            assertThat(MasterStage.get(cell.jobOf(launch.task()))).map(Job::key).contains(job);
            say(socket, launch.task(), 1, TaskState.RUNNING);
            assertThat(MasterStage.hear(socket, FromMaster.Acknowledge.class).acks())
                    .hasSize(1);
            MasterStage.await("the job runs", () -> status(job) == ScheduleStatus.RUNNING);
            assertThat(MasterStage.get(cell.agents())).anySatisfy(view -> {
                assertThat(view.agent().id()).isEqualTo(agent);
                assertThat(view.linked()).isTrue();
                assertThat(view.agent().tasks().containsKey(launch.task())).isTrue();
            });

            var kill = new JobCommand.KillInstances(new TreeSet<>(), "stop");
            assertThat(MasterStage.get(cell.command(job, kill, new Cause("kill-whole", "ann"))))
                    .isEqualTo(new JobReply.Affected(job, List.of(0)));
            assertThat(MasterStage.hear(socket, FromMaster.Kill.class).order().task())
                    .isEqualTo(launch.task());
            say(socket, launch.task(), 2, TaskState.KILLED);
            MasterStage.await(
                    "the job has ended",
                    () -> MasterStage.get(cell.job(job)).orElseThrow().active().isEmpty());
        }
    }

    @Test
    void aCommandSentAgainIsNotDoneTwice() {
        var job = new JobKey("www", "prod", "twice");
        var spec = Samples.service(job, 2);
        assertThat(create(spec, "create-twice")).isEqualTo(JobReply.Done.DONE);
        assertThat(create(spec, "create-twice")).isEqualTo(JobReply.Done.DONE);

        assertThat(create(spec, "another")).isEqualTo(new JobReply.JobExists(job));
        assertThat(MasterStage.get(cell.jobs()).stream().map(Job::key))
                .contains(job)
                .isSorted();
    }

    @Test
    void itSaysWhyATaskWaitsAndWhereOneWouldGo() {
        var job = new JobKey("www", "prod", "large");
        var spec = Samples.service(job, 1);
        var large = new JobSpec(
                job, spec.kind(), 1, Samples.spec("cpus:1000;mem:1"), spec.constraints(), 0, 1, "", spec.metadata());
        create(large, "create-large");
        var task = MasterStage.get(cell.job(job))
                .orElseThrow()
                .active()
                .get(0)
                .orElseThrow()
                .id();

        MasterStage.await("the planner knows why", () -> MasterStage.get(cell.why(job, task))
                .isPresent());
        var preview = MasterStage.get(cell.preview(large, 2));
        assertThat(preview.places()).isEmpty();
        assertThat(preview.unplaced()).isEqualTo(2);
    }

    @Test
    void moreRequestsThanMayWaitAreRefusedAtOnce() throws IOException {
        try (var socket = new AgentSocket(cell.info().linkPort(), CODEC)) {
            var agent = new AgentId("mute");
            socket.say(Samples.hello(agent));
            MasterStage.hear(socket, FromMaster.Welcome.class);
            List<CompletionStage<SandboxAnswer>> waiting = new ArrayList<>();
            for (int i = 0; i < IN_FLIGHT_MAX; i++) {
                waiting.add(cell.sandbox(agent, Samples.task(i), FOLDER));
            }

            var refused = cell.jobs().toCompletableFuture();
            assertThat(refused).isCompletedExceptionally();
            assertThatThrownBy(() -> MasterStage.get(refused))
                    .isInstanceOf(CellUnavailable.class)
                    .hasMessageContaining("boreas.gateway.in-flight-max");

            var question = MasterStage.hear(socket, FromMaster.SandboxQuestion.class);
            var answer = new SandboxAnswer.Entries(List.of());
            socket.say(new FromAgent.SandboxAnswered(question.request(), answer));
            assertThat(MasterStage.get(waiting.getFirst())).isEqualTo(answer);
            assertThat(MasterStage.get(cell.jobs())).isNotNull();
            assertThatThrownBy(() -> MasterStage.get(waiting.getLast()))
                    .isInstanceOf(CellUnavailable.class)
                    .hasMessageContaining("3000 ms");
        }
    }

    @Test
    void theSandboxOfAnUnknownAgentCannotBeRead() {
        assertThat(MasterStage.get(cell.sandbox(new AgentId("nobody"), Samples.task(1), FOLDER)))
                .isInstanceOf(SandboxAnswer.Failed.class);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(MasterStage.get(cell.job(new JobKey("no", "such", "job")))).isEmpty();
        assertThat(MasterStage.get(cell.agent(new AgentId("nobody")))).isEmpty();
        assertThat(MasterStage.get(cell.jobOf(new TaskId("nobody-s")))).isEmpty();
    }

    private static JobReply create(JobSpec spec, String command) {
        return MasterStage.get(cell.command(spec.key(), new JobCommand.Create(spec, 7), new Cause(command, "ann")));
    }

    private static ScheduleStatus status(JobKey job) {
        return MasterStage.get(cell.job(job))
                .orElseThrow()
                .active()
                .get(0)
                .orElseThrow()
                .status();
    }

    private static void say(AgentSocket socket, TaskId task, long sequence, TaskState state) throws IOException {
        socket.say(new FromAgent.Statuses(List.of(new StatusUpdate(task, sequence, Samples.status(state)))));
    }
}
