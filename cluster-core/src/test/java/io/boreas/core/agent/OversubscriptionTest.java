package io.boreas.core.agent;

import static io.boreas.core.agent.AgentSamples.revocable;
import static io.boreas.core.agent.HostRun.command;
import static io.boreas.core.agent.HostRun.launch;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.link.TaskReport;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.TaskState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An agent gives what its tasks hold and do not use, and takes it back. */
class OversubscriptionTest {
    private static final String OWN = "cpus:4;mem:4096";

    @Test
    void whatIsOversubscribedIsThereBesideTheAgentsOwn() {
        var run = HostRun.with(OWN);
        oversubscribe(run, "cpus:2");

        assertThat(run.agent().total()).isEqualTo(Resources.parse(OWN).plus(revocable("cpus:2")));
        assertThat(run.agent().available()).isEqualTo(run.agent().total());
        assertThat(run.replayed()).isEqualTo(run.agent());
    }

    @Test
    void itIsPromisedOnceAndIsNotTakenForTheAgentsOwn() {
        var run = HostRun.with(OWN);
        oversubscribe(run, "cpus:2");
        run.offer(revocable("cpus:1.5"));

        var more = new AgentCommand.GrantLease(AgentSamples.lease(9, revocable("cpus:1")));
        assertThat(run.tell(more)).isInstanceOf(AgentReply.LeaseRefused.class);
        assertThat(run.agent().available()).isEqualTo(Resources.parse(OWN).plus(revocable("cpus:0.5")));
    }

    @Test
    void offersOfMoreThanIsLeftAreRescindedAndTasksGoOn() {
        var run = HostRun.with(OWN);
        oversubscribe(run, "cpus:3;mem:512");
        run.accept(run.offer(revocable("cpus:2;mem:256")), launch(command("task-1", revocable("cpus:2;mem:256"))));
        var own = run.offer("cpus:1");
        var lent = run.offer(revocable("cpus:1"));

        oversubscribe(run, "cpus:1;mem:512");

        assertThat(run.agent().leases().containsKey(own)).isTrue();
        assertThat(run.agent().leases().containsKey(lent)).isFalse();
        assertThat(run.task(1).state()).isEqualTo(TaskState.STAGING);
        assertThat(run.agent().available())
                .as("the task holds more cpus than there are to hold, and of the rest only its part")
                .isEqualTo(Resources.parse("cpus:3;mem:4096").plus(revocable("mem:256")));

        run.report(1, 1, TaskState.FINISHED);
        assertThat(run.agent().available())
                .isEqualTo(Resources.parse("cpus:3;mem:4096").plus(revocable("cpus:1;mem:512")));
        assertThat(run.replayed()).isEqualTo(run.agent());
    }

    @Test
    void offersOfWhatIsStillThereStand() {
        var run = HostRun.with(OWN);
        oversubscribe(run, "cpus:3");
        var offer = run.offer(revocable("cpus:1"));

        oversubscribe(run, "cpus:1");

        assertThat(run.agent().leases().containsKey(offer)).isTrue();
    }

    @Test
    void aRegistrationIsThatOfAnAgentThatHasSaidNothingYet() {
        var run = HostRun.with(OWN);
        oversubscribe(run, "cpus:2");
        run.accept(run.offer(revocable("cpus:1")), launch(command("task-1", revocable("cpus:1"))));
        run.report(1, 1, TaskState.RUNNING);
        var own = run.offer("cpus:1");
        var lent = run.offer(revocable("cpus:1"));

        run.register(OWN, new TaskReport(run.key(1), run.task(1).owner(), TaskState.RUNNING, 1));

        assertThat(run.agent().leases().containsKey(own)).isTrue();
        assertThat(run.agent().leases().containsKey(lent)).isFalse();
        assertThat(run.agent().total()).isEqualTo(Resources.parse(OWN));
        assertThat(run.task(1).state()).isEqualTo(TaskState.RUNNING);
        assertThat(run.agent().used()).isEqualTo(revocable("cpus:1"));
        assertThat(run.replayed()).isEqualTo(run.agent());
    }

    @Test
    void ofOneKindATaskHasAllOnTheSameTerms() {
        var run = HostRun.with(OWN);
        oversubscribe(run, "cpus:2");
        var offer = run.offer(revocable("cpus:2").plus(Resources.parse(OWN)));

        var reply = run.accept(
                offer,
                launch(
                        command("task-1", revocable("cpus:1").plus(Resources.parse("mem:64"))),
                        command("task-2", revocable("cpus:0.5").plus(Resources.parse("cpus:0.5;mem:64"))),
                        command("task-3", Resources.parse("cpus:1;mem:64"))));

        assertThat(reply.launched()).containsExactly(HostRun.id(1), HostRun.id(3));
        assertThat(reply.undone()).singleElement().satisfies(undone -> assertThat(
                        undone.status().message())
                .isEqualTo("Task mixes revocable and non-revocable resources: Cannot use both revocable and"
                        + " non-revocable 'cpus' at the same time"));
    }

    @Test
    void anExecutorAndItsTasksDoTogether() {
        var run = HostRun.with(OWN);
        oversubscribe(run, "cpus:2");
        var offer = run.offer(revocable("cpus:2").plus(Resources.parse(OWN)));
        var executor = HostRun.executor("e", "cpus:0.1;mem:32;disk:1");
        var task = command("task-1", revocable("cpus:1").plus(Resources.parse("mem:64")));

        var reply = run.accept(offer, new Operation.LaunchGroup(Optional.empty(), executor, List.of(task)));

        assertThat(reply.launched()).isEmpty();
        assertThat(reply.undone()).singleElement().satisfies(undone -> assertThat(
                        undone.status().message())
                .startsWith("Task group and executor mix revocable and non-revocable resources"));
    }

    private static void oversubscribe(HostRun run, String resources) {
        assertThat(run.tell(new AgentCommand.Oversubscribe(run.agent().incarnation(), revocable(resources))))
                .isEqualTo(AgentReply.Done.DONE);
    }
}
