package io.boreas.actors.framework;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.allocator.AllocatorMessage;
import io.boreas.actors.framework.FrameworkGroupMessage.Leased;
import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.group.Authority;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupSettings;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.group.RollCall;
import io.boreas.actors.stage.Samples;
import io.boreas.actors.stage.Stage;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.Notice;
import io.boreas.core.agent.Operation;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkMachine;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.framework.FrameworkWish;
import io.boreas.core.framework.TaskRun;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.TaskId;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.task.Payload;
import io.boreas.core.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A group of frameworks among probes: what it does of offers and streams of which word was lost. */
class FrameworkGroupTest {
    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final int NUMBER = 1;
    private static final Duration LONG = Duration.ofSeconds(31);
    private static final OfferId KNOWN = OfferId.of(Samples.AGENT, 1);
    private static final OfferId LOST = OfferId.of(Samples.AGENT, 2);

    private static Stage stage;

    /** Another for each test: they share a journal. */
    private final FrameworkId id = new FrameworkId("framework" + RUNS.incrementAndGet());

    private final Groups groups = new Groups(4);
    private final TestProbe<ShardingEnvelope<GroupMessage>> agents = stage.probe();
    private final TestProbe<ToScheduler> stream = stage.probe();
    private final TestProbe<RollCall.Message> rollCall = stage.probe();
    private ActorRef<GroupMessage> group = spawn();

    @BeforeAll
    static void open() {
        stage = Stage.inManualTime();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    private ActorRef<GroupMessage> spawn() {
        TestProbe<AllocatorMessage> allocator = stage.probe();
        TestProbe<ShardingEnvelope<GroupMessage>> others = stage.probe();
        groups.attach(
                Map.of(GroupKind.AGENT, agents.ref(), GroupKind.JOB, others.ref(), GroupKind.FRAMEWORK, others.ref()));
        groups.attach(rollCall.ref());
        var retryMin = Duration.ofSeconds(2);
        var retryMax = Duration.ofSeconds(8);
        return stage.spawn(FrameworkGroup.create(
                NUMBER,
                new GroupSettings(4, 1_000, 1_000, 1_000, 2, Optional.empty(), true, retryMin, retryMax),
                new FrameworkGroupSettings(Duration.ofMinutes(10), retryMin, retryMax),
                groups,
                allocator.ref(),
                stage.clocks(),
                Authority.SOLE));
    }

    private void subscribe() {
        assertThat(connect("stream", stream).receiveMessage()).isInstanceOf(FrameworkReply.Subscribed.class);
    }

    private TestProbe<FrameworkReply> connect(String streamId, TestProbe<ToScheduler> to) {
        var wish = new FrameworkWish(
                "test",
                "nobody",
                Optional.empty(),
                true,
                60,
                Optional.of("web"),
                List.of(),
                new TreeSet<>(),
                List.of(),
                Payload.NONE);
        TestProbe<FrameworkReply> answer = stage.probe();
        group.tell(new FrameworkGroupMessage.Connect(
                id,
                new FrameworkCommand.Subscribe(wish, true, streamId),
                new Cause("subscribe " + streamId, "ann"),
                to.ref(),
                answer.ref()));
        return answer;
    }

    /** The next command that a group of agents is sent. */
    private AgentCommand nextCommand() {
        return (AgentCommand) nextWhole().envelope().command();
    }

    private GroupMessage.Command<?, ?, ?> nextWhole() {
        while (true) {
            if (agents.receiveMessage().message() instanceof GroupMessage.Command<?, ?, ?> command) {
                return command;
            }
        }
    }

    /** What groups of agents were told besides, up to a question that comes behind it all. */
    private List<GroupMessage> rest() {
        var rest = new ArrayList<GroupMessage>();
        var behind = new FrameworkId("gone");
        group.tell(new FrameworkGroupMessage.StillLeased(behind, List.of(new Leased(Samples.AGENT, LOST))));
        while (true) {
            var message = agents.receiveMessage().message();
            if (message instanceof GroupMessage.Command<?, ?, ?> command
                    && command.envelope().command() instanceof AgentCommand.ReleaseOffers release
                    && release.framework().equals(behind)) {
                return rest;
            }
            rest.add(message);
        }
    }

    private AgentCommand.Accept nextAccept() {
        while (true) {
            if (nextCommand() instanceof AgentCommand.Accept accept) {
                return accept;
            }
        }
    }

    private AgentGroupMessage.TellAgain nextQuestion() {
        while (true) {
            if (agents.receiveMessage().message() instanceof AgentGroupMessage.TellAgain question) {
                return question;
            }
        }
    }

    /** The groups of agents that are asked what they have to tell, and the numbers of the questions. */
    private Map<Integer, Long> asked() {
        var asked = new TreeMap<Integer, Long>();
        while (asked.size() < groups.count()) {
            var next = agents.receiveMessage();
            if (next.message() instanceof AgentGroupMessage.TellAgain(int frameworks, long asking)) {
                assertThat(frameworks).isEqualTo(NUMBER);
                asked.put(Integer.parseInt(next.entityId()), asking);
            }
        }
        return asked;
    }

    private void accept(String task) {
        TestProbe<FrameworkReply> answer = stage.probe();
        group.tell(new FrameworkGroupMessage.Call(
                id,
                "stream",
                new FrameworkCall.Accept(
                        List.of(KNOWN),
                        List.of(new Operation.Launch(
                                Optional.empty(), List.of(Samples.frameworkTask(Samples.AGENT, task, "cpus:0.1")))),
                        Duration.ZERO),
                new Cause("accept " + id + task, "ann"),
                answer.ref()));
    }

    private void tell(Map<Integer, Long> answers) {
        answers.forEach((number, asking) -> group.tell(new FrameworkGroupMessage.ToldAgain(number, asking)));
    }

    private FrameworkPush.Offer offer(OfferId offer) {
        return new FrameworkPush.Offer(
                offer,
                id,
                new Role("web"),
                Samples.AGENT,
                Samples.hello(Samples.AGENT).info(),
                Resources.parse("cpus:1"),
                List.of(),
                Optional.empty());
    }

    @Test
    void aLeaseThatItsSchedulerWasNeverToldOfIsGivenBack() {
        subscribe();
        group.tell(new FrameworkGroupMessage.Offered(id, List.of(offer(KNOWN))));

        group.tell(new FrameworkGroupMessage.StillLeased(
                id, List.of(new Leased(Samples.AGENT, KNOWN), new Leased(Samples.AGENT, LOST))));

        assertThat(nextCommand())
                .isEqualTo(new AgentCommand.ReleaseOffers(id, List.of(LOST), "its framework does not know of it"));
    }

    @Test
    void aLeaseToAFrameworkThatIsNotThereIsGivenBack() {
        var gone = new FrameworkId("gone");

        group.tell(new FrameworkGroupMessage.StillLeased(gone, List.of(new Leased(Samples.AGENT, LOST))));

        assertThat(nextCommand())
                .isEqualTo(new AgentCommand.ReleaseOffers(gone, List.of(LOST), "its framework does not know of it"));
    }

    @Test
    void aStreamThatIsNotItsFrameworksIsToldSoAgain() {
        subscribe();
        TestProbe<ToScheduler> earlier = stage.probe();

        group.tell(new FrameworkGroupMessage.StreamHolds(id, "earlier stream", earlier.ref()));

        earlier.expectMessage(new ToScheduler.Push(new FrameworkPush.End(FrameworkMachine.FAILED_OVER)));
    }

    @Test
    void theStreamOfAFrameworkThatWasRemovedIsToldSoAgain() {
        subscribe();
        TestProbe<FrameworkReply> answer = stage.probe();
        group.tell(new FrameworkGroupMessage.Teardown(id, new Cause("teardown " + id, "ann"), answer.ref()));
        answer.expectMessage(FrameworkReply.Done.DONE);
        TestProbe<ToScheduler> late = stage.probe();

        group.tell(new FrameworkGroupMessage.StreamHolds(id, "stream", late.ref()));

        late.expectMessage(new ToScheduler.Push(new FrameworkPush.End(FrameworkMachine.REMOVED)));
    }

    @Test
    void aSubscriptionThatIsAskedForTwiceIsAnsweredTwiceAndStands() {
        var first = connect("stream", stream);
        var second = connect("stream", stream);

        assertThat(first.receiveMessage()).isInstanceOf(FrameworkReply.Subscribed.class);
        assertThat(second.receiveMessage()).isInstanceOf(FrameworkReply.Subscribed.class);
        stream.expectMessage(new ToScheduler.Push(new FrameworkPush.Subscribed(id)));
        stream.expectNoMessage();
    }

    /** As where its master died when it was stored, and it is asked for again. */
    @Test
    void aSubscriptionThatIsAskedForAgainAtAGroupThatStartsIsTaken() {
        subscribe();
        stream.expectMessage(new ToScheduler.Push(new FrameworkPush.Subscribed(id)));
        stage.stop(group);
        group = spawn();

        subscribe();

        stream.expectMessage(new ToScheduler.Push(new FrameworkPush.Subscribed(id)));
    }

    @Test
    void aSubscriptionThatWasReplacedDoesNotComeBackWhenItIsAskedForAgain() {
        subscribe();
        stream.expectMessage(new ToScheduler.Push(new FrameworkPush.Subscribed(id)));
        TestProbe<ToScheduler> newer = stage.probe();
        assertThat(connect("newer stream", newer).receiveMessage()).isInstanceOf(FrameworkReply.Subscribed.class);
        newer.expectMessage(new ToScheduler.Push(new FrameworkPush.Subscribed(id)));

        connect("stream", stream).expectMessage(new FrameworkReply.Refused(FrameworkMachine.FAILED_OVER));

        newer.expectNoMessage();
    }

    @Test
    void aStreamThatHoldsAndIsItsFrameworksIsLeftAlone() {
        subscribe();
        stream.expectMessage(new ToScheduler.Push(new FrameworkPush.Subscribed(id)));

        group.tell(new FrameworkGroupMessage.StreamHolds(id, "stream", stream.ref()));

        stream.expectNoMessage(Duration.ofMillis(200));
    }

    @Test
    void aKillOfATaskThatTheGroupHasNotHeardOfGoesToTheAgentThatIsNamed() {
        subscribe();
        var task = new TaskId("held");
        TestProbe<FrameworkReply> answer = stage.probe();

        group.tell(new FrameworkGroupMessage.Call(
                id,
                "stream",
                new FrameworkCall.Kill(task, Optional.of(Samples.AGENT), Optional.empty()),
                new Cause("kill " + id, "ann"),
                answer.ref()));

        assertThat(nextCommand()).isEqualTo(new AgentCommand.KillWork(id, task, Optional.empty()));
    }

    @Test
    void whatAGroupOfAgentsDoesNotAnswerItIsToldAgainUntilItDoes() {
        tell(asked());
        subscribe();
        TestProbe<FrameworkReply> answer = stage.probe();
        group.tell(new FrameworkGroupMessage.Call(
                id,
                "stream",
                new FrameworkCall.Decline(List.of(KNOWN), Duration.ofMinutes(1)),
                new Cause("decline " + id, "ann"),
                answer.ref()));
        var first = nextWhole();
        assertThat(first.envelope().command()).isInstanceOf(AgentCommand.ReleaseOffers.class);

        stage.pass(Duration.ofSeconds(3));
        var again = nextWhole();
        assertThat(again.envelope()).isEqualTo(first.envelope());
        assertThat(again.replyTo()).isEqualTo(first.replyTo());
        answer.expectNoMessage(Duration.ofMillis(100));

        long call = ((ReplyTo.OfFramework<?>) again.replyTo()).call();
        group.tell(new FrameworkGroupMessage.Answered(id, call, Samples.AGENT, AgentReply.Done.DONE));
        answer.expectMessage(FrameworkReply.Done.DONE);
        group.tell(new FrameworkGroupMessage.Answered(id, call, Samples.AGENT, AgentReply.Done.DONE));
        stage.pass(Duration.ofSeconds(20));
        answer.expectNoMessage(Duration.ofMillis(100));
        assertThat(rest()).noneMatch(GroupMessage.Command.class::isInstance);
    }

    /** Whoever called is told that nobody knows, and its tasks are told by reconciliation. */
    @Test
    void whatLaunchesIsToldOnce() {
        tell(asked());
        subscribe();
        accept("web-1");
        assertThat(nextAccept().taken()).isEmpty();

        stage.pass(Duration.ofSeconds(20));

        assertThat(rest()).noneMatch(GroupMessage.Command.class::isInstance);
    }

    @Test
    void nothingIsLaunchedBeforeAllGroupsOfAgentsHaveTold() {
        var asked = asked();
        subscribe();
        accept("web-1");
        asked.forEach((number, asking) -> tell(Map.of(number, asking - groups.count()))); // of earlier questions
        long last = asked.remove(0);
        tell(asked);
        accept("web-2");
        group.tell(new FrameworkGroupMessage.StillLeased(id, List.of(new Leased(Samples.AGENT, LOST))));
        assertThat(nextCommand()).isInstanceOf(AgentCommand.ReleaseOffers.class);

        tell(Map.of(0, last));

        assertThat(List.of(nextCommand(), nextCommand())).allSatisfy(command -> assertThat(command)
                .isInstanceOfSatisfying(AgentCommand.Accept.class, accept -> assertThat(accept.taken())
                        .isEmpty()));
        accept("web-3");
        assertThat(nextCommand()).isInstanceOf(AgentCommand.Accept.class);
    }

    @Test
    void aGroupThatStartsCallsThoseWhoStandForItsFrameworks() {
        rollCall.expectMessage(new RollCall.Call(GroupKind.FRAMEWORK, NUMBER));
    }

    @Test
    void aTaskThatAGroupOfAgentsTellsOfIsNotLaunchedAgain() {
        var asked = asked();
        subscribe();
        var task = new TaskId("web-1");
        var run = new TaskRun(
                task,
                new TaskId("web-1@" + id),
                Samples.OTHER_AGENT,
                "web",
                new Role("web"),
                stage.clocks().now());
        accept("web-1");

        group.tell(new GroupMessage.Command<FrameworkId, FrameworkCommand, FrameworkReply>(
                new Envelope<>(
                        id,
                        new FrameworkCommand.Hear(List.of(new FrameworkCommand.TaskNotices(
                                run, List.of(new Notice(1, Samples.status(TaskState.STARTING)))))),
                        Cause.SYSTEM),
                new ReplyTo.Nobody<>()));
        tell(asked);

        assertThat(nextAccept().taken()).containsExactly(task);
    }

    /** Its agents' group may have been away for all that time, and launch it when it is back. */
    @Test
    void aTaskThatNobodyHasAnsweredForIsNotLaunchedElsewhereBeforeItsAgentsGroupHasTold() {
        var asked = asked();
        subscribe();
        tell(asked);
        accept("web-1");
        assertThat(nextAccept().taken()).isEmpty();

        stage.pass(LONG);
        var question = nextQuestion();
        accept("web-1");
        assertThat(nextAccept().taken()).containsExactly(new TaskId("web-1"));

        group.tell(new FrameworkGroupMessage.ToldAgain(groups.numberOf(Samples.AGENT), question.asking()));
        accept("web-1");
        assertThat(nextAccept().taken()).isEmpty();
    }
}
