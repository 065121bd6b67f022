package io.boreas.core.agent;

import static io.boreas.core.agent.HostRun.ROLE;
import static io.boreas.core.agent.HostRun.command;
import static io.boreas.core.agent.HostRun.launch;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.gen.Gen;
import io.boreas.core.id.OfferId;
import io.boreas.core.resource.DiskInfo;
import io.boreas.core.resource.Reservation;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Terms;
import io.boreas.core.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OperatorConversionTest {
    private static final String TOTAL = "cpus:4;mem:4096;disk:8192;ports:[31000-31009]";
    private static final Optional<String> NO_ID = Optional.empty();
    private static final Reservation MINE = Reservation.dynamic(ROLE);

    @Test
    void whatIsFreeIsReservedAndNoOfferEnds() {
        var run = HostRun.with(TOTAL);
        run.offer("cpus:2;mem:1024");
        var wish = Resources.parse("cpus:2;mem:512").push(MINE);

        assertThat(run.tell(reserve(wish))).isEqualTo(new AgentReply.Converted(List.of()));

        assertThat(run.agent().total().reservedTo(ROLE)).isEqualTo(wish);
        assertThat(run.agent().leases().size()).isEqualTo(1);
        assertThat(run.replayed()).isEqualTo(run.agent());
    }

    @Test
    void onlySoManyOffersEndAsAreNeeded() {
        var run = HostRun.with(TOTAL);
        var memory = run.offer("mem:1024");
        var first = run.offer("cpus:1.5");
        var ports = run.offer("ports:[31000-31004]");
        var second = run.offer("cpus:1.5;ports:[31005-31005]");

        var reply = (AgentReply.Converted)
                run.tell(reserve(Resources.parse("cpus:2;ports:[31009-31009]").push(MINE)));

        assertThat(reply.rescinded()).extracting(Lease::offer).containsExactly(first);
        assertThat(offers(run)).containsExactly(memory, ports, second);
    }

    @Test
    void noOfferEndsForWhatCannotBe() {
        var run = HostRun.with(TOTAL);
        run.accept(run.offer("cpus:3;mem:64"), launch(command(1, "cpus:3;mem:64")));
        run.offer("cpus:1");
        int events = run.journal().size();

        assertThat(run.tell(reserve(Resources.parse("cpus:2").push(MINE))))
                .isInstanceOfSatisfying(AgentReply.ConversionLacks.class, lacks -> assertThat(lacks.message())
                        .startsWith("Invalid RESERVE operation: ")
                        .contains("does not contain"));
        assertThat(run.tell(reserve(Resources.parse("cpus:1")))).isInstanceOf(AgentReply.ConversionInvalid.class);
        assertThat(run.tell(reserve(Resources.empty()))).isInstanceOf(AgentReply.ConversionInvalid.class);
        assertThat(run.journal()).hasSize(events);
    }

    @Test
    void aPrincipalThatIsKnownReservesInItsOwnNameOnly() {
        var run = HostRun.with(TOTAL);
        var theirs = Resources.parse("cpus:1").push(MINE.by("mallory"));

        assertThat(run.tell(new AgentCommand.Convert(new Operation.Reserve(NO_ID, theirs), Optional.of("alice"))))
                .isInstanceOf(AgentReply.ConversionInvalid.class);
        assertThat(run.tell(reserve(theirs))).isInstanceOf(AgentReply.Converted.class);
    }

    @Test
    void anAgentThatIsAwayIsUnknown() {
        var run = HostRun.with(TOTAL);
        run.tell(new AgentCommand.MarkUnreachable(1, "silent"));

        assertThat(run.tell(reserve(Resources.parse("cpus:1").push(MINE))))
                .isEqualTo(new AgentReply.UnknownAgent(run.agent().id()));
    }

    @Test
    void aVolumeIsMadeGrownShrunkAndDestroyedWithItsOffers() {
        var run = HostRun.with(TOTAL);
        run.tell(reserve(Resources.parse("disk:2048").push(MINE)));
        var volume = volume(512_000);
        assertThat(run.tell(
                        new AgentCommand.Convert(new Operation.Create(NO_ID, Resources.of(volume)), Optional.empty())))
                .isInstanceOf(AgentReply.Converted.class);
        var offer = run.offer(Resources.of(volume));
        var more = Resource.scalar("disk", 512_000).on(Terms.PLAIN.push(MINE));

        var grown = (AgentReply.Converted)
                run.tell(new AgentCommand.Convert(new Operation.GrowVolume(NO_ID, volume, more), Optional.empty()));
        assertThat(grown.rescinded()).extracting(Lease::offer).containsExactly(offer);
        run.tell(new AgentCommand.Convert(
                new Operation.ShrinkVolume(NO_ID, volume(1_024_000), 256_000), Optional.empty()));
        assertThat(run.agent().total().persistentVolumes()).isEqualTo(Resources.of(volume(768_000)));

        run.accept(
                run.offer(Resources.of(volume(768_000)).plus(Resources.parse("cpus:1"))),
                launch(command("task-1", Resources.of(volume(768_000)).plus(Resources.parse("cpus:1")))));
        var destroy =
                new AgentCommand.Convert(new Operation.Destroy(NO_ID, Resources.of(volume(768_000))), Optional.empty());
        assertThat(run.tell(destroy))
                .isInstanceOfSatisfying(AgentReply.ConversionInvalid.class, invalid -> assertThat(invalid.message())
                        .contains("in use"));
        run.report(1, 1, TaskState.FINISHED);
        var last = run.offer(Resources.of(volume(768_000)));
        assertThat(((AgentReply.Converted) run.tell(destroy)).rescinded())
                .extracting(Lease::offer)
                .containsExactly(last);
        assertThat(run.agent().total().reservedTo(ROLE))
                .isEqualTo(Resources.parse("disk:2048").push(MINE));
    }

    /** Whatever is offered: what an operator was told is done is there, and no offer ended that did not have to. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fiveHundred")
    void noOfferEndsInVain(long seed) {
        var gen = Gen.seeded(seed);
        var run = HostRun.with(TOTAL);
        for (int i = 0; i < 30; i++) {
            var free = run.agent().available();
            var piece = Resources.parse(gen.pick("cpus:1", "cpus:0.5;mem:1024", "mem:512", "ports:[31003-31004]"));
            var offered = gen.flip() ? piece : piece.push(MINE);
            if (gen.flip() && free.contains(offered)) {
                run.offer(offered);
            } else if (gen.oneIn(4)) {
                run.tell(new AgentCommand.Convert(new Operation.Unreserve(NO_ID, piece.push(MINE)), Optional.empty()));
            } else {
                var before = run.agent();
                var wish = Resources.parse(gen.pick("cpus:2", "cpus:1;mem:2048", "ports:[31004-31004]", "cpus:3.5"))
                        .push(MINE);
                switch (run.tell(reserve(wish))) {
                    case AgentReply.Converted(var rescinded) -> {
                        assertThat(run.agent().available())
                                .satisfies(now -> assertThat(now.contains(wish)).isTrue());
                        assertThat(before.available().contains(wish.pop())).isEqualTo(rescinded.isEmpty());
                    }
                    case AgentReply.ConversionLacks lacks ->
                        assertThat(run.agent()).isEqualTo(before);
                    case AgentReply other -> throw new AssertionError(other);
                }
            }
        }
        assertThat(run.replayed()).isEqualTo(run.agent());
    }

    private static List<OfferId> offers(HostRun run) {
        var offers = new ArrayList<OfferId>();
        run.agent().leases().forEachValue(lease -> offers.add(lease.offer()));
        return offers;
    }

    private static AgentCommand.Convert reserve(Resources resources) {
        return new AgentCommand.Convert(new Operation.Reserve(NO_ID, resources), Optional.empty());
    }

    private static Resource volume(long milli) {
        return Resource.scalar("disk", milli).on(Terms.PLAIN.push(MINE).on(DiskInfo.persistent("v", "data")));
    }
}
