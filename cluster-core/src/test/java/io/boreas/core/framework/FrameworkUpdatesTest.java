package io.boreas.core.framework;

import static io.boreas.core.framework.FrameworkRun.AGENT;
import static io.boreas.core.framework.FrameworkRun.NOW;
import static io.boreas.core.framework.FrameworkRun.notice;
import static io.boreas.core.framework.FrameworkRun.run;
import static io.boreas.core.framework.FrameworkRun.staging;
import static io.boreas.core.framework.FrameworkRun.unreachable;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.id.AgentId;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskState;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FrameworkUpdatesTest {
    private static final AgentId OTHER = new AgentId("agent-2");

    @Test
    void updatesOfATaskAreToldOneAfterTheOther() {
        var run = FrameworkRun.subscribed();
        run.hear(run(1), staging(), notice(2, TaskState.STARTING), notice(3, TaskState.RUNNING));

        assertThat(states(run)).containsExactly(TaskState.STARTING);
        run.acknowledge(run.updates().getFirst());
        assertThat(states(run)).containsExactly(TaskState.RUNNING);
        run.acknowledge(run.updates().getFirst());
        assertThat(states(run)).isEmpty();
    }

    @Test
    void anUpdateIsOwedUntilItIsAcknowledgedAndKeepsItsUuid() {
        var run = FrameworkRun.subscribed();
        run.hear(run(1), staging(), notice(2, TaskState.RUNNING));
        var first = run.updates();

        run.tell(new FrameworkCommand.Subscribe(FrameworkRun.wish(10), true, "s2"));

        assertThat(run.updates()).isEqualTo(first);
        assertThat(run.owed()).containsExactly(new FrameworkEffect.Deliver("s2", first.getFirst()));
    }

    @Test
    void anAgentMayForgetOnlyWhatItsFrameworkHasAcknowledged() {
        var run = FrameworkRun.subscribed();
        var told = run.hear(run(1), staging(), notice(2, TaskState.STARTING), notice(3, TaskState.RUNNING));
        assertThat(told).isEqualTo(new FrameworkReply.Heard(List.of(new StatusAck(run(1).key(), 1))));

        assertThat(run.acknowledge(run.updates().getFirst()))
                .isEqualTo(new FrameworkReply.Acknowledged(Claim.of(run(1)), new StatusAck(run(1).key(), 2)));
    }

    @Test
    void acknowledgementsThatFitNothingAreIgnored() {
        var run = FrameworkRun.subscribed();
        run.hear(run(1), staging(), notice(2, TaskState.RUNNING));
        var update = run.updates().getFirst();
        var uuid = update.uuid().orElseThrow();
        var before = run.framework();

        for (var wrong : List.of(
                new FrameworkCommand.Acknowledge("s1", AGENT, run(1).task(), new UUID(1, 2)),
                new FrameworkCommand.Acknowledge("s1", OTHER, run(1).task(), uuid),
                new FrameworkCommand.Acknowledge("s1", AGENT, run(2).task(), uuid))) {
            assertThat(run.tell(wrong)).isInstanceOf(FrameworkReply.AcknowledgementIgnored.class);
        }
        assertThat(run.tell(new FrameworkCommand.Acknowledge("s0", AGENT, run(1).task(), uuid)))
                .isInstanceOf(FrameworkReply.StaleStream.class);
        assertThat(run.framework()).isEqualTo(before);
        run.acknowledge(update);
        assertThat(run.acknowledge(update)).isInstanceOf(FrameworkReply.AcknowledgementIgnored.class);
    }

    @Test
    void anAcknowledgedEndIsOwedToTheAgentAndNeverToldAgain() {
        var run = FrameworkRun.subscribed();
        run.hear(run(1), staging(), notice(2, TaskState.FINISHED));
        run.acknowledge(run.updates().getFirst());

        assertThat(run.owed())
                .containsExactly(new FrameworkEffect.AcknowledgeOn(AGENT, new StatusAck(run(1).key(), 2)));
        run.hear(run(1), staging(), notice(2, TaskState.FINISHED));
        assertThat(run.updates()).isEmpty();

        run.tell(new FrameworkCommand.AcksTaken(List.of(Claim.of(run(1)))));
        assertThat(run.owed()).isEmpty();
        var late = run.hear(run(1), staging(), notice(2, TaskState.FINISHED));
        assertThat(late).isEqualTo(new FrameworkReply.Heard(List.of(new StatusAck(run(1).key(), 2))));
        assertThat(run.framework().tasks().isEmpty()).isTrue();
        assertThat(run.replayed()).isEqualTo(run.framework());
    }

    @Test
    void theIdOfATaskThatEndedMayBeUsedAgain() {
        var run = FrameworkRun.subscribed();
        run.hear(run(1), staging(), notice(2, TaskState.FINISHED));
        run.acknowledge(run.updates().getFirst());

        var again = run(1, AGENT, NOW.plusSeconds(1));
        run.hear(again, staging(), notice(2, TaskState.RUNNING));

        assertThat(states(run)).containsExactly(TaskState.RUNNING);
    }

    @Test
    void aSecondRunOfAnIdInUseIsStoppedAndNeverTold() {
        var run = FrameworkRun.subscribed();
        run.hear(run(1), staging(), notice(2, TaskState.RUNNING));
        var second = run(1, OTHER, NOW);

        run.hear(second, staging(), notice(2, TaskState.STARTING));

        assertThat(states(run)).containsExactly(TaskState.RUNNING);
        assertThat(run.owed()).contains(new FrameworkEffect.KillOn(Claim.of(second)));
        run.tell(new FrameworkCommand.KillsTaken(List.of(Claim.of(second))));
        assertThat(run.owed()).noneMatch(FrameworkEffect.KillOn.class::isInstance);
    }

    @Test
    void repeatedAndReorderedNoticesChangeNothing() {
        var run = FrameworkRun.subscribed();
        run.hear(run(1), staging(), notice(2, TaskState.STARTING), notice(3, TaskState.RUNNING));
        var before = run.framework();

        run.hear(run(1), staging());
        run.hear(run(1), staging(), notice(2, TaskState.STARTING));

        assertThat(run.framework()).isEqualTo(before);
    }

    @Test
    void onlyAPartitionAwareFrameworkHearsThatATaskIsUnreachable() {
        var aware = FrameworkRun.subscribed(Capability.PARTITION_AWARE);
        var unaware = FrameworkRun.subscribed();

        aware.hear(run(1), staging(), unreachable(2));
        unaware.hear(run(1), staging(), unreachable(2));

        assertThat(states(aware)).containsExactly(TaskState.UNREACHABLE);
        assertThat(states(unaware)).containsExactly(TaskState.LOST);
    }

    @Test
    void aTaskThatComesBackIsToldToBothKindsOfFramework() {
        for (var run : List.of(FrameworkRun.subscribed(), FrameworkRun.subscribed(Capability.PARTITION_AWARE))) {
            run.hear(run(1), staging(), unreachable(2));
            run.acknowledge(run.updates().getFirst());

            run.hear(run(1), unreachable(2), notice(3, TaskState.RUNNING));

            assertThat(states(run)).containsExactly(TaskState.RUNNING);
        }
    }

    @Test
    void historyIsBounded() {
        var run = FrameworkRun.subscribed();
        for (int i = 0; i < Framework.ENDED_MAX + 10; i++) {
            run.hear(run(i), staging(), notice(2, TaskState.FINISHED));
            run.acknowledge(run.updates().getFirst());
        }

        assertThat(run.framework().ended().size()).isEqualTo(Framework.ENDED_MAX);
        assertThat(run.framework().endedTasks().size()).isEqualTo(Framework.ENDED_MAX);
        assertThat(run.framework().lastEnded(run(9).task())).isEmpty();
        assertThat(run.framework().lastEnded(run(10).task())).isPresent();
    }

    private static List<TaskState> states(FrameworkRun run) {
        return run.updates().stream().map(update -> update.status().state()).toList();
    }
}
