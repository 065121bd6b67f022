package io.boreas.actors.guardian;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.gateway.AgentCounts;
import io.boreas.actors.gateway.CellCounts;
import io.boreas.actors.gateway.CellUnavailable;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.gateway.JobCounts;
import io.boreas.actors.gateway.MasterView;
import io.boreas.actors.stage.AgentSocket;
import io.boreas.actors.stage.NumberedCodec;
import io.boreas.actors.stage.PortPairs;
import io.boreas.actors.stage.Samples;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.framework.Phase;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
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
import io.boreas.core.machine.GroupKind;
import io.boreas.core.registry.RegistryCommand;
import io.boreas.core.registry.RegistryReply;
import io.boreas.core.resource.Role;
import io.boreas.core.task.TaskState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A cell of two masters that reach each other over real sockets. Each has a journal of its own, in memory, so groups stay where they began:
 * what matters is that whatever is said to one master's doors reaches the groups, links and streams on the other.
 */
class TwoMastersTest {
    private static final NumberedCodec CODEC = new NumberedCodec();
    private static final int GROUPS = 4;
    private static final List<Master> MASTERS = new ArrayList<>();

    @BeforeAll
    static void start() {
        var ports = freePorts();
        for (var port : ports) {
            MASTERS.add(MasterStage.start(
                    CODEC,
                    Map.of(
                            "boreas.gateway.ask-timeout",
                            "8s",
                            "boreas.groups.count",
                            "" + GROUPS,
                            "boreas.cluster.port",
                            "" + port,
                            "boreas.cluster.masters",
                            "127.0.0.1:" + ports.get(0) + ",127.0.0.1:" + ports.get(1))));
        }
        MASTERS.forEach(MasterStage::awaitReady);
    }

    private static List<Integer> freePorts() {
        return List.of(PortPairs.free(), PortPairs.free());
    }

    @AfterAll
    static void stop() {
        MASTERS.forEach(Master::close);
    }

    private static CellCounts counted(Master master) {
        return new CellCounts(
                JobCounts.of(MasterStage.get(master.cell().jobs())),
                AgentCounts.of(MasterStage.get(master.cell().agents())));
    }

    private static Master other(int master) {
        return MASTERS.get(1 - master);
    }

    @ParameterizedTest(name = "the agent at master {0}")
    @ValueSource(ints = {0, 1})
    void aJobOfOneMastersClientRunsOnTheOthersAgent(int at) throws IOException {
        var job = new JobKey("www", "prod", "across-" + at);
        var agent = new AgentId("across-" + at);
        var client = other(at).cell();
        try (var socket = new AgentSocket(MASTERS.get(at).cell().info().linkPort(), CODEC)) {
            socket.say(Samples.hello(agent));
            MasterStage.hear(socket, FromMaster.Welcome.class);
            assertThat(create(other(at), Samples.service(job, 1))).isEqualTo(JobReply.Done.DONE);

            var launch =
                    MasterStage.hear(socket, FromMaster.Launch.class).tasks().getFirst();
            say(socket, launch.task(), 1, TaskState.RUNNING);
            assertThat(MasterStage.hear(socket, FromMaster.Acknowledge.class).acks())
                    .hasSize(1);
            MasterStage.await("the job runs", () -> status(other(at), job) == ScheduleStatus.RUNNING);
            for (var master : MASTERS) {
                assertThat(MasterStage.get(master.cell().jobOf(launch.task())))
                        .map(Job::key)
                        .contains(job);
                assertThat(MasterStage.get(master.cell().agents()))
                        .anySatisfy(view -> assertThat(view.agent().tasks().containsKey(launch.task()))
                                .isTrue());
                assertThat(MasterStage.get(master.cell().agent(agent))
                                .orElseThrow()
                                .linked())
                        .isTrue();
            }

            for (var master : MASTERS) {
                MasterStage.await(
                        "it counts what it has",
                        () -> MasterStage.get(master.cell().counts()).equals(counted(master)));
                assertThat(counted(master).jobs().tasks()).containsKey(ScheduleStatus.RUNNING);
            }

            var asked = client.sandbox(agent, launch.task(), new SandboxQuery.Browse(""));
            var question = MasterStage.hear(socket, FromMaster.SandboxQuestion.class);
            var answer = new SandboxAnswer.Entries(List.of());
            socket.say(new FromAgent.SandboxAnswered(question.request(), answer));
            assertThat(MasterStage.get(asked)).isEqualTo(answer);

            var kill = new JobCommand.KillInstances(new TreeSet<>(), "stop");
            assertThat(MasterStage.get(client.command(job, kill, new Cause("kill-" + at, "ann"))))
                    .isEqualTo(new JobReply.Affected(job, List.of(0)));
            assertThat(MasterStage.hear(socket, FromMaster.Kill.class).order().task())
                    .isEqualTo(launch.task());
            say(socket, launch.task(), 2, TaskState.KILLED);
            MasterStage.await("the job has ended", () -> MasterStage.get(client.job(job))
                    .orElseThrow()
                    .active()
                    .isEmpty());
        }
    }

    @ParameterizedTest(name = "the scheduler at master {0}")
    @ValueSource(ints = {0, 1})
    void aSchedulerOfOneMasterLaunchesOnTheOthersAgent(int at) throws IOException {
        var scheduler = new TestScheduler(MASTERS.get(at).frameworks(), "across-" + at, 0).subscribed("across-" + at);
        try (var socket = new AgentSocket(other(at).cell().info().linkPort(), CODEC)) {
            socket.say(Samples.hello(new AgentId("offers-" + at)));
            var offer = scheduler.offer();
            while (!offer.agent().equals(new AgentId("offers-" + at))) {
                offer =
                        scheduler
                                .offer(); // an agent of another test counts as there for a while after its link is down
            }
            scheduler.launch(offer, TestScheduler.task(offer, "t-" + at, "cpus:1;mem:64"));

            var launch =
                    MasterStage.hear(socket, FromMaster.Launch.class).tasks().getFirst();
            say(socket, launch.task(), 1, TaskState.RUNNING);
            var running = scheduler.update("t-" + at);
            assertThat(running.status().state()).isEqualTo(TaskState.RUNNING);
            scheduler.acknowledge(running);
            say(socket, launch.task(), 2, TaskState.FINISHED);
            scheduler.acknowledge(scheduler.update("t-" + at));

            for (var master : MASTERS) {
                assertThat(MasterStage.get(master.frameworks().frameworks()))
                        .anySatisfy(framework -> assertThat(framework.id()).isEqualTo(scheduler.id()));
            }
            var end = other(at).frameworks().teardown(scheduler.id(), new Cause("end-" + at, "ann"));
            assertThat(MasterStage.get(end)).isEqualTo(FrameworkReply.Done.DONE);
            scheduler.next(FrameworkPush.End.class);
        }
    }

    /**
     * Its group's answer, and what it reports to the planner, are longer than Pekko's own limit of a message; several such in one group are
     * more than one message has room for.
     */
    @ParameterizedTest(name = "asked at master {0}")
    @ValueSource(ints = {0, 1})
    void aJobOfThousandsIsSeenWhole(int at) {
        var job = IntStream.iterate(at, number -> number + 2)
                .mapToObj(number -> new JobKey("www", "prod", "thousands-" + number))
                .filter(key -> GroupKind.groupOf(key.toString(), GROUPS) == 0)
                .findFirst()
                .orElseThrow();
        var spec = Samples.service(job, JobSpec.INSTANCES_MAX);
        var large = new JobSpec(
                job,
                spec.kind(),
                JobSpec.INSTANCES_MAX,
                Samples.spec("cpus:1000;mem:1"),
                spec.constraints(),
                0,
                1,
                "",
                spec.metadata());
        assertThat(create(MASTERS.get(at), large)).isEqualTo(JobReply.Done.DONE);

        for (var master : MASTERS) {
            var found = MasterStage.get(master.cell().job(job)).orElseThrow();
            assertThat(found.active().size()).isEqualTo(JobSpec.INSTANCES_MAX);
            assertThat(MasterStage.get(master.cell().jobs()).stream().map(Job::key))
                    .contains(job)
                    .isSorted();
            var task = found.active().get(0).orElseThrow().id();
            MasterStage.await(
                    "the planner knows why",
                    () -> MasterStage.get(master.cell().why(job, task)).isPresent());
            assertThat(MasterStage.get(master.cell().preview(large, 2)).unplaced())
                    .isEqualTo(2);
        }
    }

    @ParameterizedTest(name = "the schedulers at master {0}")
    @ValueSource(ints = {0, 1})
    void aSchedulerThatHangsUpIsMissedWhereverItsGroupIs(int at) {
        var ids = new TreeSet<FrameworkId>();
        for (int i = 0; i < 2 * GROUPS; i++) {
            var scheduler = new TestScheduler(MASTERS.get(at).frameworks(), "brief-" + at + "-" + i, 3_600);
            scheduler.subscribed("brief-" + at + "-" + i).disconnect();
            ids.add(scheduler.id());
        }

        for (var id : ids) {
            MasterStage.await(
                    "it is missed",
                    () -> MasterStage.get(other(at).frameworks().framework(id))
                                    .orElseThrow()
                                    .phase()
                            == Phase.DISCONNECTED);
            MasterStage.get(other(at).frameworks().teardown(id, new Cause("end-" + id, "ann")));
        }
    }

    @Test
    void eachGroupIsOnOneMasterAndBothKnowOnWhich() {
        var seen = MASTERS.stream()
                .map(master -> MasterStage.get(master.cell().masters()))
                .toList();
        for (var masters : seen) {
            assertThat(masters).hasSize(2).allMatch(master -> master.standing() == MasterView.Standing.UP);
            for (var kind : GroupKind.values()) {
                int hosted = masters.stream()
                        .mapToInt(master -> master.groups().get(kind))
                        .sum();
                assertThat(hosted).as("groups of %ss", kind).isEqualTo(kind.groups(GROUPS));
            }
        }
        assertThat(seen.get(0).stream().map(MasterView::groups).toList())
                .isEqualTo(seen.get(1).stream().map(MasterView::groups).toList());
    }

    @Test
    void whatAnOperatorSaysAtOneMasterIsSeenAtTheOther() {
        int number = 0;
        for (var master : MASTERS) {
            var weights = new TreeMap<Role, Double>(Map.of(new Role("r" + number), 2.0 + number));
            var reply = master.cell()
                    .registry(new RegistryCommand.UpdateWeights(weights), new Cause("weigh-" + number, "ann"));
            assertThat(MasterStage.get(reply)).isInstanceOf(RegistryReply.Done.class);
            number++;
        }
        for (var master : MASTERS) {
            assertThat(MasterStage.get(master.cell().registry()).weights())
                    .containsEntry(new Role("r0"), 2.0)
                    .containsEntry(new Role("r1"), 3.0);
            assertThat(MasterStage.get(master.cell().agent(new AgentId("nobody"))))
                    .isEqualTo(Optional.empty());
        }
    }

    /** Longer than a message may be: its own group's master takes it, and to the other it never comes. */
    @Test
    void whatIsTooLongIsLostAloneAndWhoAskedIsTold() {
        var job = new JobKey("www", "prod", "nothing");
        var kill = new JobCommand.KillInstances(new TreeSet<>(), "x".repeat(33 * 1024 * 1024));

        var answers = new ArrayList<String>();
        for (var master : MASTERS) {
            try {
                answers.add(MasterStage.get(master.cell().command(job, kill, new Cause("long", "ann")))
                        .getClass()
                        .getSimpleName());
            } catch (CellUnavailable e) {
                answers.add("CellUnavailable");
            }
        }

        assertThat(answers).containsExactlyInAnyOrder("UnknownJob", "CellUnavailable");
        for (var master : MASTERS) {
            assertThat(MasterStage.get(master.cell().job(job))).isEmpty();
        }
    }

    private static JobReply create(Master master, JobSpec spec) {
        var cause = new Cause("create-" + spec.key().name(), "ann");
        return MasterStage.get(master.cell().command(spec.key(), new JobCommand.Create(spec, 7), cause));
    }

    private static ScheduleStatus status(Master master, JobKey job) {
        return MasterStage.get(master.cell().job(job))
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
