package io.boreas.core.agent;

import static io.boreas.core.agent.AgentSamples.NOW;
import static io.boreas.core.agent.AgentSamples.admission;
import static io.boreas.core.agent.AgentSamples.hello;
import static io.boreas.core.agent.AgentSamples.killOrder;
import static io.boreas.core.agent.AgentSamples.lease;
import static io.boreas.core.agent.AgentSamples.owner;
import static io.boreas.core.agent.AgentSamples.report;
import static io.boreas.core.agent.AgentSamples.spec;
import static io.boreas.core.agent.AgentSamples.task;
import static io.boreas.core.agent.AgentSamples.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.core.agent.AgentReply.Admitted;
import io.boreas.core.agent.AgentReply.Refusal;
import io.boreas.core.agent.AgentReply.Why;
import io.boreas.core.id.OfferId;
import io.boreas.core.link.FromAgent;
import io.boreas.core.resource.FaultDomain;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AgentMachineTest {
    @Test
    void anAdmittedTaskIsOwedToItsAgentAndItsOwnerHearsOfIt() {
        var run = AgentRun.registered();

        assertThat(run.admit(1)).isEqualTo(new Admitted(List.of()));

        assertThat(run.task(1).ports()).isEqualTo(Map.of("http", 31_000));
        assertThat(run.agent().used()).isEqualTo(Resources.parse("cpus:1;mem:512;ports:[31000-31000]"));
        assertThat(run.owed()).hasSize(2);
        assertThat(run.owed().get(0)).isInstanceOfSatisfying(AgentEffect.LaunchOn.class, effect -> {
            assertThat(effect.launch().resources()).isEqualTo(run.agent().used());
            assertThat(effect.launch().ports()).isEqualTo(Map.of("http", 31_000));
        });
        assertThat(run.owed().get(1)).isInstanceOfSatisfying(AgentEffect.Tell.class, effect -> {
            assertThat(effect.owner()).isEqualTo(owner(1));
            assertThat(effect.notices())
                    .containsExactly(new Notice(1, TaskStatus.of(TaskState.STAGING, StatusSource.MASTER, NOW)));
        });
    }

    @Test
    void admissionsOfOneCommandAreDecidedOnWhatTheOnesBeforeLeave() {
        var run = AgentRun.registered();
        var big = new Admission(task(1), owner(1), spec("cpus:3;mem:512", "a", "b"));
        var tooBig = new Admission(task(2), owner(2), spec("cpus:2;mem:4000", "a"));
        var small = new Admission(task(3), owner(3), spec("cpus:1;mem:512", "b", "a"));

        var reply = run.tell(new AgentCommand.Admit(List.of(big, tooBig, small)));

        assertThat(reply)
                .isEqualTo(new Admitted(List.of(new Refusal(
                        task(2), Why.INSUFFICIENT, "cpus: 2 needed, 1 free; mem: 4000 needed, 3584 free"))));
        assertThat(run.task(3).ports()).isEqualTo(Map.of("a", 31_002, "b", 31_003));
    }

    @Test
    void aRefusalNamesTheMissingPorts() {
        var run = new AgentRun();
        run.tell(new AgentCommand.Register(hello("cpus:4;mem:4096;ports:[31000-31000]")));

        var wish = new Admission(task(1), owner(1), spec("cpus:1", "a", "b"));

        assertThat(run.tell(new AgentCommand.Admit(List.of(wish))))
                .isEqualTo(new Admitted(List.of(new Refusal(task(1), Why.INSUFFICIENT, "ports: 2 needed, 1 free"))));
    }

    @Test
    void aRolesReservationIsUsedFirstAndByThatRoleAlone() {
        var run = new AgentRun();
        run.tell(new AgentCommand.Register(
                hello("cpus(www):1;cpus(db):2;cpus:1;mem:4096;ports(www):[32000-32001];ports:[31000-31001]")));

        run.tell(new AgentCommand.Admit(
                List.of(new Admission(task(1), owner(1), spec("cpus:1.5;mem:1", "a", "b", "c")))));

        assertThat(run.task(1).resources())
                .isEqualTo(Resources.parse("cpus(www):1;cpus:0.5;mem:1;ports(www):[32000-32001];ports:[31000-31000]"));
        assertThat(run.task(1).ports()).isEqualTo(Map.of("a", 32_000, "b", 32_001, "c", 31_000));
        var more = new Admission(task(2), owner(2), spec("cpus:1;mem:1"));
        assertThat(run.tell(new AgentCommand.Admit(List.of(more))))
                .isEqualTo(new Admitted(List.of(new Refusal(task(2), Why.INSUFFICIENT, "cpus: 1 needed, 0.5 free"))));
    }

    @Test
    void statusesAreTakenInOrderOnceAndAGapIsNeitherTakenNorAcknowledged() {
        var run = AgentRun.registered();
        run.admit(1);

        assertThat(run.report(update(1, 2, TaskState.RUNNING))).isEqualTo(new AgentReply.Taken(List.of()));
        assertThat(run.report(update(1, 1, TaskState.STARTING), update(1, 2, TaskState.RUNNING)))
                .isEqualTo(new AgentReply.Taken(List.of(new StatusAck(task(1), 2))));
        int stored = run.journal().size();
        assertThat(run.report(update(1, 1, TaskState.STARTING)))
                .isEqualTo(new AgentReply.Taken(List.of(new StatusAck(task(1), 1))));

        assertThat(run.journal()).hasSize(stored);
        assertThat(run.task(1).state()).isEqualTo(TaskState.RUNNING);
        assertThat(run.task(1).spec()).isEmpty();
        assertThat(run.task(1).notices())
                .extracting(notice -> notice.status().state())
                .containsExactly(TaskState.STAGING, TaskState.STARTING, TaskState.RUNNING);
    }

    @Test
    void aTerminalStateIsFinalAndItsResourcesAreFreeOnce() {
        var run = AgentRun.registered();
        run.admit(1);
        run.report(update(1, 1, TaskState.FAILED));
        assertThat(run.agent().used()).isEqualTo(Resources.empty());

        assertThat(run.report(update(1, 2, TaskState.RUNNING), update(1, 3, TaskState.FINISHED)))
                .isEqualTo(new AgentReply.Taken(List.of(new StatusAck(task(1), 3))));

        assertThat(run.task(1).state()).isEqualTo(TaskState.FAILED);
        assertThatThrownBy(() -> new AgentMachine()
                        .evolve(
                                run.agent(),
                                new AgentEvent.TaskObserved(
                                        task(1),
                                        2,
                                        update(1, 2, TaskState.FINISHED).status())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("task-1");
    }

    @Test
    void aTaskLeavesTheLedgerWhenItsTerminalNoticeIsAcknowledged() {
        var run = AgentRun.registered();
        run.admit(1);
        run.report(update(1, 1, TaskState.RUNNING), update(1, 2, TaskState.FINISHED));

        run.tell(new AgentCommand.AcknowledgeNotices(List.of(new StatusAck(task(1), 2))));
        assertThat(run.task(1).notices()).extracting(Notice::sequence).containsExactly(3L);
        run.tell(new AgentCommand.AcknowledgeNotices(List.of(new StatusAck(task(1), 99), new StatusAck(task(1), 1))));

        assertThat(run.holds(task(1))).isFalse();
        assertThat(run.owed()).isEmpty();
    }

    @Test
    void aTaskTheAgentNeverSpokeOfIsOwedAgainWhenItRegistersWithoutIt() {
        var run = AgentRun.registered();
        run.admit(1);

        run.tell(new AgentCommand.Register(hello()));

        assertThat(run.agent().incarnation()).isEqualTo(2);
        assertThat(run.owed()).hasAtLeastOneElementOfType(AgentEffect.LaunchOn.class);
    }

    @Test
    void aTaskKilledBeforeItArrivedEndsAsKilled() {
        var run = AgentRun.registered();
        run.admit(1);
        run.tell(new AgentCommand.Kill(List.of(killOrder(1, 5))));
        assertThat(run.owed()).hasAtLeastOneElementOfType(AgentEffect.KillOn.class);
        assertThat(run.owed()).doesNotHaveAnyElementsOfTypes(AgentEffect.LaunchOn.class);

        run.tell(new AgentCommand.Register(hello()));

        assertThat(run.task(1).state()).isEqualTo(TaskState.KILLED);
        assertThat(run.task(1).notices().getLast().status().reason()).isEqualTo(TaskReason.TASK_KILLED_DURING_LAUNCH);
    }

    @Test
    void aTaskTheAgentSpokeOfAndNoLongerHoldsIsGone() {
        var run = AgentRun.registered();
        run.admit(1);
        run.report(update(1, 1, TaskState.RUNNING));

        run.tell(new AgentCommand.Register(hello()));

        assertThat(run.task(1).state()).isEqualTo(TaskState.GONE);
        assertThat(run.agent().used()).isEqualTo(Resources.empty());
    }

    @Test
    void anUnreachableTaskIsBackWithItsAgent() {
        var run = AgentRun.registered();
        run.admit(1);
        run.report(update(1, 1, TaskState.RUNNING));
        run.tell(new AgentCommand.MarkUnreachable(1, "silent for 75 s"));
        assertThat(run.task(1).state()).isEqualTo(TaskState.UNREACHABLE);
        assertThat(run.agent().used().isEmpty()).isFalse();

        run.tell(new AgentCommand.Register(hello(report(1, TaskState.RUNNING, 1))));

        var status = run.task(1).notices().getLast().status();
        assertThat(status.state()).isEqualTo(TaskState.RUNNING);
        assertThat(status.reason()).isEqualTo(TaskReason.AGENT_REREGISTERED);
        run.report(update(1, 2, TaskState.FINISHED));
        assertThat(run.task(1).state()).isEqualTo(TaskState.FINISHED);
    }

    @Test
    void statusesHeldThroughAnAbsenceAreTakenInOrderAfterIt() {
        var run = AgentRun.registered();
        run.admit(1);
        run.report(update(1, 1, TaskState.STARTING));
        run.tell(new AgentCommand.MarkUnreachable(1, "silent for 75 s"));

        run.tell(new AgentCommand.Register(hello(report(1, TaskState.FAILED, 3))));
        assertThat(run.task(1).state()).isEqualTo(TaskState.UNREACHABLE);
        run.report(update(1, 2, TaskState.RUNNING), update(1, 3, TaskState.FAILED));

        assertThat(run.task(1).notices())
                .extracting(notice -> notice.status().state())
                .containsExactly(
                        TaskState.STAGING,
                        TaskState.STARTING,
                        TaskState.UNREACHABLE,
                        TaskState.RUNNING,
                        TaskState.FAILED);
    }

    @Test
    void anAgentInADomainIsRegisteredByMastersInOneAlone() {
        var run = new AgentRun();
        var here = Optional.of(new FaultDomain("eu", "eu-1"));
        var there = Optional.of(new FaultDomain("us", "us-1"));
        var plain = hello();
        var hello =
                new FromAgent.Hello(plain.agent(), plain.bootId(), plain.info().in(there), List.of());

        assertThat(run.tell(new AgentCommand.Register(hello)))
                .isEqualTo(new AgentReply.NoHome(run.agent().id()));
        assertThat(run.journal()).isEmpty();

        assertThat(run.tell(new AgentCommand.Register(hello, Optional.empty(), here)))
                .isInstanceOf(AgentReply.Registered.class);
        assertThat(run.agent().info().orElseThrow().domain()).isEqualTo(there);
        assertThat(run.tell(new AgentCommand.Register(plain, Optional.empty(), here)))
                .as("it may say nothing of where it is")
                .isInstanceOf(AgentReply.Registered.class);
    }

    @Test
    void whatWasOfferedOfAnAgentThatMovedIsNotOfferedAnyMore() {
        var run = AgentRun.registered();
        run.tell(new AgentCommand.GrantLease(lease(1, "cpus:1")));
        var plain = hello();
        var here = Optional.of(new FaultDomain("eu", "eu-1"));
        var hello =
                new FromAgent.Hello(plain.agent(), plain.bootId(), plain.info().in(here), List.of());

        run.tell(new AgentCommand.Register(hello, Optional.empty(), here));

        assertThat(run.agent().leases().isEmpty()).isTrue();
    }

    @Test
    void anAgentOfAnotherLedgerIsNotTakenWithWhatItHolds() {
        var run = new AgentRun();
        var hello = hello(report(1, TaskState.RUNNING, 1));

        assertThat(run.tell(new AgentCommand.Register(hello)))
                .isEqualTo(new AgentReply.UnknownAgent(run.agent().id()));
        assertThat(run.journal()).isEmpty();

        var ended = hello(report(1, TaskState.FINISHED, 3));
        assertThat(run.tell(new AgentCommand.Register(ended)))
                .as("what it has to say is for its own ledger")
                .isEqualTo(new AgentReply.UnknownAgent(run.agent().id()));

        var taken = run.tell(new AgentCommand.Register(hello, Optional.of(AgentCommand.Stranger.TAKEN)));
        assertThat(taken)
                .isInstanceOfSatisfying(AgentReply.Registered.class, registered -> assertThat(registered.kills())
                        .extracting(KillOrder::task)
                        .containsExactly(task(1)));
    }

    @Test
    void runsThatLostTheirAuthorityAreKilledAtRegistration() {
        var run = AgentRun.registered();
        run.admit(1);
        run.admit(2);
        run.report(update(1, 1, TaskState.RUNNING), update(2, 1, TaskState.RUNNING));
        run.tell(new AgentCommand.MarkUnreachable(1, "silent for 75 s"));
        run.tell(new AgentCommand.Kill(List.of(killOrder(1, 7))));

        var reply = run.tell(new AgentCommand.Register(hello(
                report(1, TaskState.RUNNING, 1),
                report(2, TaskState.RUNNING, 1),
                report(3, TaskState.RUNNING, 1),
                report(4, TaskState.FINISHED, 2))));

        assertThat(reply).isInstanceOfSatisfying(AgentReply.Registered.class, registered -> {
            assertThat(registered.incarnation()).isEqualTo(2);
            assertThat(registered.kills())
                    .extracting(order -> order.task().value())
                    .containsExactly("task-1", "task-3");
            assertThat(registered.kills().getFirst()).isEqualTo(killOrder(1, 7));
        });
        assertThat(run.report(update(3, 2, TaskState.KILLED), update(4, 2, TaskState.FINISHED)))
                .isEqualTo(new AgentReply.Taken(List.of(new StatusAck(task(3), 2), new StatusAck(task(4), 2))));
    }

    @Test
    void killsComeBeforeAnythingNew() {
        var run = AgentRun.registered();
        run.admit(1);
        run.admit(2);
        run.report(update(2, 1, TaskState.RUNNING));
        run.tell(new AgentCommand.Kill(List.of(killOrder(2, 5))));

        assertThat(run.owed().getFirst()).isEqualTo(new AgentEffect.KillOn(killOrder(2, 5)));
    }

    @Test
    void aKillIsRepeatedOnlyToShortenItsGrace() {
        var run = AgentRun.registered();
        run.admit(1);
        run.tell(new AgentCommand.Kill(List.of(killOrder(1, 5), killOrder(1, 9), killOrder(1, 3))));

        assertThat(run.task(1).kill()).contains(killOrder(1, 3));
        assertThat(run.journal())
                .filteredOn(AgentEvent.KillRequested.class::isInstance)
                .hasSize(2);
    }

    @Test
    void nothingIsOwedToAnAgentThatIsAway() {
        var run = AgentRun.registered();
        run.admit(1);
        run.admit(2);
        run.tell(new AgentCommand.Kill(List.of(killOrder(2, 5))));
        run.tell(new AgentCommand.MarkUnreachable(1, "silent"));

        assertThat(run.owed()).hasSize(2).allMatch(AgentEffect.Tell.class::isInstance);
    }

    @Test
    void leasesAndTasksShareWhatThereIs() {
        var run = AgentRun.registered();
        assertThat(run.tell(new AgentCommand.GrantLease(lease(1, "cpus:3.5;ports:[31000-31008]"))))
                .isEqualTo(AgentReply.Done.DONE);
        assertThat(run.tell(new AgentCommand.GrantLease(lease(1, "cpus:3.5;ports:[31000-31008]"))))
                .isEqualTo(AgentReply.Done.DONE);
        assertThat(run.journal()).hasSize(2);
        assertThat(run.tell(new AgentCommand.GrantLease(lease(2, "cpus:1"))))
                .isInstanceOf(AgentReply.LeaseRefused.class);
        assertThat(run.admit(1))
                .isEqualTo(new Admitted(List.of(new Refusal(task(1), Why.INSUFFICIENT, "cpus: 1 needed, 0.5 free"))));

        run.tell(new AgentCommand.EndLease(new OfferId("offer-1"), "declined"));

        assertThat(run.admit(1)).isEqualTo(new Admitted(List.of()));
    }

    @Test
    void anAgentThatCameBackSmallerEndsItsLeasesAndTakesNothingNew() {
        var run = AgentRun.registered();
        run.admit(1);
        run.report(update(1, 1, TaskState.RUNNING));
        run.tell(new AgentCommand.GrantLease(lease(1, "cpus:1")));

        run.tell(new AgentCommand.Register(
                hello("cpus:0.5;mem:4096;ports:[40000-40010]", report(1, TaskState.RUNNING, 1))));

        assertThat(run.agent().leases().isEmpty()).isTrue();
        assertThat(run.agent().available()).isEqualTo(Resources.empty());
        assertThat(run.admit(2)).isInstanceOfSatisfying(Admitted.class, a -> assertThat(a.refusals())
                .hasSize(1));
        run.report(update(1, 2, TaskState.FINISHED));
        assertThat(run.agent().used()).isEqualTo(Resources.empty());
        assertThat(run.agent().available()).isEqualTo(Resources.parse("cpus:0.5;mem:4096;ports:[40000-40010]"));
    }

    @Test
    void leasesThatStillFitOutliveARegistration() {
        var run = AgentRun.registered();
        run.tell(new AgentCommand.GrantLease(lease(1, "cpus:1")));

        run.tell(new AgentCommand.Register(hello()));
        assertThat(run.agent().leases().size()).isEqualTo(1);
        run.tell(new AgentCommand.MarkUnreachable(2, "silent"));
        assertThat(run.agent().leases().isEmpty()).isTrue();
    }

    @Test
    void anOwnerThatNeverAcknowledgesKeepsTheLatestNotices() {
        var run = AgentRun.registered();
        run.admit(1);
        for (int i = 1; i <= 150; i++) {
            run.report(update(1, i, TaskState.RUNNING));
        }
        run.report(update(1, 151, TaskState.FINISHED));

        assertThat(run.task(1).notices()).hasSize(Task.NOTICES_MAX);
        assertThat(run.task(1).notices().getLast().status().state()).isEqualTo(TaskState.FINISHED);
        run.tell(new AgentCommand.AcknowledgeNotices(List.of(new StatusAck(task(1), 152))));
        assertThat(run.holds(task(1))).isFalse();
    }

    @Test
    void timesAreStoredToTheMillisecond() {
        var run = AgentRun.registered();
        run.tell(new AgentCommand.Admit(List.of(admission(1))), Instant.parse("2026-01-02T03:04:05.678912345Z"));

        assertThat(run.task(1).launchedAt()).isEqualTo(Instant.parse("2026-01-02T03:04:05.678Z"));
    }

    @Test
    void anAcceptedCommandSentAgainIsAnsweredFromTheLedger() {
        var machine = new AgentMachine();
        var run = AgentRun.registered();
        run.admit(1);
        var admit = new AgentCommand.Admit(List.of(admission(1), admission(2)));

        assertThat(machine.repeated(run.agent(), admit))
                .isInstanceOfSatisfying(Admitted.class, admitted -> assertThat(admitted.refusals())
                        .extracting(Refusal::task)
                        .containsExactly(task(2)));
        assertThat(machine.repeated(run.agent(), new AgentCommand.GrantLease(lease(1, "cpus:1"))))
                .isInstanceOf(AgentReply.LeaseRefused.class);
        assertThat(machine.repeated(run.agent(), new AgentCommand.Kill(List.of(killOrder(1, 5)))))
                .isEqualTo(AgentReply.Done.DONE);
    }

    @Test
    void eventsNameTheTasksTheyTouch() {
        var run = AgentRun.registered();
        run.admit(1);
        run.admit(2);
        var agent = run.agent();

        assertThat(AgentMachine.touched(agent, new AgentEvent.BecameUnreachable("silent", NOW)))
                .containsExactly(task(1), task(2));
        assertThat(AgentMachine.touched(
                        agent,
                        new AgentEvent.TaskObserved(
                                task(2), 1, update(2, 1, TaskState.RUNNING).status())))
                .containsExactly(task(2));
        assertThat(AgentMachine.touched(
                        agent,
                        new AgentEvent.TaskLaunched(
                                task(1), owner(1), spec("cpus:1"), Resources.empty(), new TreeMap<>(), NOW)))
                .containsExactly(task(1));
    }

    @Test
    void anEventThatDoesNotFitStopsTheReplay() {
        var machine = new AgentMachine();
        var run = AgentRun.registered();
        run.admit(1);
        var agent = run.agent();
        var misfits = List.<AgentEvent>of(
                new AgentEvent.Registered(7, "boot", AgentSamples.info("cpus:1"), NOW),
                new AgentEvent.TaskLaunched(task(1), owner(1), spec("cpus:1"), Resources.empty(), new TreeMap<>(), NOW),
                new AgentEvent.TaskLaunched(
                        task(2), owner(2), spec("cpus:9"), Resources.parse("cpus:9"), new TreeMap<>(), NOW),
                new AgentEvent.TaskObserved(
                        task(2), 1, update(2, 1, TaskState.RUNNING).status()),
                new AgentEvent.TaskObserved(
                        task(1), 2, update(1, 2, TaskState.RUNNING).status()),
                new AgentEvent.KillRequested(killOrder(3, 5), NOW),
                new AgentEvent.NoticesAcknowledged(List.of(new StatusAck(task(1), 2))),
                new AgentEvent.Leased(lease(1, "cpus:9")),
                new AgentEvent.LeaseEnded(new OfferId("offer-1"), ""));

        assertThat(misfits).allSatisfy(event -> assertThatThrownBy(() -> machine.evolve(agent, event))
                .isInstanceOf(IllegalStateException.class));
    }
}
