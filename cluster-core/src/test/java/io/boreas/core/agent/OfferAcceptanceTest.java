package io.boreas.core.agent;

import static io.boreas.core.agent.HostRun.FRAMEWORK;
import static io.boreas.core.agent.HostRun.ROLE;
import static io.boreas.core.agent.HostRun.accepting;
import static io.boreas.core.agent.HostRun.command;
import static io.boreas.core.agent.HostRun.executor;
import static io.boreas.core.agent.HostRun.id;
import static io.boreas.core.agent.HostRun.in;
import static io.boreas.core.agent.HostRun.launch;
import static io.boreas.core.agent.HostRun.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.agent.AgentReply.Undone;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.TaskReport;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OfferAcceptanceTest {
    private static final String TOTAL = "cpus:4;mem:4096;disk:8192;ports:[31000-31009]";

    @Test
    void launchedTasksHoldTheirPartAndTheRestIsGivenBack() {
        var run = HostRun.with(TOTAL);
        var offer = run.offer("cpus:3;mem:1024;ports:[31000-31004]");

        var reply = run.accept(
                offer, launch(command(1, "cpus:1;mem:512;ports:[31000-31001]"), command(2, "cpus:1;mem:256")));

        assertThat(reply.launched()).containsExactly(id(1), id(2));
        assertThat(reply.undone()).isEmpty();
        assertThat(reply.rest()).isEqualTo(Resources.parse("cpus:1;mem:256;ports:[31002-31004]"));
        assertThat(reply.role()).isEqualTo(ROLE);
        assertThat(run.agent().leases().isEmpty()).isTrue();
        assertThat(run.agent().available()).isEqualTo(Resources.parse("cpus:2;mem:3328;disk:8192;ports:[31002-31009]"));
        assertThat(run.owed())
                .filteredOn(AgentEffect.LaunchOn.class::isInstance)
                .hasSize(2);
        assertThat(run.owed())
                .filteredOn(AgentEffect.TellFramework.class::isInstance)
                .hasSize(2);
    }

    @Test
    void anInvalidTaskIsRefusedAndTheOthersAreLaunched() {
        var run = HostRun.with(TOTAL);
        var offer = run.offer("cpus:2;mem:1024");

        var reply = run.accept(
                offer, launch(command(1, "cpus:3;mem:64"), command(2, "cpus:1;mem:64"), command(3, "cpus:1.5;mem:64")));

        assertThat(reply.launched()).containsExactly(id(2));
        assertThat(reply.undone()).extracting(Undone::task).containsExactly("task-1", "task-3");
        assertThat(reply.undone()).allSatisfy(undone -> {
            assertThat(undone.status().state()).isEqualTo(TaskState.ERROR);
            assertThat(undone.status().reason()).isEqualTo(TaskReason.TASK_INVALID);
            assertThat(undone.status().message()).startsWith("Task uses more resources");
        });
    }

    @Test
    void eachRuleOfATaskHasItsMessage() {
        var plain = Resources.parse("cpus:1;mem:64");
        var none = Optional.<Duration>empty();
        var noLimits = new TreeMap<String, Long>();
        var one = Optional.of(executor("e", "cpus:0.1;mem:32"));
        assertThat(problem(command("a/b", plain))).contains("invalid ID");
        assertThat(problem(command("..", plain))).contains("invalid ID");
        assertThat(problem(command("", plain))).contains("invalid ID");
        assertThat(problem(command("x".repeat(256), plain))).contains("invalid ID");
        assertThat(problem(command("t", Resources.empty()))).isEqualTo("Task uses no resources");
        assertThat(problem(task("t", plain, noLimits, true, one, none))).contains("CommandInfo or ExecutorInfo");
        assertThat(problem(task("t", plain, noLimits, false, Optional.empty(), none)))
                .contains("CommandInfo or ExecutorInfo");
        assertThat(problem(task("t", plain, noLimits, true, Optional.empty(), Optional.of(Duration.ofSeconds(-1)))))
                .contains("grace_period");
        assertThat(problem(task("t", plain, limits("disk", 1), true, Optional.empty(), none)))
                .contains("only cpus and mem");
        assertThat(problem(task("t", plain, limits("cpus", 500), true, Optional.empty(), none)))
                .contains("less than its request");
        assertThat(problem(task("t", plain, limits("cpus", Long.MAX_VALUE), true, Optional.empty(), none)))
                .isEmpty();
    }

    @Test
    void anIdInUseHereOrElsewhereIsRefused() {
        var run = HostRun.with(TOTAL);
        run.accept(run.offer("cpus:1;mem:64"), launch(command(1, "cpus:1;mem:64")));
        var offer = run.offer("cpus:2;mem:128");
        var taken = new TreeSet<>(List.of(id(2)));

        var reply = (AgentReply.Accepted) run.tell(new AgentCommand.Accept(
                FRAMEWORK,
                List.of(offer),
                List.of(launch(command(1, "cpus:1;mem:64"), command(2, "cpus:1;mem:64"))),
                Optional.empty(),
                true,
                true,
                taken));

        assertThat(reply.launched()).isEmpty();
        assertThat(reply.undone())
                .extracting(undone -> undone.status().message())
                .containsExactly("Task has duplicate ID: task-1", "Task has duplicate ID: task-2");
    }

    @Test
    void twoFrameworksMayUseTheSameTaskId() {
        var run = HostRun.with(TOTAL);
        var other = new FrameworkId("framework-2");
        run.accept(run.offer("cpus:1;mem:64"), launch(command(1, "cpus:1;mem:64")));
        var offer = run.offer(other, ROLE, Resources.parse("cpus:1;mem:64"));

        var reply = run.tell(new AgentCommand.Accept(
                other,
                List.of(offer),
                List.of(launch(command(1, "cpus:1;mem:64"))),
                Optional.empty(),
                true,
                true,
                new TreeSet<>()));

        assertThat(reply).isInstanceOfSatisfying(AgentReply.Accepted.class, accepted -> assertThat(accepted.launched())
                .containsExactly(id(1)));
        assertThat(run.agent().tasks().size()).isEqualTo(2);
    }

    @Test
    void namesOfTasksInTheCellNeverMeet() {
        assertThat(TaskKeys.of(new FrameworkId("c"), new TaskId("a@b")))
                .isNotEqualTo(TaskKeys.of(new FrameworkId("b@c"), new TaskId("a")));
        var longOne = new TaskId("x".repeat(254) + "1");
        var longTwo = new TaskId("x".repeat(254) + "2");
        assertThat(TaskKeys.of(FRAMEWORK, longOne)).isNotEqualTo(TaskKeys.of(FRAMEWORK, longTwo));
    }

    @Test
    void oneInvalidOfferInvalidatesAllAndTheValidOnesAreGivenBack() {
        var run = HostRun.with(TOTAL);
        var good = run.offer("cpus:1;mem:64");
        var operation = launch(command(1, "cpus:1;mem:64"));

        var reply = (AgentReply.OffersInvalid) run.tell(accepting(List.of(good, new OfferId("offer-99")), operation));

        assertThat(reply.message()).isEqualTo("Offer offer-99 is no longer valid");
        assertThat(reply.released()).extracting(Lease::offer).containsExactly(good);
        assertThat(reply.undone()).singleElement().satisfies(undone -> {
            assertThat(undone.status().state()).isEqualTo(TaskState.DROPPED);
            assertThat(undone.status().reason()).isEqualTo(TaskReason.INVALID_OFFERS);
        });
        assertThat(run.agent().available()).isEqualTo(Resources.parse(TOTAL));
    }

    @Test
    void aFrameworkThatDoesNotKnowDroppedHearsLost() {
        var run = HostRun.with(TOTAL);

        var reply = (AgentReply.OffersInvalid) run.tell(new AgentCommand.Accept(
                FRAMEWORK,
                List.of(new OfferId("gone")),
                List.of(launch(command(1, "cpus:1"))),
                Optional.empty(),
                false,
                false,
                new TreeSet<>()));

        assertThat(reply.undone().getFirst().status().state()).isEqualTo(TaskState.LOST);
    }

    @Test
    void offersOfOthersTwiceOrOfAnotherRoleAreInvalid() {
        var run = HostRun.with(TOTAL);
        var mine = run.offer("cpus:1;mem:64");
        var others = run.offer(new FrameworkId("framework-2"), ROLE, Resources.parse("cpus:1"));
        var otherRole = run.offer(FRAMEWORK, new Role("db"), Resources.parse("cpus:1"));

        assertThat(invalid(run, List.of(others))).contains("invalid framework");
        assertThat(run.agent().leases().containsKey(others)).isTrue();
        assertThat(invalid(run, List.of())).contains("No offers");
        assertThat(invalid(run, List.of(mine, mine))).contains("Duplicate offer");
        var again = run.offer("cpus:1;mem:64");
        assertThat(invalid(run, List.of(again, otherRole))).contains("same role");
    }

    @Test
    void severalOffersOfOneRoleAreOne() {
        var run = HostRun.with(TOTAL);
        var offers = List.of(run.offer("cpus:1;mem:64"), run.offer("cpus:2;mem:64"));

        var reply = (AgentReply.Accepted) run.tell(accepting(offers, launch(command(1, "cpus:3;mem:128"))));

        assertThat(reply.launched()).containsExactly(id(1));
        assertThat(reply.rest().isEmpty()).isTrue();
    }

    @Test
    void offersExpireAreDeclinedAndRescinded() {
        var run = HostRun.with(TOTAL);
        var old = run.offer("cpus:1");
        var declined = run.offer("cpus:1");
        var cut = run.agent().leases().get(declined).orElseThrow().grantedAt();

        assertThat(released(run.tell(new AgentCommand.ExpireOffers(cut, "timed out"))))
                .containsExactly(old);
        assertThat(released(run.tell(
                        new AgentCommand.ReleaseOffers(new FrameworkId("framework-2"), List.of(declined), "declined"))))
                .isEmpty();
        assertThat(released(run.tell(new AgentCommand.ReleaseOffers(FRAMEWORK, List.of(declined), "declined"))))
                .containsExactly(declined);
        var two = List.of(run.offer("cpus:1"), run.offer("cpus:1"));
        assertThat(released(run.tell(new AgentCommand.ReleaseAllOffers(FRAMEWORK, "disconnected"))))
                .isEqualTo(two);
        assertThat(run.agent().available()).isEqualTo(Resources.parse(TOTAL));
    }

    @Test
    void anExecutorHoldsItsResourcesOnceUntilItExits() {
        var run = HostRun.with(TOTAL);
        var executor = executor("e", "cpus:0.5;mem:64");
        run.accept(
                run.offer("cpus:3;mem:512"),
                launch(in(executor, 1, "cpus:1;mem:64"), in(executor, 2, "cpus:1;mem:64")));
        assertThat(run.agent().used()).isEqualTo(Resources.parse("cpus:2.5;mem:192"));
        var started =
                run.agent().hosted().executors().values().iterator().next().startedAt();

        run.report(1, 1, TaskState.FINISHED);
        run.report(2, 1, TaskState.FINISHED);
        assertThat(run.agent().used()).isEqualTo(Resources.parse("cpus:0.5;mem:64"));
        run.tell(new AgentCommand.ExecutorExited(1, FRAMEWORK, "e", started.minusMillis(1), 0));
        assertThat(run.agent().used().isEmpty()).isFalse();
        run.tell(new AgentCommand.ExecutorExited(1, FRAMEWORK, "e", started, 0));

        assertThat(run.agent().used().isEmpty()).isTrue();
    }

    @Test
    void anotherExecutorUnderARunningIdIsRefused() {
        var run = HostRun.with(TOTAL);
        run.accept(run.offer("cpus:2;mem:512"), launch(in(executor("e", "cpus:0.5;mem:64"), 1, "cpus:1;mem:64")));

        var reply = run.accept(
                run.offer("cpus:2;mem:512"), launch(in(executor("e", "cpus:0.6;mem:64"), 2, "cpus:1;mem:64")));

        assertThat(reply.undone().getFirst().status().message()).contains("not compatible with existing ExecutorInfo");
    }

    @Test
    void aGroupIsLaunchedAtOnceOrNotAtAll() {
        var run = HostRun.with(TOTAL);
        var executor = executor("e", "cpus:0.1;mem:32;disk:1");
        var pod = new Operation.LaunchGroup(
                Optional.empty(), executor, List.of(bare(1, "cpus:1;mem:64"), bare(2, "cpus:1;mem:64")));

        var refused = run.accept(run.offer("cpus:2;mem:512;disk:8"), pod);
        assertThat(refused.launched()).isEmpty();
        assertThat(refused.undone())
                .hasSize(2)
                .allSatisfy(undone -> assertThat(undone.status().reason()).isEqualTo(TaskReason.TASK_GROUP_INVALID));
        run.accept(run.offer("cpus:3;mem:512;disk:8"), pod);

        assertThat(run.owed())
                .filteredOn(AgentEffect.LaunchWorks.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(AgentEffect.LaunchWorks.class, launch -> {
                    assertThat(launch.works()).extracting(Work::id).containsExactly(id(1), id(2));
                    assertThat(launch.executor().key().executor()).isEqualTo("e");
                });
    }

    @Test
    void aGroupsExecutorNeedsItsMinimum() {
        for (var tooSmall : List.of("cpus:0.001;mem:32;disk:1", "cpus:0.1;mem:31;disk:1", "cpus:0.1;mem:32")) {
            var run = HostRun.with(TOTAL);
            var pod = new Operation.LaunchGroup(
                    Optional.empty(), executor("e", tooSmall), List.of(bare(1, "cpus:1;mem:64")));
            var reply = run.accept(run.offer("cpus:2;mem:512;disk:8"), pod);
            assertThat(reply.undone().getFirst().status().message()).startsWith("Executor has");
        }
    }

    @Test
    void killingOneOfAGroupThatWasNotSentYetKillsAll() {
        var run = HostRun.with(TOTAL);
        var pod = new Operation.LaunchGroup(
                Optional.empty(),
                executor("e", "cpus:0.1;mem:32;disk:1"),
                List.of(bare(1, "cpus:1;mem:64"), bare(2, "cpus:1;mem:64")));
        run.accept(run.offer("cpus:3;mem:512;disk:8"), pod);

        run.tell(new AgentCommand.KillWork(FRAMEWORK, id(2), Optional.empty()));

        assertThat(run.owed()).noneMatch(AgentEffect.LaunchWorks.class::isInstance);
        assertThat(run.owed()).filteredOn(AgentEffect.KillOn.class::isInstance).hasSize(2);
        assertThat(AgentMachine.stopping(run.agent())).hasSize(1);
    }

    @Test
    void aKillGoesByItsOwnGraceThenByTheTasksThenByTheDefault() {
        var run = HostRun.with(TOTAL);
        run.accept(
                run.offer("cpus:2;mem:512"),
                launch(
                        task(
                                "task-1",
                                Resources.parse("cpus:1;mem:64"),
                                new TreeMap<>(),
                                true,
                                Optional.empty(),
                                Optional.of(Duration.ofSeconds(30))),
                        command(2, "cpus:1;mem:64")));

        run.tell(new AgentCommand.KillWork(FRAMEWORK, id(1), Optional.empty()));
        run.tell(new AgentCommand.KillWork(FRAMEWORK, id(2), Optional.empty()));
        assertThat(grace(run, 1)).isEqualTo(Duration.ofSeconds(30));
        assertThat(grace(run, 2)).isEqualTo(Duration.ofSeconds(3));
        run.tell(new AgentCommand.KillWork(FRAMEWORK, id(1), Optional.of(Duration.ofSeconds(1))));
        assertThat(grace(run, 1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(run.tell(new AgentCommand.KillWork(FRAMEWORK, id(9), Optional.empty())))
                .isEqualTo(new AgentReply.UnknownWork(id(9)));
    }

    @Test
    void theKillOfATaskWhoseAgentIsAwayIsFirstWhenItReturns() {
        var run = HostRun.with(TOTAL);
        run.accept(run.offer("cpus:1;mem:64"), launch(command(1, "cpus:1;mem:64")));
        run.report(1, 1, TaskState.RUNNING);
        run.tell(new AgentCommand.MarkUnreachable(1, "silent"));

        run.tell(new AgentCommand.KillWork(FRAMEWORK, id(1), Optional.empty()));
        assertThat(run.owed()).noneMatch(AgentEffect.KillOn.class::isInstance);
        var reply = (AgentReply.Registered)
                run.register(TOTAL, new TaskReport(run.key(1), run.task(1).owner(), TaskState.RUNNING, 1));

        assertThat(reply.kills()).singleElement().satisfies(kill -> assertThat(kill.task())
                .isEqualTo(run.key(1)));
    }

    @Test
    void removingAFrameworkStopsAllItHasAndNothingElse() {
        var run = HostRun.with(TOTAL);
        var other = new FrameworkId("framework-2");
        run.accept(run.offer("cpus:2;mem:512"), launch(in(executor("e", "cpus:0.5;mem:64"), 1, "cpus:1;mem:64")));
        var mine = run.offer("cpus:1");
        var theirs = run.offer(other, ROLE, Resources.parse("cpus:1"));

        var reply = run.tell(new AgentCommand.RemoveFramework(FRAMEWORK, "torn down"));

        assertThat(released(reply)).containsExactly(mine);
        assertThat(run.agent().leases().containsKey(theirs)).isTrue();
        assertThat(run.task(1).kill()).isPresent();
        assertThat(AgentMachine.stopping(run.agent())).hasSize(1);
        int stored = run.journal().size();
        run.tell(new AgentCommand.RemoveFramework(FRAMEWORK, "torn down"));
        assertThat(run.journal()).hasSize(stored);
    }

    @Test
    void theAgentsWordEndsTheLaunchAndItsFrameworksAcknowledgementEndsTheTask() {
        var run = HostRun.with(TOTAL);
        run.accept(run.offer("cpus:1;mem:64"), launch(command(1, "cpus:1;mem:64")));

        run.report(1, 1, TaskState.RUNNING);
        assertThat(run.owed()).noneMatch(AgentEffect.LaunchOn.class::isInstance);
        run.report(1, 2, TaskState.FINISHED);
        assertThat(run.agent().used().isEmpty()).isTrue();
        run.tell(new AgentCommand.AcknowledgeNotices(List.of(new StatusAck(run.key(1), 3))));

        assertThat(run.agent().tasks().isEmpty()).isTrue();
        assertThat(run.agent().hosted().works().isEmpty()).isTrue();
        assertThat(run.replayed()).isEqualTo(run.agent());
    }

    @Test
    void anAgentThatReturnsWithoutATaskItHadReportsItGone() {
        var run = HostRun.with(TOTAL);
        run.accept(run.offer("cpus:2;mem:128"), launch(command(1, "cpus:1;mem:64"), command(2, "cpus:1;mem:64")));
        run.report(1, 1, TaskState.RUNNING);

        run.register(TOTAL);

        assertThat(run.task(1).state()).isEqualTo(TaskState.GONE);
        assertThat(run.task(2).state()).isEqualTo(TaskState.STAGING);
        assertThat(run.owed())
                .filteredOn(AgentEffect.LaunchOn.class::isInstance)
                .hasSize(1);
    }

    private static FrameworkTask bare(int number, String resources) {
        return command(number, resources);
    }

    private static TreeMap<String, Long> limits(String name, long milli) {
        return new TreeMap<>(Map.of(name, milli));
    }

    private static Duration grace(HostRun run, int number) {
        return run.task(number).kill().orElseThrow().grace();
    }

    private static List<OfferId> released(AgentReply reply) {
        return ((AgentReply.Released) reply).leases().stream().map(Lease::offer).toList();
    }

    private static String invalid(HostRun run, List<OfferId> offers) {
        return ((AgentReply.OffersInvalid) run.tell(accepting(offers))).message();
    }

    /** Why the task is refused; empty if it is launched. */
    private static String problem(FrameworkTask task) {
        var run = HostRun.with(TOTAL);
        var reply = run.accept(run.offer("cpus:2;mem:512"), launch(task));
        return reply.undone().isEmpty()
                ? ""
                : reply.undone().getFirst().status().message();
    }
}
