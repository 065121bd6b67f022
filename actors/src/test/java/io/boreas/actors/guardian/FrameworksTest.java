package io.boreas.actors.guardian;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.stage.AgentSocket;
import io.boreas.actors.stage.NumberedCodec;
import io.boreas.actors.stage.Samples;
import io.boreas.core.framework.Capability;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkMachine;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.framework.Phase;
import io.boreas.core.framework.Reconciliation;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobReply;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Frameworks on a whole master in one JVM: schedulers right behind the doors, agents on real sockets. */
class FrameworksTest {
    private static final Duration MOMENT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofHours(1);
    private static final int COMPLETED_MAX = 50;

    private static final NumberedCodec CODEC = new NumberedCodec();
    private static Master master;

    @BeforeAll
    static void start() {
        master = MasterStage.start(
                CODEC,
                Map.of(
                        "boreas.agents.unreachable-after", "2s",
                        "boreas.frameworks.update-retry-min", "1s",
                        "boreas.groups.retry-min", "1s"));
        MasterStage.awaitReady(master);
    }

    /** What a test left behind would get the next one's offers, or be offered to it. */
    @AfterEach
    void leaveNothing() {
        MasterStage.await(
                "all agents have hung up",
                () -> MasterStage.get(master.cell().agents()).stream().noneMatch(AgentView::linked));
        for (var framework : MasterStage.get(master.frameworks().frameworks())) {
            MasterStage.get(master.frameworks().teardown(framework.id(), new Cause("end-" + framework.id(), "test")));
        }
    }

    @AfterAll
    static void stop() {
        master.close();
    }

    @Test
    void aTaskIsLaunchedFromAnOfferAndItsUpdatesAreToldUntilAcknowledged() throws IOException {
        var scheduler = scheduler("whole", 0).subscribed("whole-1");
        try (var agent = agent("whole")) {
            var offer = scheduler.offer();
            assertThat(offer.agent()).isEqualTo(new AgentId("whole"));
            assertThat(offer.resources()).isEqualTo(Resources.parse(Samples.AGENT_RESOURCES));
            assertThat(offer.info().hostname()).isEqualTo("host-of-whole");
            scheduler.launch(offer, TestScheduler.task(offer, "t-1", "cpus:1;mem:64"));

            var launch =
                    MasterStage.hear(agent, FromMaster.Launch.class).tasks().getFirst();
            assertThat(launch.spec().processes().getFirst().cmdline()).isEqualTo("sleep 1000");
            say(agent, launch.task(), 1, TaskState.RUNNING);
            var running = scheduler.update("t-1");
            assertThat(running.status().state()).isEqualTo(TaskState.RUNNING);
            assertThat(scheduler.update("t-1")).as("told again").isEqualTo(running);
            scheduler.acknowledge(running);

            say(agent, launch.task(), 2, TaskState.FINISHED);
            var finished = scheduler.update("t-1");
            assertThat(finished.status().state()).isEqualTo(TaskState.FINISHED);
            scheduler.acknowledge(finished);
            MasterStage.await("the agent's group has forgotten the task", () -> MasterStage.get(
                            master.cell().agent(new AgentId("whole")))
                    .orElseThrow()
                    .agent()
                    .tasks()
                    .isEmpty());
            assertThat(framework(scheduler.id()).lastEnded(new TaskId("t-1"))).isPresent();
            scheduler.teardown();
        }
    }

    @Test
    void whatAnOfferHasLeftIsOfferedAgainOnlyWhenItsRefusalIsOver() throws Exception {
        var scheduler = scheduler("decline", 0).subscribed("decline-1");
        try (var agent = agent("decline")) {
            var offer = scheduler.offer();
            scheduler.decline(offer.id(), LONG);
            assertThat(scheduler.isQuietOf(FrameworkPush.Offers.class, MOMENT)).isTrue();

            scheduler.call(new FrameworkCall.Revive(new TreeSet<>()));
            var again = scheduler.offer();
            assertThat(again.resources()).isEqualTo(offer.resources());
            assertThat(again.id()).isNotEqualTo(offer.id());

            scheduler.decline(again.id(), Duration.ofMillis(200));
            assertThat(scheduler.offer().agent()).isEqualTo(offer.agent());
            scheduler.teardown();
        }
    }

    @Test
    void anOfferIsTakenBackForAJobThatWaitsForIt() throws IOException {
        var scheduler = scheduler("hoarder", 0).subscribed("hoarder-1");
        try (var agent = agent("hoarded")) {
            var offer = scheduler.offer();
            var job = new JobKey("www", "prod", "starving");
            var create = new JobCommand.Create(Samples.service(job, 1), 1);

            assertThat(MasterStage.get(master.cell().command(job, create, new Cause("create-starving", "ann"))))
                    .isEqualTo(JobReply.Done.DONE);

            assertThat(scheduler.next(FrameworkPush.Rescind.class).offer()).isEqualTo(offer.id());
            var launch =
                    MasterStage.hear(agent, FromMaster.Launch.class).tasks().getFirst();
            assertThat(launch.owner()).isEqualTo(new Owner.JobInstance(job, 0));
            assertThat(scheduler.offer().resources())
                    .as("the rest, some time later")
                    .isNotEqualTo(offer.resources());
            MasterStage.get(master.cell()
                    .command(
                            job,
                            new JobCommand.KillInstances(new TreeSet<>(), "done"),
                            new Cause("kill-starving", "ann")));
            scheduler.teardown();
        }
    }

    @Test
    void aSuppressedFrameworkIsOfferedNothing() throws Exception {
        var scheduler = scheduler("quiet", 0).subscribed("quiet-1");
        scheduler.call(new FrameworkCall.Suppress(new TreeSet<>()));
        try (var agent = agent("quiet")) {
            assertThat(scheduler.isQuietOf(FrameworkPush.Offers.class, MOMENT)).isTrue();
            scheduler.call(new FrameworkCall.Revive(new TreeSet<>()));
            scheduler.offer();
            scheduler.teardown();
        }
    }

    @Test
    void aKillReachesTheAgentAndAnUnknownTaskIsReconciled() throws IOException {
        var scheduler = scheduler("kill", 0).subscribed("kill-1");
        try (var agent = agent("kill")) {
            var offer = scheduler.offer();
            scheduler.launch(offer, TestScheduler.task(offer, "t-1", "cpus:1;mem:64"));
            var launch =
                    MasterStage.hear(agent, FromMaster.Launch.class).tasks().getFirst();
            say(agent, launch.task(), 1, TaskState.RUNNING);

            scheduler.call(new FrameworkCall.Kill(new TaskId("t-1"), Optional.empty(), Optional.of(Duration.ZERO)));
            assertThat(MasterStage.hear(agent, FromMaster.Kill.class).order().task())
                    .isEqualTo(launch.task());

            scheduler.call(new FrameworkCall.Kill(new TaskId("t-2"), Optional.of(offer.agent()), Optional.empty()));
            var unknown = scheduler.update("t-2");
            assertThat(unknown.status().reason()).isEqualTo(TaskReason.RECONCILIATION);
            assertThat(unknown.status().state()).isEqualTo(TaskState.LOST);
            assertThat(unknown.uuid()).isEmpty();
            scheduler.teardown();
        }
    }

    @Test
    void tasksAreReconciledOneByOneAndAllTogether() throws IOException {
        var scheduler = scheduler("reconcile", 0, Capability.PARTITION_AWARE).subscribed("reconcile-1");
        try (var agent = agent("reconcile")) {
            var offer = scheduler.offer();
            scheduler.launch(offer, TestScheduler.task(offer, "t-1", "cpus:1;mem:64"));
            var launch =
                    MasterStage.hear(agent, FromMaster.Launch.class).tasks().getFirst();
            say(agent, launch.task(), 1, TaskState.RUNNING);
            scheduler.acknowledge(scheduler.update("t-1"));

            scheduler.call(new FrameworkCall.Reconcile(List.of()));
            assertThat(scheduler.update("t-1").status().state()).isEqualTo(TaskState.RUNNING);

            scheduler.call(new FrameworkCall.Reconcile(List.of(
                    question("t-1", Optional.empty()),
                    question("t-2", Optional.of(offer.agent())),
                    question("t-3", Optional.of(new AgentId("never-seen"))))));
            assertThat(scheduler.update("t-1").status().state()).isEqualTo(TaskState.RUNNING);
            assertThat(scheduler.update("t-2").status().state()).isEqualTo(TaskState.GONE);
            assertThat(scheduler.update("t-3").status().state()).isEqualTo(TaskState.UNKNOWN);
            scheduler.teardown();
        }
    }

    @Test
    void aTaskWhoseEndIsYetToBeToldIsNotReconciledAsEnded() throws IOException {
        var scheduler = scheduler("ahead", 0, Capability.PARTITION_AWARE).subscribed("ahead-1");
        try (var agent = agent("ahead")) {
            var offer = scheduler.offer();
            scheduler.launch(offer, TestScheduler.task(offer, "t-1", "cpus:1;mem:64"));
            var launch =
                    MasterStage.hear(agent, FromMaster.Launch.class).tasks().getFirst();
            say(agent, launch.task(), 1, TaskState.RUNNING);
            var running = scheduler.update("t-1");
            say(agent, launch.task(), 2, TaskState.FINISHED);
            MasterStage.await("its end is known", () -> framework(scheduler.id())
                    .tasks()
                    .get(new TaskId("t-1"))
                    .filter(task -> task.latest().state() == TaskState.FINISHED)
                    .isPresent());

            scheduler.call(new FrameworkCall.Reconcile(List.of(question("t-1", Optional.of(offer.agent())))));
            assertThat(scheduler.update("t-1").status().state()).isEqualTo(TaskState.RUNNING);

            scheduler.acknowledge(running);
            assertThat(scheduler.update("t-1").status().state()).isEqualTo(TaskState.FINISHED);
            scheduler.teardown();
        }
    }

    @Test
    void aLostAgentRescindsItsOffersAndItsTasksAreUnreachable() throws IOException {
        var scheduler = scheduler("lost", 0, Capability.PARTITION_AWARE).subscribed("lost-1");
        var agent = agent("lost");
        var offer = scheduler.offer();
        scheduler.launch(offer, TestScheduler.task(offer, "t-1", "cpus:1;mem:64"));
        var launch = MasterStage.hear(agent, FromMaster.Launch.class).tasks().getFirst();
        say(agent, launch.task(), 1, TaskState.RUNNING);
        scheduler.acknowledge(scheduler.update("t-1"));
        scheduler.call(new FrameworkCall.Revive(new TreeSet<>()));
        var rest = scheduler.offer();
        agent.close();

        assertThat(scheduler.next(FrameworkPush.Rescind.class).offer()).isEqualTo(rest.id());
        scheduler.subscribed("lost-2"); // its new stream hears of the update that the old one did not acknowledge
        assertThat(scheduler.update("t-1").status().state()).isEqualTo(TaskState.UNREACHABLE);
        scheduler.teardown();
    }

    @Test
    void aSchedulerThatFailsOverKeepsItsTasksAndTheOldStreamIsToldAndRefused() throws IOException {
        var old = scheduler("failover", 60).subscribed("failover-1");
        var next = scheduler("failover", 60);
        try (var agent = agent("failover")) {
            var offer = old.offer();
            old.launch(offer, TestScheduler.task(offer, "t-1", "cpus:1;mem:64"));
            var launch =
                    MasterStage.hear(agent, FromMaster.Launch.class).tasks().getFirst();

            assertThat(next.subscribe("failover-refused", false)).isInstanceOf(FrameworkReply.Refused.class);
            next.subscribed("failover-2");
            assertThat(old.next(FrameworkPush.End.class).error()).isEqualTo(FrameworkMachine.FAILED_OVER);
            assertThat(old.call(new FrameworkCall.Revive(new TreeSet<>())))
                    .isInstanceOf(FrameworkReply.StaleStream.class);
            say(agent, launch.task(), 1, TaskState.RUNNING);
            assertThat(next.update("t-1").status().state()).isEqualTo(TaskState.RUNNING);
            next.teardown();
        }
    }

    @Test
    void aDisconnectedSchedulerMayReturnAndOneWithoutAFailoverTimeoutIsOver() throws IOException {
        var patient = scheduler("patient", 60).subscribed("patient-1");
        patient.disconnect();
        MasterStage.await("it is disconnected", () -> framework(patient.id()).phase() == Phase.DISCONNECTED);
        assertThat(patient.call(new FrameworkCall.Revive(new TreeSet<>())))
                .isInstanceOf(FrameworkReply.NotConnected.class);
        assertThat(patient.subscribe("patient-2", false)).isInstanceOf(FrameworkReply.Subscribed.class);
        patient.teardown();

        var hasty = scheduler("hasty", 0).subscribed("hasty-1");
        try (var agent = agent("hasty")) {
            var offer = hasty.offer();
            hasty.launch(offer, TestScheduler.task(offer, "t-1", "cpus:1;mem:64"));
            var launch =
                    MasterStage.hear(agent, FromMaster.Launch.class).tasks().getFirst();
            say(agent, launch.task(), 1, TaskState.RUNNING);
            hasty.acknowledge(hasty.update("t-1"));
            hasty.disconnect();

            assertThat(MasterStage.hear(agent, FromMaster.Kill.class).order().task())
                    .isEqualTo(launch.task());
            assertThat(framework(hasty.id()).phase()).isEqualTo(Phase.COMPLETED);
            assertThat(hasty.subscribe("hasty-2", true))
                    .isEqualTo(new FrameworkReply.Refused(FrameworkMachine.REMOVED));
        }
    }

    @Test
    void anOfferThatIsNoMoreLosesItsTasks() throws IOException {
        var scheduler = scheduler("invalid", 0).subscribed("invalid-1");
        try (var agent = agent("invalid")) {
            var offer = scheduler.offer();
            scheduler.decline(offer.id(), LONG);
            scheduler.launch(offer, TestScheduler.task(offer, "t-1", "cpus:1;mem:64"));
            var late = scheduler.next(FrameworkPush.Undone.class);
            assertThat(late.status().state()).isEqualTo(TaskState.LOST);
            assertThat(late.status().reason()).isEqualTo(TaskReason.INVALID_OFFERS);

            var never = new FrameworkPush.Offer(
                    new OfferId("made-up"),
                    scheduler.id(),
                    offer.role(),
                    offer.agent(),
                    offer.info(),
                    offer.resources(),
                    List.of(),
                    Optional.empty());
            scheduler.launch(never, TestScheduler.task(offer, "t-2", "cpus:1;mem:64"));
            assertThat(scheduler.next(FrameworkPush.Undone.class).task()).isEqualTo("t-2");
            scheduler.teardown();
        }
    }

    @Test
    void onlyTheLastFrameworksThatAreOverAreRemembered() {
        int groups = 4;
        int many = groups * COMPLETED_MAX + 20;
        for (int i = 0; i < many; i++) {
            scheduler("short-" + i, 0).subscribed("short-" + i).teardown();
        }
        MasterStage.await(
                "the oldest are forgotten",
                () -> MasterStage.get(master.frameworks().frameworks()).stream()
                                .filter(framework -> framework.phase() == Phase.COMPLETED)
                                .count()
                        <= groups * COMPLETED_MAX);
        assertThat(framework(new FrameworkId("short-" + (many - 1))).phase()).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void anOperatorEndsAFrameworkAndNobodyElseIsHeardOfIt() {
        var scheduler = scheduler("ended", 60).subscribed("ended-1");
        assertThat(MasterStage.get(master.frameworks().teardown(scheduler.id(), new Cause("end", "ann"))))
                .isEqualTo(FrameworkReply.Done.DONE);
        assertThat(scheduler.next(FrameworkPush.End.class).error()).isEqualTo(FrameworkMachine.REMOVED);
        assertThat(MasterStage.get(
                        master.frameworks().teardown(new FrameworkId("nobody"), new Cause("end-nobody", "ann"))))
                .isInstanceOf(FrameworkReply.UnknownFramework.class);
        assertThat(scheduler.call(new FrameworkCall.Acknowledge(
                        new AgentId("a"), new TaskId("t"), UUID.nameUUIDFromBytes(new byte[] {1}))))
                .isInstanceOf(FrameworkReply.UnknownFramework.class);
    }

    private static Reconciliation.Question question(String task, Optional<AgentId> agent) {
        return new Reconciliation.Question(new TaskId(task), agent);
    }

    private static TestScheduler scheduler(String id, double failoverSeconds, Capability... capabilities) {
        return new TestScheduler(master.frameworks(), id, failoverSeconds, capabilities);
    }

    private static Framework framework(FrameworkId id) {
        return MasterStage.get(master.frameworks().framework(id)).orElseThrow();
    }

    /** An agent that has registered. */
    private static AgentSocket agent(String id) throws IOException {
        var socket = new AgentSocket(master.cell().info().linkPort(), CODEC);
        socket.say(Samples.hello(new AgentId(id)));
        MasterStage.hear(socket, FromMaster.Welcome.class);
        return socket;
    }

    private static void say(AgentSocket agent, TaskId task, long sequence, TaskState state) throws IOException {
        agent.say(new FromAgent.Statuses(List.of(new StatusUpdate(task, sequence, Samples.status(state)))));
    }
}
