package io.boreas.actors.guardian;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.stage.AgentSocket;
import io.boreas.actors.stage.NumberedCodec;
import io.boreas.actors.stage.Samples;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.Duty;
import io.boreas.core.agent.Lease;
import io.boreas.core.agent.Operation;
import io.boreas.core.agent.Presence;
import io.boreas.core.allocator.Quota;
import io.boreas.core.allocator.QuotaProblem;
import io.boreas.core.allocator.Unavailability;
import io.boreas.core.framework.Capability;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobReply;
import io.boreas.core.job.ScheduleStatus;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.registry.MachineId;
import io.boreas.core.registry.MachineMode;
import io.boreas.core.registry.RegistryCommand;
import io.boreas.core.registry.RegistryReply;
import io.boreas.core.registry.Window;
import io.boreas.core.resource.Reservation;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators say, to a whole master with one agent on a socket. */
class OperatingTest {
    private static final NumberedCodec CODEC = new NumberedCodec();
    private static final AgentId AGENT = new AgentId("operated");
    private static final JobKey JOB = new JobKey("www", "prod", "operated");
    private static final Role ROLE = new Role("www");

    private Master master;
    private Cell cell;
    private AgentSocket socket;
    private int commands;

    @BeforeEach
    void start() throws IOException {
        master = MasterStage.start(CODEC, Map.of());
        cell = master.cell();
        MasterStage.awaitReady(master);
        socket = new AgentSocket(cell.info().linkPort(), CODEC);
        socket.say(Samples.hello(AGENT));
        MasterStage.hear(socket, FromMaster.Welcome.class);
    }

    @AfterEach
    void stop() throws IOException {
        socket.close();
        master.close();
    }

    @Test
    void aDrainedAgentsTaskGetsAnotherPlaceOnceThereIsOne() throws IOException {
        var first = run();

        assertThat(say(new AgentCommand.Drain(Optional.of(Duration.ofSeconds(2)), false)))
                .isEqualTo(AgentReply.Done.DONE);
        var order = MasterStage.hear(socket, FromMaster.Kill.class).order();
        assertThat(order.task()).isEqualTo(first);
        assertThat(order.grace()).isEqualTo(Duration.ofSeconds(2));
        assertThat(say(new AgentCommand.Reactivate())).isInstanceOf(AgentReply.LifecycleRefused.class);
        say(first, 2, TaskState.KILLED);

        MasterStage.await("it is drained", () -> duty() instanceof Duty.Drained);
        MasterStage.await("its job waits for a place", () -> status() == ScheduleStatus.PENDING);
        assertThat(say(new AgentCommand.Reactivate())).isEqualTo(AgentReply.Done.DONE);
        var second = MasterStage.hear(socket, FromMaster.Launch.class).tasks().getFirst();
        assertThat(second.task()).isNotEqualTo(first);
    }

    @Test
    void aGoneAgentIsHungUpForGoodAndItsTaskReplaced() throws IOException {
        run();

        assertThat(say(new AgentCommand.MarkGone())).isEqualTo(AgentReply.Done.DONE);

        assertThat(MasterStage.hear(socket, FromMaster.Refused.class).permanent())
                .isTrue();
        assertThat(MasterStage.get(cell.agent(AGENT)).orElseThrow().agent().presence())
                .isEqualTo(Presence.GONE);
        MasterStage.await("its job waits for a place", () -> status() == ScheduleStatus.PENDING);
        try (var again = new AgentSocket(cell.info().linkPort(), CODEC)) {
            again.say(Samples.hello(AGENT));
            assertThat(MasterStage.hear(again, FromMaster.Refused.class).permanent())
                    .isTrue();
        }
    }

    @Test
    void aFrameworksOffersAndTasksEndWithTheDrainOfTheirAgent() throws Exception {
        var scheduler = new TestScheduler(master.frameworks(), "drained", 0, Capability.PARTITION_AWARE);
        scheduler.subscribed("drained-1");
        var offer = scheduler.offer();
        scheduler.launch(offer, TestScheduler.task(offer, "t-1", "cpus:1;mem:64"));
        var launch = MasterStage.hear(socket, FromMaster.Launch.class).tasks().getFirst();
        say(launch.task(), 1, TaskState.RUNNING);
        scheduler.acknowledge(scheduler.update("t-1"));
        scheduler.call(new FrameworkCall.Revive(new TreeSet<>()));
        var rest = scheduler.offer();

        assertThat(say(new AgentCommand.Drain(Optional.of(Duration.ofSeconds(1)), true)))
                .isEqualTo(AgentReply.Done.DONE);

        assertThat(scheduler.next(FrameworkPush.Rescind.class).offer()).isEqualTo(rest.id());
        var order = MasterStage.hear(socket, FromMaster.Kill.class).order();
        assertThat(order.task()).isEqualTo(launch.task());
        assertThat(order.grace()).isEqualTo(Duration.ofSeconds(1));
        say(launch.task(), 2, TaskState.KILLED);
        var over = scheduler.update("t-1");
        assertThat(over.status().state()).isEqualTo(TaskState.GONE_BY_OPERATOR);
        assertThat(over.status().reason()).isEqualTo(TaskReason.AGENT_DRAINING);
        scheduler.acknowledge(over);
        assertThat(MasterStage.hear(socket, FromMaster.Refused.class).permanent())
                .isTrue();
        assertThat(scheduler.isQuietOf(FrameworkPush.Offers.class, Duration.ofMillis(300)))
                .isTrue();
    }

    @Test
    void aDeactivatedAgentIsOfferedAgainOnceItIsActive() throws Exception {
        var scheduler = new TestScheduler(master.frameworks(), "paused", 0);
        scheduler.subscribed("paused-1");
        var offer = scheduler.offer();

        say(new AgentCommand.Deactivate());
        assertThat(scheduler.next(FrameworkPush.Rescind.class).offer()).isEqualTo(offer.id());
        assertThat(scheduler.isQuietOf(FrameworkPush.Offers.class, Duration.ofMillis(300)))
                .isTrue();

        say(new AgentCommand.Reactivate());
        assertThat(scheduler.offer().resources()).isEqualTo(offer.resources());
    }

    @Test
    void unknownAgentsAreTold() {
        var nobody = new AgentId("nobody");
        assertThat(MasterStage.get(cell.lifecycle(nobody, new AgentCommand.Deactivate(), cause())))
                .isEqualTo(new AgentReply.UnknownAgent(nobody));
    }

    @Test
    void quotasAreCheckedAgainstWhatAgentsHave() throws IOException {
        run();
        long cpus =
                MasterStage.get(cell.agent(AGENT)).orElseThrow().agent().total().cpusMilli();
        var tooMuch = new Quota(new TreeMap<>(Map.of("cpus", cpus + 1)), new TreeMap<>());
        var tooLittle = new Quota(new TreeMap<>(), new TreeMap<>(Map.of("cpus", 1L)));

        assertThat(say(quota(tooMuch, false)))
                .isEqualTo(new RegistryReply.QuotasRefused(
                        List.of(new QuotaProblem.OverCapacity(ROLE, "cpus", cpus + 1, cpus))));
        assertThat(say(quota(tooLittle, false)))
                .isInstanceOfSatisfying(RegistryReply.QuotasRefused.class, refused -> assertThat(refused.problems())
                        .singleElement()
                        .isInstanceOf(QuotaProblem.ConsumedOverLimit.class));
        assertThat(say(quota(tooMuch, true))).isEqualTo(RegistryReply.Done.DONE);
        assertThat(MasterStage.get(cell.registry()).quota(ROLE)).isEqualTo(tooMuch);
    }

    @Test
    void anAgentsMachineIsEmptyWhileItIsWorkedOnAndWorksAgainAfterwards() throws IOException {
        var task = run();
        var host = MasterStage.get(cell.agent(AGENT))
                .orElseThrow()
                .agent()
                .info()
                .orElseThrow()
                .hostname();
        var machine = new MachineId(host, "");
        var window = new Window(List.of(machine), new Unavailability(Instant.EPOCH, Optional.empty()));
        assertThat(say(new RegistryCommand.UpdateSchedule(List.of(window)))).isEqualTo(RegistryReply.Done.DONE);
        assertThat(say(new AgentCommand.Drain(Optional.empty(), false)))
                .isInstanceOf(AgentReply.LifecycleRefused.class);

        assertThat(say(new RegistryCommand.StartMaintenance(List.of(machine)))).isEqualTo(RegistryReply.Done.DONE);
        assertThat(MasterStage.hear(socket, FromMaster.Kill.class).order().task())
                .isEqualTo(task);
        say(task, 2, TaskState.KILLED);
        MasterStage.await("it runs nothing", () -> duty() instanceof Duty.Drained);

        assertThat(say(new RegistryCommand.StopMaintenance(List.of(machine)))).isEqualTo(RegistryReply.Done.DONE);
        assertThat(MasterStage.get(cell.registry()).mode(machine)).isEqualTo(MachineMode.UP);
        MasterStage.await("it works again", () -> duty() instanceof Duty.Active);
        MasterStage.hear(socket, FromMaster.Launch.class);
        MasterStage.await(
                "that is known", () -> MasterStage.get(cell.registry()).rising().isEmpty());
    }

    @Test
    void offersSayWhenTheirMachineIsWorkedOn() throws Exception {
        var scheduler = new TestScheduler(master.frameworks(), "warned", 0);
        scheduler.subscribed("warned-1");
        var before = scheduler.offer();
        assertThat(before.unavailability()).isEmpty();
        var when = new Unavailability(Instant.parse("2030-01-02T03:04:05Z"), Optional.of(Duration.ofHours(1)));
        var window = new Window(List.of(new MachineId(before.info().hostname(), "")), when);

        say(new RegistryCommand.UpdateSchedule(List.of(window)));
        assertThat(scheduler.next(FrameworkPush.Rescind.class).offer()).isEqualTo(before.id());
        var during = scheduler.offer();
        assertThat(during.unavailability()).contains(when);

        say(new RegistryCommand.UpdateSchedule(List.of()));
        assertThat(scheduler.next(FrameworkPush.Rescind.class).offer()).isEqualTo(during.id());
        assertThat(scheduler.offer().unavailability()).isEmpty();
    }

    @Test
    void anOperatorReservesWhatIsOfferedAndTheRestIsOfferedAnew() throws Exception {
        var scheduler = new TestScheduler(master.frameworks(), "reserved", 0);
        scheduler.subscribed("reserved-1");
        var offer = scheduler.offer();
        var wish = Resources.parse("cpus:0.5").push(Reservation.dynamic(ROLE));
        var reserve = new AgentCommand.Convert(new Operation.Reserve(Optional.empty(), wish), Optional.empty());

        var reply = MasterStage.get(cell.convert(AGENT, reserve, cause()));

        assertThat(reply).isInstanceOfSatisfying(AgentReply.Converted.class, done -> assertThat(done.rescinded())
                .extracting(Lease::offer)
                .containsExactly(offer.id()));
        assertThat(scheduler.next(FrameworkPush.Rescind.class).offer()).isEqualTo(offer.id());
        assertThat(scheduler.offer().resources()).isEqualTo(offer.resources().minus(wish.pop()));
        assertThat(MasterStage.get(cell.agent(AGENT))
                        .orElseThrow()
                        .agent()
                        .total()
                        .reservedTo(ROLE))
                .isEqualTo(wish);
        assertThat(MasterStage.get(cell.convert(new AgentId("nobody"), reserve, cause())))
                .isInstanceOf(AgentReply.UnknownAgent.class);
    }

    /** A job of one instance runs on the agent. */
    private TaskId run() throws IOException {
        var create = new JobCommand.Create(Samples.service(JOB, 1), 7);
        assertThat(MasterStage.get(cell.command(JOB, create, cause()))).isEqualTo(JobReply.Done.DONE);
        var task = MasterStage.hear(socket, FromMaster.Launch.class)
                .tasks()
                .getFirst()
                .task();
        say(task, 1, TaskState.RUNNING);
        MasterStage.await("the job runs", () -> status() == ScheduleStatus.RUNNING);
        return task;
    }

    private void say(TaskId task, long sequence, TaskState state) throws IOException {
        socket.say(new FromAgent.Statuses(List.of(new StatusUpdate(task, sequence, Samples.status(state)))));
    }

    private AgentReply say(AgentCommand.Lifecycle command) {
        return MasterStage.get(cell.lifecycle(AGENT, command, cause()));
    }

    private RegistryReply say(RegistryCommand command) {
        return MasterStage.get(cell.registry(command, cause()));
    }

    private static RegistryCommand quota(Quota quota, boolean force) {
        return new RegistryCommand.UpdateQuotas(new TreeMap<>(Map.of(ROLE, quota)), force, List.of());
    }

    private Cause cause() {
        return new Cause("command-" + ++commands, "ann");
    }

    private Duty duty() {
        return MasterStage.get(cell.agent(AGENT)).orElseThrow().agent().duty();
    }

    private ScheduleStatus status() {
        return MasterStage.get(cell.job(JOB))
                .orElseThrow()
                .active()
                .get(0)
                .orElseThrow()
                .status();
    }
}
