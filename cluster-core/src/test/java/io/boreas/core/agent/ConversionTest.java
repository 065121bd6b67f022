package io.boreas.core.agent;

import static io.boreas.core.agent.HostRun.ROLE;
import static io.boreas.core.agent.HostRun.command;
import static io.boreas.core.agent.HostRun.launch;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.id.FrameworkId;
import io.boreas.core.resource.DiskInfo;
import io.boreas.core.resource.Reservation;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.resource.Terms;
import io.boreas.core.task.TaskState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConversionTest {
    private static final String TOTAL = "cpus:4;mem:4096;disk:8192";
    private static final Optional<String> NO_ID = Optional.empty();
    private static final Reservation MINE = Reservation.dynamic(ROLE);

    @Test
    void whatIsReservedMayBeUsedAtOnceAndStaysReserved() {
        var run = HostRun.with(TOTAL);
        var reserved = Resources.parse("cpus:1;mem:512").push(MINE);

        var reply = run.accept(
                run.offer("cpus:2;mem:1024"),
                new Operation.Reserve(Optional.of("op-1"), reserved),
                launch(command("task-1", reserved)));

        assertThat(reply.outcomes())
                .containsExactly(new AgentReply.Outcome(0, Optional.of("op-1"), true, "", reserved));
        assertThat(reply.launched()).hasSize(1);
        assertThat(run.agent().total())
                .isEqualTo(Resources.parse("cpus:3;mem:3584;disk:8192").plus(reserved));
        run.report(1, 1, TaskState.FINISHED);
        assertThat(run.agent().available()).isEqualTo(run.agent().total());
    }

    @Test
    void reservationsAndVolumesOutliveTheAgentsRegistrationAndItsFramework() {
        var run = HostRun.with(TOTAL);
        var volume = volume("v", 1_024_000);
        run.accept(
                run.offer(TOTAL),
                new Operation.Reserve(NO_ID, Resources.parse("cpus:1;disk:2048").push(MINE)),
                new Operation.Create(NO_ID, Resources.of(volume)));
        var total = run.agent().total();
        assertThat(total.persistentVolumes().toList()).containsExactly(volume);

        run.tell(new AgentCommand.RemoveFramework(HostRun.FRAMEWORK, "torn down"));
        run.tell(new AgentCommand.MarkUnreachable(1, "silent"));
        run.register(TOTAL);

        assertThat(run.agent().total()).isEqualTo(total);
        assertThat(run.agent().available()).isEqualTo(total);
        assertThat(run.replayed()).isEqualTo(run.agent());
    }

    @Test
    void whatWasUnreservedIsForEveryone() {
        var run = HostRun.with(TOTAL);
        var reserved = Resources.parse("cpus:1").push(MINE);
        run.accept(run.offer("cpus:2"), new Operation.Reserve(NO_ID, reserved));

        run.accept(run.offer(reserved), new Operation.Unreserve(NO_ID, reserved));

        assertThat(run.agent().total()).isEqualTo(Resources.parse(TOTAL));
        assertThat(run.agent().hosted().converted().isEmpty()).isTrue();
    }

    @Test
    void aReservationMayBeRefinedForAChildRole() {
        var run = HostRun.with(TOTAL);
        var child = new Role("web/eu");
        var reserved = Resources.parse("cpus:1").push(MINE);
        run.accept(run.offer("cpus:2"), new Operation.Reserve(NO_ID, reserved));
        var refined = reserved.push(Reservation.dynamic(child));

        var reply = run.accept(run.offer(HostRun.FRAMEWORK, child, reserved), new Operation.Reserve(NO_ID, refined));

        assertThat(reply.outcomes().getFirst().done()).isTrue();
        assertThat(run.agent().total().reservedTo(child)).isEqualTo(refined);
    }

    @Test
    void aVolumeInUseCannotBeDestroyed() {
        var run = HostRun.with(TOTAL);
        var volume = Resources.of(volume("v", 1_024_000));
        var disk = Resources.parse("disk:1024").push(MINE);
        run.accept(
                run.offer(TOTAL),
                new Operation.Reserve(NO_ID, disk),
                new Operation.Create(NO_ID, volume),
                launch(command("task-1", volume.plus(Resources.parse("cpus:1")))));
        assertThat(run.task(1).resources().persistentVolumes()).isEqualTo(volume);

        run.report(1, 1, TaskState.FINISHED);
        var reply = run.accept(run.offer(volume), new Operation.Destroy(NO_ID, volume));

        assertThat(reply.outcomes().getFirst().done()).isTrue();
        assertThat(reply.rest()).isEqualTo(disk);
        assertThat(run.agent().total().persistentVolumes().isEmpty()).isTrue();
    }

    @Test
    void aVolumeGrowsAndShrinks() {
        var run = HostRun.with(TOTAL);
        var volume = volume("v", 1_024_000);
        var more = disk(512_000);
        run.accept(
                run.offer(TOTAL),
                new Operation.Reserve(NO_ID, Resources.of(disk(2_048_000))),
                new Operation.Create(NO_ID, Resources.of(volume)),
                new Operation.GrowVolume(NO_ID, volume, more));
        assertThat(run.agent().total().contains(volume("v", 1_536_000))).isTrue();

        var reply = run.accept(
                run.offer(Resources.of(volume("v", 1_536_000))),
                new Operation.ShrinkVolume(NO_ID, volume("v", 1_536_000), 1_024_000));

        assertThat(reply.rest()).isEqualTo(Resources.of(volume("v", 512_000), disk(1_024_000)));
        assertThat(run.agent().total().diskMilli()).isEqualTo(8_192_000);
    }

    @Test
    void operationsThatCannotBeDoneFailAloneAndSayWhy() {
        var run = HostRun.with(TOTAL);
        var volume = volume("v", 1_024_000);
        run.accept(
                run.offer("disk:4096"),
                new Operation.Reserve(NO_ID, Resources.of(disk(4_096_000))),
                new Operation.Create(NO_ID, Resources.of(volume)));
        var foreign = Resources.parse("cpus:1").push(Reservation.dynamic(new Role("db")));
        var unreserved = volume.on(Terms.PLAIN.on(DiskInfo.persistent("w", "data")));

        var reply = run.accept(
                run.offer(Resources.parse("cpus:1;disk:100").plus(Resources.of(volume, disk(2_048_000)))),
                new Operation.Reserve(NO_ID, foreign),
                new Operation.Reserve(NO_ID, Resources.parse("cpus:8").push(MINE)),
                new Operation.Reserve(NO_ID, Resources.parse("cpus:1")),
                new Operation.Reserve(NO_ID, Resources.empty()),
                new Operation.Unreserve(NO_ID, Resources.of(volume)),
                new Operation.Create(NO_ID, Resources.of(volume)),
                new Operation.Create(NO_ID, Resources.of(unreserved)),
                new Operation.Destroy(NO_ID, Resources.of(volume("other", 1_000))),
                new Operation.GrowVolume(NO_ID, volume, Resource.scalar("disk", 1_000)),
                new Operation.ShrinkVolume(NO_ID, volume, 1_024_000),
                new Operation.CreateDisk(NO_ID),
                new Operation.DestroyDisk(NO_ID),
                launch(command("task-1", Resources.parse("cpus:1"))));

        assertThat(reply.outcomes()).hasSize(12).allSatisfy(outcome -> {
            assertThat(outcome.done()).isFalse();
            assertThat(outcome.message()).isNotEmpty();
        });
        assertThat(reply.outcomes().get(4).message()).contains("Please destroy the persistent volume first");
        assertThat(reply.outcomes().get(5).message()).contains("already exists");
        assertThat(reply.launched()).hasSize(1);
    }

    @Test
    void aPrincipalReservesOnlyInItsOwnName() {
        var run = HostRun.with(TOTAL);
        var mallory = Resources.parse("cpus:1").push(MINE.by("mallory"));
        var alice = Resources.parse("cpus:1").push(MINE.by("alice"));
        var accept = HostRun.accepting(
                List.of(run.offer("cpus:2")),
                new Operation.Reserve(NO_ID, mallory),
                new Operation.Reserve(NO_ID, alice));

        var reply = (AgentReply.Accepted) run.tell(new AgentCommand.Accept(
                accept.framework(),
                accept.offers(),
                accept.operations(),
                Optional.of("alice"),
                true,
                true,
                accept.taken()));

        assertThat(reply.outcomes()).extracting(AgentReply.Outcome::done).containsExactly(false, true);
    }

    @Test
    void aSharedVolumeIsUsedByManyAndLeavesOnlyWithTheLast() {
        var run = HostRun.with(TOTAL);
        var shared = volume("v", 1_024_000).on(volume("v", 1_024_000).terms().asShared());
        var with = Resources.parse("cpus:1").plus(shared);
        run.accept(
                run.offer("cpus:3;disk:1024"),
                new Operation.Reserve(NO_ID, Resources.of(disk(1_024_000))),
                new Operation.Create(NO_ID, Resources.of(shared)),
                launch(command("task-1", with), command("task-2", with)));
        assertThat(run.agent().tasks().size()).isEqualTo(2);
        assertThat(run.agent().available().contains(shared)).isTrue();

        var busy = run.accept(run.offer(Resources.of(shared)), new Operation.Destroy(NO_ID, Resources.of(shared)));
        assertThat(busy.outcomes().getFirst().message()).contains("in use");
        run.report(1, 1, TaskState.FINISHED);
        run.report(2, 1, TaskState.FINISHED);
        var theirs = run.offer(new FrameworkId("framework-2"), ROLE, Resources.of(shared));
        var last = run.accept(run.offer(Resources.of(shared)), new Operation.Destroy(NO_ID, Resources.of(shared)));

        assertThat(last.outcomes().getFirst().done()).isTrue();
        assertThat(last.rescinded()).extracting(Lease::offer).containsExactly(theirs);
        assertThat(run.agent().total().diskMilli()).isEqualTo(8_192_000);
    }

    @Test
    void anAgentThatLostReservedResourcesOffersNothingAndKeepsTheReservations() {
        var run = HostRun.with(TOTAL);
        run.accept(
                run.offer("cpus:4"),
                new Operation.Reserve(NO_ID, Resources.parse("cpus:3").push(MINE)));
        run.offer("cpus:1");

        run.register("cpus:2;mem:4096;disk:8192");

        assertThat(run.agent().leases().isEmpty()).isTrue();
        assertThat(run.agent().available().isEmpty()).isTrue();
        run.register(TOTAL);
        assertThat(run.agent().available().reserved())
                .isEqualTo(Resources.parse("cpus:3").push(MINE));
    }

    private static Resource disk(long milli) {
        return Resource.scalar("disk", milli).on(Terms.PLAIN.push(MINE));
    }

    private static Resource volume(String id, long milli) {
        return Resource.scalar("disk", milli).on(Terms.PLAIN.push(MINE).on(DiskInfo.persistent(id, "data")));
    }
}
