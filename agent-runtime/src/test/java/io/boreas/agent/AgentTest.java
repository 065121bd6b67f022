package io.boreas.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.agent.link.AgentLinkSettings;
import io.boreas.agent.link.LinkRefused;
import io.boreas.agent.link.MasterAddress;
import io.boreas.core.agent.Admission;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentEffect;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import io.boreas.persistence.codec.ProtobufLinkCodec;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AgentTest {
    private static final AgentLinkSettings FAST = new AgentLinkSettings(
            Duration.ofMillis(10),
            Duration.ofMillis(50),
            Duration.ofSeconds(5),
            Duration.ofMillis(400),
            Duration.ofSeconds(1),
            10_000,
            64,
            Optional.empty());

    @TempDir
    Path workDir;

    private final TestRunner runner = new TestRunner();

    @Test
    void aTaskIsLaunchedReportedAcknowledgedAndForgotten() {
        try (var master = new TestMaster();
                var agent = start(master.address())) {
            await(agent);
            admit(master, agent, 1);
            launchWhatIsOwed(master, agent);
            Await.until("the launch", () -> runner.launched.contains(task(1)));

            runner.see(task(1), TaskState.RUNNING);
            runner.see(task(1), TaskState.FINISHED);

            Await.until("the end", () -> runner.acknowledged.contains(new StatusAck(task(1), 2)));
            var ledger = master.ledger(agent.id()).tasks().get(task(1)).orElseThrow();
            assertThat(ledger.state()).isEqualTo(TaskState.FINISHED);
            assertThat(ledger.notices())
                    .extracting(notice -> notice.status().state())
                    .containsExactly(TaskState.STAGING, TaskState.RUNNING, TaskState.FINISHED);
        }
    }

    @Test
    void anAgentKnownByANameSaysFromWhichAddressItDials() {
        try (var master = new TestMaster();
                var agent = start(master.address())) {
            await(agent);

            var info = lastHello(master).info();

            assertThat(info.hostname()).isEqualTo("host-1");
            assertThat(info.address()).contains("127.0.0.1");
        }
    }

    @Test
    void aKillReachesTheRunner() {
        try (var master = new TestMaster();
                var agent = start(master.address())) {
            await(agent);
            admit(master, agent, 1);
            launchWhatIsOwed(master, agent);
            var order = new KillOrder(task(1), Duration.ofSeconds(3), "not wanted");

            master.say(agent.id(), new FromMaster.Kill(order));

            Await.until("the kill", () -> runner.killed.contains(order));
        }
    }

    @Test
    void statusesSeenWhileCutOffArriveInOrderInOneMessage() {
        try (var master = new TestMaster();
                var agent = start(master.address())) {
            await(agent);
            admit(master, agent, 1);
            launchWhatIsOwed(master, agent);
            Await.until("the launch", () -> runner.launched.contains(task(1)));
            master.welcoming = false;
            master.hangUp(agent.id());
            Await.until("the loss", () -> !agent.isConnected());
            IntStream.range(0, 500).forEach(i -> runner.see(task(1), TaskState.RUNNING));
            // A hello that lists the 500th status was sent after all were seen.
            Await.until("a hello with all of them", () -> lastHello(master).tasks().stream()
                    .anyMatch(held -> held.sequence() == 500));
            master.heard.clear();

            master.welcoming = true;

            Await.until("500 statuses", () -> master.statuses().size() == 500);
            assertThat(master.heard(FromAgent.Statuses.class)).hasSize(1);
            assertThat(master.statuses()).extracting(StatusUpdate::sequence).isSorted();
            Await.until("the acknowledgement", () -> runner.acknowledged.contains(new StatusAck(task(1), 500)));
        }
    }

    @Test
    void theNextMasterIsTriedWhenOneIsDown() throws Exception {
        int deaf;
        try (var socket = new ServerSocket(0)) {
            deaf = socket.getLocalPort();
        }
        try (var master = new TestMaster();
                var agent = start(new MasterAddress("127.0.0.1", deaf), master.address())) {
            await(agent);
            assertThat(agent.isConnected()).isTrue();
        }
    }

    @Test
    void aMasterThatRestartsIsFoundAgain() {
        var first = new TestMaster();
        try (var agent = start(first.address())) {
            await(agent);
            int port = first.address().port();
            first.close();
            Await.until("the loss", () -> !agent.isConnected());

            try (var second = new TestMaster(port)) {
                await(agent);
                assertThat(second.heard(FromAgent.Hello.class)).isNotEmpty();
            }
        }
    }

    @Test
    void aSilentMasterIsLeft() {
        try (var master = new TestMaster()) {
            master.pingInterval = Duration.ofMillis(100);
            try (var agent = start(master.address())) {
                await(agent);
                Await.until(
                        "a second hello",
                        () -> master.heard(FromAgent.Hello.class).size() >= 2);
            }
        }
    }

    @Test
    void aMasterThatPingsIsKeptAndAnswered() {
        try (var master = new TestMaster()) {
            master.pingInterval = Duration.ofMillis(300);
            try (var agent = start(master.address())) {
                await(agent);
                for (int i = 1; i <= 20; i++) {
                    long nonce = i;
                    master.say(agent.id(), new FromMaster.Ping(nonce));
                    Await.until("pong " + nonce, () -> master.heard.contains(new FromAgent.Pong(nonce)));
                    pass(Duration.ofMillis(60));
                }
                assertThat(master.heard(FromAgent.Hello.class)).hasSize(1);
            }
        }
    }

    @Test
    void aMasterThatNeverWelcomesIsLeft() {
        try (var master = new TestMaster()) {
            master.welcoming = false;
            try (var agent = start(master.address())) {
                Await.until(
                        "a second hello",
                        () -> master.heard(FromAgent.Hello.class).size() >= 2);
                assertThat(agent.isConnected()).isFalse();
            }
        }
    }

    @Test
    void aRefusalForGoodEndsTheAgentAndSaysWhy() {
        try (var master = new TestMaster()) {
            master.refusal = new FromMaster.Refused("it was declared gone", true);
            try (var agent = start(master.address())) {
                assertThatThrownBy(() -> agent.ended().join())
                        .isInstanceOf(CompletionException.class)
                        .cause()
                        .isInstanceOf(LinkRefused.class)
                        .hasMessageContaining("it was declared gone")
                        .hasMessageContaining(master.address().toString());
            }
        }
    }

    @Test
    void aRefusalForNowIsTriedAgain() {
        try (var master = new TestMaster()) {
            master.refusal = new FromMaster.Refused("no majority", false);
            try (var agent = start(master.address())) {
                Await.until(
                        "some hellos", () -> master.heard(FromAgent.Hello.class).size() >= 3);
                master.refusal = new FromMaster.Refused("", false);
                await(agent);
                assertThat(agent.ended()).isNotDone();
            }
        }
    }

    @Test
    void aRunnerThatIsBusyKeepsNeitherPingsNorSandboxesWaiting() {
        runner.launchGate = new CountDownLatch(1);
        try (var master = new TestMaster();
                var agent = start(master.address())) {
            await(agent);
            admit(master, agent, 1);
            launchWhatIsOwed(master, agent);

            master.say(agent.id(), new FromMaster.Ping(42));
            master.say(agent.id(), new FromMaster.SandboxQuestion(7, task(1), new SandboxQuery.Browse("")));

            Await.until("the pong", () -> master.heard.contains(new FromAgent.Pong(42)));
            Await.until(
                    "the answer",
                    () -> master.heard(FromAgent.SandboxAnswered.class).size() == 1);
            assertThat(runner.launched).isEmpty();
            runner.launchGate.countDown();
            Await.until("the launch", () -> runner.launched.contains(task(1)));
        }
    }

    @Test
    void sandboxQuestionsBeyondTheBoundAreRefused() {
        runner.sandboxGate = new CountDownLatch(1);
        try (var master = new TestMaster();
                var agent = start(master.address())) {
            await(agent);
            for (int i = 1; i <= 70; i++) {
                master.say(agent.id(), new FromMaster.SandboxQuestion(i, task(1), new SandboxQuery.Browse("")));
            }
            Await.until(
                    "six refusals",
                    () -> master.heard(FromAgent.SandboxAnswered.class).size() == 6);
            assertThat(master.heard(FromAgent.SandboxAnswered.class))
                    .allSatisfy(said -> assertThat(said.answer()).isInstanceOf(SandboxAnswer.Failed.class));

            runner.sandboxGate.countDown();

            Await.until(
                    "all answers",
                    () -> master.heard(FromAgent.SandboxAnswered.class).size() == 70);
            master.say(agent.id(), new FromMaster.SandboxQuestion(71, task(1), new SandboxQuery.Browse("")));
            Await.until(
                    "one more",
                    () -> master.heard(FromAgent.SandboxAnswered.class).size() == 71);
            assertThat(master.heard(FromAgent.SandboxAnswered.class).getLast().answer())
                    .isInstanceOf(SandboxAnswer.Data.class);
        }
    }

    @Test
    void moreThanTheRunnerCanTakeIsLeftInTheConnection() {
        runner.launchGate = new CountDownLatch(1);
        try (var master = new TestMaster()) {
            master.pingInterval = Duration.ofMillis(700);
            try (var agent = start(master.address())) {
                await(agent);
                for (int i = 0; i < 5; i++) {
                    var launches = IntStream.range(i * 1_000, (i + 1) * 1_000)
                            .mapToObj(AgentTest::launch)
                            .toList();
                    master.say(agent.id(), new FromMaster.Launch(launches));
                }
                // It listens no more, so it says by itself that it is there, and does not take the silence for its
                // master's.
                Await.until(
                        "signs of life",
                        () -> master.heard(FromAgent.Pong.class).size() >= 4);
                assertThat(master.heard(FromAgent.Hello.class)).hasSize(1);

                runner.launchGate.countDown();

                Await.until("all launches", () -> runner.launched.size() == 5_000);
            }
        }
    }

    @Test
    void aTaskTheRunnerCannotTakeHasFailed() {
        runner.broken = true;
        try (var master = new TestMaster();
                var agent = start(master.address())) {
            await(agent);
            admit(master, agent, 1);
            launchWhatIsOwed(master, agent);

            Await.until("its failure", () -> master.statuses().size() == 1);
            assertThat(master.statuses().getFirst().status().state()).isEqualTo(TaskState.FAILED);
            assertThat(master.statuses().getFirst().status().message()).contains("the disk is full");
        }
    }

    @Test
    void aRestartedAgentIsTheSameAgentAndListsWhatItHeld() {
        try (var master = new TestMaster()) {
            var first = start(master.address());
            await(first);
            admit(master, first, 1);
            launchWhatIsOwed(master, first);
            Await.until("the launch", () -> runner.launched.contains(task(1)));
            runner.see(task(1), TaskState.RUNNING);
            Await.until("the acknowledgement", () -> runner.acknowledged.contains(new StatusAck(task(1), 1)));
            first.close();
            runner.see(task(1), TaskState.FINISHED);

            try (var second = start(master.address())) {
                await(second);
                assertThat(second.id()).isEqualTo(first.id());
                assertThat(lastHello(master).tasks().getFirst().sequence()).isEqualTo(2);
                Await.until("the end", () -> runner.acknowledged.contains(new StatusAck(task(1), 2)));
            }
            assertThat(runner.launched).containsExactly(task(1));
        }
    }

    @Test
    void aMasterThatStoredNothingIsToldAgain() {
        try (var master = new TestMaster()) {
            master.pingInterval = Duration.ofMillis(700);
            try (var agent = start(master.address())) {
                await(agent);
                // The master's ledger does not know the task yet, so it acknowledges nothing that has a gap before it.
                master.say(agent.id(), new FromMaster.Launch(List.of(launch(1))));
                Await.until("the launch", () -> runner.launched.contains(task(1)));
                admit(master, agent, 1);
                master.listen(agent.id(), false);
                runner.see(task(1), TaskState.RUNNING);
                runner.see(task(1), TaskState.FINISHED);
                master.listen(agent.id(), true);
                Await.until("the end", () -> runner.acknowledged.contains(new StatusAck(task(1), 2)));
            }
        }
    }

    @Test
    void aSecondAgentInTheSameWorkDirectoryIsRefused() {
        try (var master = new TestMaster();
                var agent = start(master.address())) {
            assertThatThrownBy(() -> start(master.address()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another agent runs in")
                    .hasMessageContaining(workDir.toString());
            assertThat(agent.ended()).isNotDone();
        }
    }

    @Test
    void aDamagedIdIsNotReplaced() throws Exception {
        Files.writeString(workDir.resolve("agent-id"), "a/b");

        assertThatThrownBy(() -> start(new MasterAddress("127.0.0.1", 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("agent-id");
    }

    private Agent start(MasterAddress... masters) {
        var settings = new AgentSettings(
                workDir,
                List.of(masters),
                "host-1",
                0,
                Resources.parse("cpus:4;mem:4096;disk:4096;ports:[31000-32000]"),
                Attributes.none(),
                "1.0",
                FAST);
        return Agent.start(settings, new ProtobufLinkCodec(), runner, InstantSource.system(), new Random(7));
    }

    private static void await(Agent agent) {
        Await.until("a welcome", agent::isConnected);
    }

    private static FromAgent.Hello lastHello(TestMaster master) {
        return new ArrayList<>(master.heard(FromAgent.Hello.class)).getLast();
    }

    private static void admit(TestMaster master, Agent agent, int number) {
        var launch = launch(number);
        master.tell(
                agent.id(),
                new AgentCommand.Admit(List.of(new Admission(launch.task(), launch.owner(), launch.spec()))));
    }

    private static void launchWhatIsOwed(TestMaster master, Agent agent) {
        for (var effect : new AgentMachine().outstanding(master.ledger(agent.id()))) {
            if (effect instanceof AgentEffect.LaunchOn(var launch)) {
                master.say(agent.id(), new FromMaster.Launch(List.of(launch)));
            }
        }
    }

    private static TaskId task(int number) {
        return new TaskId("task-" + number);
    }

    private static TaskLaunch launch(int number) {
        var spec = new TaskSpec(
                "web",
                List.of(ProcessSpec.of("run", "sleep 1000")),
                List.of(),
                Resources.parse("cpus:0.1;mem:16"),
                new TreeSet<>(),
                1,
                0,
                TaskSpec.FINALIZATION_WAIT_DEFAULT,
                "",
                new TreeMap<>(),
                LogPolicy.DEFAULT);
        var owner = new Owner.JobInstance(new JobKey("www", "prod", "web"), number);
        return new TaskLaunch(task(number), owner, spec, spec.resources(), new TreeMap<>());
    }

    /** Lets real time go by, for what must not happen in it. */
    private static void pass(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
