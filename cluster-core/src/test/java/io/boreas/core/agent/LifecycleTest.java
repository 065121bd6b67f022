package io.boreas.core.agent;

import static io.boreas.core.agent.AgentSamples.NOW;
import static io.boreas.core.agent.AgentSamples.hello;
import static io.boreas.core.agent.AgentSamples.lease;
import static io.boreas.core.agent.AgentSamples.report;
import static io.boreas.core.agent.AgentSamples.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

    @Test
    void deactivatedAgentKeepsItsTasksAndLosesItsOffers() {
        var run = running();
        run.tell(new AgentCommand.GrantLease(lease(1, "cpus:1")));

        assertThat(run.tell(new AgentCommand.Deactivate())).isEqualTo(AgentReply.Done.DONE);

        assertThat(run.agent().leases().isEmpty()).isTrue();
        assertThat(run.task(1).state()).isEqualTo(TaskState.RUNNING);
        assertThat(run.owed().stream().filter(AgentEffect.KillOn.class::isInstance))
                .isEmpty();
        assertThat(run.tell(new AgentCommand.GrantLease(lease(2, "cpus:1"))))
                .isEqualTo(new AgentReply.LeaseRefused("agent agent-1 is deactivated"));
        assertThat(run.tell(new AgentCommand.Reactivate())).isEqualTo(AgentReply.Done.DONE);
        assertThat(run.tell(new AgentCommand.GrantLease(lease(2, "cpus:1")))).isEqualTo(AgentReply.Done.DONE);
    }

    @Test
    void drainKillsWithTheShorterGraceAndEndsWhenNothingRuns() {
        var run = running();
        run.tell(drain(Optional.of(TWO_SECONDS), false));

        assertThat(orders(run)).extracting(KillOrder::grace).containsExactly(TWO_SECONDS);
        assertThat(run.agent().duty()).isInstanceOf(Duty.Draining.class);
        assertThat(run.tell(new AgentCommand.Reactivate()))
                .isEqualTo(new AgentReply.LifecycleRefused("Agent is still in the DRAINING state"));

        run.report(update(1, 2, TaskState.KILLED));

        assertThat(latest(run).state()).isEqualTo(TaskState.KILLED);
        assertThat(latest(run).reason()).isEqualTo(TaskReason.AGENT_DRAINING);
        assertThat(run.agent().duty()).isInstanceOf(Duty.Drained.class);
        assertThat(run.tell(new AgentCommand.Reactivate())).isEqualTo(AgentReply.Done.DONE);
        assertThat(run.agent().duty()).isEqualTo(Duty.ACTIVE);
    }

    @Test
    void drainWithoutALimitLeavesTasksTheirOwnGrace() {
        var run = AgentRun.registered();
        run.admit(1);
        run.tell(drain(Optional.empty(), false));
        assertThat(orders(run)).extracting(KillOrder::grace).containsExactly(TaskSpec.FINALIZATION_WAIT_DEFAULT);
    }

    @Test
    void drainMadeShorterShortensTheKills() {
        var run = running();
        run.tell(drain(Optional.of(Duration.ofSeconds(20)), false));
        run.tell(drain(Optional.of(TWO_SECONDS), false));
        run.tell(drain(Optional.of(Duration.ofSeconds(30)), false));
        assertThat(orders(run)).extracting(KillOrder::grace).containsExactly(TWO_SECONDS);
    }

    @Test
    void whatEndedByItselfWhileItsAgentDrainedEndedAsItSays() {
        var run = running();
        run.tell(drain(Optional.of(TWO_SECONDS), true));
        run.report(update(1, 2, TaskState.FINISHED));
        assertThat(latest(run).state()).isEqualTo(TaskState.FINISHED);
    }

    @Test
    void agentDrainedToBeGoneIsGoneWithItsLastTask() {
        var run = running();
        run.tell(drain(Optional.of(TWO_SECONDS), true));
        run.report(update(1, 2, TaskState.KILLED));

        assertThat(latest(run).state()).isEqualTo(TaskState.GONE_BY_OPERATOR);
        assertThat(latest(run).reason()).isEqualTo(TaskReason.AGENT_DRAINING);
        assertThat(run.agent().presence()).isEqualTo(Presence.GONE);
        assertThat(run.tell(new AgentCommand.Register(hello())))
                .isEqualTo(new AgentReply.AgentGone(run.agent().id()));
    }

    @Test
    void agentThatReturnsWithNothingLeftOfItsDrainIsNotWelcomedToBeGone() {
        var run = running();
        run.tell(drain(Optional.of(TWO_SECONDS), true));
        run.tell(new AgentCommand.MarkUnreachable(1, "silent"));
        assertThat(run.agent().presence()).isEqualTo(Presence.UNREACHABLE);

        assertThat(run.tell(new AgentCommand.Register(hello())))
                .isEqualTo(new AgentReply.AgentGone(run.agent().id()));
        assertThat(run.agent().presence()).isEqualTo(Presence.GONE);
    }

    @Test
    void unreachableAgentIsDrainedOnceItReturns() {
        var run = running();
        run.tell(new AgentCommand.MarkUnreachable(1, "silent"));
        run.tell(drain(Optional.of(TWO_SECONDS), false));
        assertThat(run.agent().duty()).isInstanceOf(Duty.Draining.class);

        var reply = run.tell(new AgentCommand.Register(hello(report(1, TaskState.RUNNING, 1))));

        assertThat(reply).isInstanceOfSatisfying(AgentReply.Registered.class, welcome -> assertThat(welcome.kills())
                .extracting(KillOrder::grace)
                .containsExactly(TWO_SECONDS));
        run.report(update(1, 2, TaskState.KILLED));
        assertThat(run.agent().duty()).isInstanceOf(Duty.Drained.class);
    }

    @Test
    void goneAgentHoldsNothingAndItsOwnersHearOfIt() {
        var run = running();
        run.tell(new AgentCommand.MarkGone());

        assertThat(latest(run))
                .isEqualTo(new TaskStatus(
                        TaskState.GONE_BY_OPERATOR,
                        TaskReason.AGENT_REMOVED_BY_OPERATOR,
                        StatusSource.MASTER,
                        "an operator declared agent agent-1 gone",
                        NOW));
        assertThat(run.agent().used()).isEqualTo(Resources.empty());
        assertThat(run.owed()).hasSize(1).allMatch(AgentEffect.Tell.class::isInstance);
        assertThat(run.report(update(1, 2, TaskState.RUNNING)))
                .isEqualTo(new AgentReply.AgentGone(run.agent().id()));
        assertThat(run.tell(new AgentCommand.MarkGone())).isEqualTo(AgentReply.Done.DONE);
        assertThat(run.tell(drain(Optional.empty(), false)))
                .isEqualTo(new AgentReply.AgentGone(run.agent().id()));

        run.tell(new AgentCommand.AcknowledgeNotices(
                List.of(new StatusAck(run.task(1).id(), 9))));
        assertThat(run.holds(new TaskId("task-1"))).isFalse();
    }

    @Test
    void negativeGraceIsRefused() {
        var run = running();
        assertThat(run.tell(drain(Optional.of(Duration.ofSeconds(-1)), false)))
                .isInstanceOf(AgentReply.LifecycleRefused.class);
        assertThat(run.agent().duty()).isEqualTo(Duty.ACTIVE);
    }

    private static AgentCommand drain(Optional<Duration> graceMax, boolean thenGone) {
        return new AgentCommand.Drain(graceMax, thenGone);
    }

    private static AgentRun running() {
        var run = AgentRun.registered();
        run.admit(1);
        run.report(update(1, 1, TaskState.RUNNING));
        return run;
    }

    private static List<KillOrder> orders(AgentRun run) {
        return run.owed().stream()
                .filter(AgentEffect.KillOn.class::isInstance)
                .map(effect -> ((AgentEffect.KillOn) effect).order())
                .toList();
    }

    private static TaskStatus latest(AgentRun run) {
        return run.task(1).notices().getLast().status();
    }
}
