package io.boreas.core.agent;

import static io.boreas.core.agent.AgentSamples.NOW;
import static io.boreas.core.agent.AgentSamples.owner;
import static io.boreas.core.agent.AgentSamples.spec;
import static io.boreas.core.agent.AgentSamples.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.gen.Gen;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.FromAgent.Hello;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.link.TaskReport;
import io.boreas.core.resource.Reservation;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands in any order, stale, doubled and absurd ones among them: the ledger is audited at each commit. */
class AgentLawsTest {
    private static final int COMMANDS = 300;
    private static final int TASKS = 12;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fiveHundred")
    void theLedgerHoldsWhateverItIsTold(long seed) {
        var gen = Gen.seeded(seed);
        var run = new AgentRun();
        for (int i = 0; i < COMMANDS; i++) {
            var command = command(gen, run.agent());
            run.tell(command);
            if (gen.oneIn(10)) {
                run.tell(command);
            }
        }
        assertThat(run.replayed()).isEqualTo(run.agent());
        resourcesAreReleasedOnce(run.journal());
        nothingNewIsGivenOffDuty(run.journal());
        settle(run);
        assertThat(run.agent().duty()).isNotInstanceOf(Duty.Draining.class);
        assertThat(run.owed()).isEmpty();
        assertThat(run.agent().tasks().isEmpty()).isTrue();
        assertThat(run.agent().used().isEmpty()).isTrue();
    }

    private static AgentCommand command(Gen gen, Agent agent) {
        long incarnation = gen.oneIn(10) ? agent.incarnation() - 1 : agent.incarnation();
        return switch (gen.evenly(0, 29)) {
            case 0 -> new AgentCommand.MarkUnreachable(incarnation, "silent");
            case 1, 2 ->
                new AgentCommand.Register(
                        hello(gen, agent), gen.oneIn(2) ? Optional.of(AgentCommand.Stranger.TAKEN) : Optional.empty());
            case 3, 4, 5, 6, 7 -> new AgentCommand.Admit(gen.list(1, 4, () -> admission(gen)));
            case 8, 9, 10, 11, 12 -> new AgentCommand.Report(incarnation, gen.list(1, 4, () -> update(gen, agent)));
            case 13, 14 ->
                new AgentCommand.Kill(
                        gen.list(1, 3, () -> AgentSamples.killOrder(gen.evenly(1, TASKS), gen.evenly(0, 9))));
            case 15, 16, 17 ->
                new AgentCommand.AcknowledgeNotices(
                        gen.list(1, 4, () -> new StatusAck(task(gen.evenly(1, TASKS)), gen.between(0, 8))));
            case 18 ->
                new AgentCommand.GrantLease(AgentSamples.lease(
                        gen.evenly(1, 4), gen.pick("cpus:1;mem:64", "cpus(www):0.5", "ports:[31000-31001]", "cpus:9")));
            case 19 -> new AgentCommand.Deactivate();
            case 20, 21, 22 -> new AgentCommand.Reactivate();
            case 23 ->
                gen.oneIn(40)
                        ? new AgentCommand.MarkGone()
                        : new AgentCommand.Drain(
                                gen.flip() ? Optional.of(Duration.ofSeconds(gen.evenly(0, 9))) : Optional.empty(),
                                gen.oneIn(20));
            case 27 ->
                new AgentCommand.Oversubscribe(
                        incarnation,
                        AgentSamples.revocable(gen.pick("", "cpus:1", "cpus:2;mem:128", "mem:64", "cpus:0.5;mem:64")));
            case 28 ->
                new AgentCommand.GrantLease(AgentSamples.lease(
                        gen.evenly(1, 4),
                        AgentSamples.revocable(gen.pick("cpus:1", "cpus:0.5;mem:64"))
                                .plus(Resources.parse(gen.pick("", "cpus:0.5")))));
            case 24, 25, 26 -> new AgentCommand.Convert(conversion(gen), Optional.empty());
            default -> new AgentCommand.EndLease(new OfferId("offer-" + gen.evenly(1, 4)), "declined");
        };
    }

    private static Operation.OnResources conversion(Gen gen) {
        Optional<String> noId = Optional.empty();
        var mine = Reservation.dynamic(new Role("www"));
        var reserved = Resources.parse(gen.pick("cpus:1", "mem:512;cpus:0.5", "ports:[31000-31002]", "cpus:9"))
                .push(mine);
        return gen.flip() ? new Operation.Reserve(noId, reserved) : new Operation.Unreserve(noId, reserved);
    }

    private static Hello hello(Gen gen, Agent agent) {
        var reports = new ArrayList<TaskReport>();
        for (var task : agent.tasks().values()) {
            if (!gen.oneIn(4)) {
                var state = gen.pick(TaskState.STARTING, TaskState.RUNNING, TaskState.FAILED);
                reports.add(new TaskReport(task.id(), task.owner(), state, task.agentSequence() + gen.evenly(0, 1)));
            }
        }
        if (gen.oneIn(3)) {
            reports.add(AgentSamples.report(99, TaskState.RUNNING, 3));
        }
        var total = gen.oneIn(8)
                ? "cpus:2;mem:1024;ports:[31000-31003]"
                : "cpus:3;cpus(www):1;mem:4096;ports:[31000-31009];ports(www):[32000-32003]";
        return AgentSamples.hello(total, reports.toArray(TaskReport[]::new));
    }

    private static Admission admission(Gen gen) {
        int number = gen.evenly(1, TASKS);
        var wish = gen.pick(
                spec("cpus:0.5;mem:64"),
                spec("cpus:1.2;mem:512", "http"),
                spec("mem:256", "http", "admin", "debug"),
                spec("cpus:3;mem:3000"));
        return new Admission(task(number), owner(number), wish);
    }

    private static StatusUpdate update(Gen gen, Agent agent) {
        int number = gen.evenly(1, TASKS);
        long last = agent.tasks().get(task(number)).map(Task::agentSequence).orElse(0L);
        long sequence = Math.max(1, last + gen.pick(0, 1, 1, 1, 2));
        return AgentSamples.update(
                number,
                sequence,
                gen.pick(TaskState.STARTING, TaskState.RUNNING, TaskState.FINISHED, TaskState.KILLED));
    }

    /** A task ends at most once for each time it was launched. */
    private static void resourcesAreReleasedOnce(List<AgentEvent> journal) {
        var live = new HashSet<TaskId>();
        var sequences = new HashMap<TaskId, Long>();
        for (var event : journal) {
            switch (event) {
                case AgentEvent.TaskLaunched e -> {
                    assertThat(live.add(e.task()))
                            .as("launched while live: %s", e)
                            .isTrue();
                    sequences.put(e.task(), 0L);
                }
                case AgentEvent.TaskObserved e -> {
                    assertThat(live).as("observed while live").contains(e.task());
                    if (e.agentSequence() != 0) {
                        assertThat(e.agentSequence()).isEqualTo(sequences.merge(e.task(), 1L, Long::sum));
                    }
                    if (e.status().state().isTerminal()) {
                        live.remove(e.task());
                    }
                }
                case AgentEvent.Registered e -> {}
                case AgentEvent.BecameUnreachable e -> {}
                case AgentEvent.KillRequested e -> {}
                case AgentEvent.NoticesAcknowledged e -> {}
                case AgentEvent.Leased e -> {}
                case AgentEvent.LeaseEnded e -> {}
                case AgentEvent.Oversubscribed e -> {}
                case AgentEvent.DeclaredGone e -> live.clear();
                case AgentEvent.OfOperator e -> {}
                case AgentEvent.Converted e -> {}
                case AgentEvent.OfFramework e -> throw new AssertionError(e);
            }
        }
    }

    /** From a word of an operator's to the next that lets it work, an agent gets no task and is part of no offer. */
    private static void nothingNewIsGivenOffDuty(List<AgentEvent> journal) {
        boolean onDuty = true;
        for (var event : journal) {
            switch (event) {
                case AgentEvent.Deactivated e -> onDuty = false;
                case AgentEvent.DrainStarted e -> onDuty = false;
                case AgentEvent.DeclaredGone e -> onDuty = false;
                case AgentEvent.Reactivated e -> onDuty = true;
                case AgentEvent.TaskLaunched e -> assertThat(onDuty).as("%s", e).isTrue();
                case AgentEvent.Leased e -> assertThat(onDuty).as("%s", e).isTrue();
                case AgentEvent e -> {}
            }
        }
    }

    /** The agent comes back, everything on it ends, and every owner has heard of it. */
    private static void settle(AgentRun run) {
        var reports = new ArrayList<TaskReport>();
        run.agent()
                .tasks()
                .forEachValue(task ->
                        reports.add(new TaskReport(task.id(), task.owner(), TaskState.RUNNING, task.agentSequence())));
        run.tell(new AgentCommand.Register(AgentSamples.hello(reports.toArray(TaskReport[]::new))));
        var ends = new ArrayList<StatusUpdate>();
        run.agent()
                .tasks()
                .forEachValue(task -> ends.add(new StatusUpdate(
                        task.id(),
                        task.agentSequence() + 1,
                        TaskStatus.of(
                                task.kill().isPresent() ? TaskState.KILLED : TaskState.FINISHED,
                                StatusSource.EXECUTOR,
                                NOW))));
        run.tell(new AgentCommand.Report(run.agent().incarnation(), ends));
        var acks = new ArrayList<StatusAck>();
        run.agent().tasks().forEachValue(task -> acks.add(new StatusAck(task.id(), task.noticeSequence())));
        run.tell(new AgentCommand.AcknowledgeNotices(acks));
    }
}
