package io.boreas.actors.guardian;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.gateway.InverseAnswers;
import io.boreas.actors.stage.AgentSocket;
import io.boreas.actors.stage.NumberedCodec;
import io.boreas.actors.stage.Samples;
import io.boreas.core.allocator.Unavailability;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.OfferId;
import io.boreas.core.link.FromMaster;
import io.boreas.core.registry.MachineId;
import io.boreas.core.registry.RegistryCommand;
import io.boreas.core.registry.RegistryReply;
import io.boreas.core.registry.Window;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Frameworks are asked to leave a machine that is to be worked on: a whole master, with one agent on a socket. */
class InverseOffersTest {
    private static final NumberedCodec CODEC = new NumberedCodec();
    private static final AgentId AGENT = new AgentId("left");
    private static final Unavailability WHEN =
            new Unavailability(Instant.parse("2030-01-02T03:04:05Z"), Optional.of(Duration.ofHours(1)));
    private static final Duration LONG = Duration.ofDays(1);

    private Master master;
    private Cell cell;
    private AgentSocket socket;
    private String host = "";
    private int commands;

    private void start(Map<String, String> options) throws IOException {
        master = MasterStage.start(CODEC, options);
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

    @BeforeEach
    void start() throws IOException {
        start(Map.of());
    }

    @Test
    void whoHoldsSomethingThereIsAskedAndItsAnswerIsShown() throws IOException {
        var scheduler = holding("leaves");
        schedule(WHEN);
        var asked = next(scheduler);
        assertThat(asked.agent()).isEqualTo(AGENT);
        assertThat(asked.framework()).isEqualTo(scheduler.id());
        assertThat(asked.unavailability()).isEqualTo(WHEN);
        assertThat(MasterStage.get(cell.inverseAnswers())).isEmpty();
        assertThat(MasterStage.get(cell.inverseOffers())).containsExactly(asked);

        var before = Instant.now().minusMillis(1);
        assertThat(answer(scheduler, asked.id(), true)).isEqualTo(FrameworkReply.Done.DONE);

        MasterStage.await("its answer is known", () -> !MasterStage.get(cell.inverseAnswers())
                .isEmpty());
        var said = MasterStage.get(cell.inverseAnswers()).getFirst();
        assertThat(said).isEqualTo(new InverseAnswers.Said(AGENT, host, scheduler.id(), said.answer()));
        assertThat(said.answer().accepted()).isTrue();
        assertThat(MasterStage.get(cell.inverseOffers())).isEmpty();
        assertThat(said.answer().at()).isBetween(before, Instant.now());

        // Until then it is not asked again, unless it wants to be; and it may change its mind.
        scheduler.call(new FrameworkCall.Revive(new TreeSet<>()));
        var again = next(scheduler);
        assertThat(again.id()).isNotEqualTo(asked.id());
        assertThat(answer(scheduler, asked.id(), false)).as("that one is over").isEqualTo(FrameworkReply.Done.DONE);
        assertThat(answer(scheduler, new OfferId("none"), false)).isEqualTo(FrameworkReply.Done.DONE);
        answer(scheduler, again.id(), false);
        MasterStage.await("it has changed its mind", () -> !MasterStage.get(cell.inverseAnswers())
                .getFirst()
                .answer()
                .accepted());
    }

    @Test
    void anotherScheduleAndNoneRescindWhatWasAsked() throws IOException {
        var scheduler = holding("hears");
        schedule(WHEN);
        var first = next(scheduler);
        var later = new Unavailability(WHEN.start().plusSeconds(1), Optional.empty());

        schedule(later);
        assertThat(scheduler.next(FrameworkPush.RescindInverse.class).offer()).isEqualTo(first.id());
        var second = next(scheduler);
        assertThat(second.unavailability()).isEqualTo(later);
        assertThat(MasterStage.get(cell.inverseOffers())).containsExactly(second);

        say(new RegistryCommand.UpdateSchedule(List.of()));
        assertThat(scheduler.next(FrameworkPush.RescindInverse.class).offer()).isEqualTo(second.id());
    }

    @Test
    void whatNobodyAnswersIsRescindedAfterTheTimeOfOffersAndAskedAgain() throws IOException {
        stop();
        start(Map.of("boreas.agents.offer-timeout", "5s", "boreas.allocator.forget-after", "1s"));
        var scheduler = holding("silent");
        schedule(WHEN);
        var asked = next(scheduler);
        assertThat(scheduler.next(FrameworkPush.RescindInverse.class).offer()).isEqualTo(asked.id());
        assertThat(next(scheduler).id()).isNotEqualTo(asked.id());
    }

    @Test
    void anotherSchedulerOfTheFrameworkIsAskedAnew() throws IOException {
        var scheduler = holding("moves");
        schedule(WHEN);
        var asked = next(scheduler);
        answer(scheduler, asked.id(), false);
        MasterStage.await("its answer is known", () -> !MasterStage.get(cell.inverseAnswers())
                .isEmpty());

        scheduler.subscribed("moves-2");

        assertThat(next(scheduler).id()).isNotEqualTo(asked.id());
        assertThat(MasterStage.get(cell.inverseAnswers())).hasSize(1);
    }

    @Test
    void whoHoldsNothingThereIsNotAsked() throws Exception {
        var holder = holding("holds");
        var idle = new TestScheduler(master.frameworks(), "idle", 60).subscribed("idle-1");
        schedule(WHEN);
        next(holder);
        assertThat(idle.isQuietOf(FrameworkPush.InverseOffers.class, Duration.ofMillis(300)))
                .isTrue();
    }

    /** A framework with a task that has all of the agent. */
    private TestScheduler holding(String name) throws IOException {
        var scheduler = new TestScheduler(master.frameworks(), name, 60).subscribed(name + "-1");
        var offer = scheduler.offer();
        host = offer.info().hostname();
        scheduler.launch(
                offer, TestScheduler.task(offer, "t-1", offer.resources().toString()));
        MasterStage.hear(socket, FromMaster.Launch.class);
        return scheduler;
    }

    private static FrameworkPush.InverseOffer next(TestScheduler scheduler) {
        return scheduler.next(FrameworkPush.InverseOffers.class).offers().getFirst();
    }

    private static FrameworkReply answer(TestScheduler scheduler, OfferId offer, boolean accepted) {
        return scheduler.call(new FrameworkCall.AnswerInverse(List.of(offer), accepted, LONG));
    }

    private void schedule(Unavailability when) {
        say(new RegistryCommand.UpdateSchedule(List.of(new Window(List.of(new MachineId(host, "")), when))));
    }

    private void say(RegistryCommand command) {
        assertThat(MasterStage.get(cell.registry(command, new Cause("command-" + ++commands, "ann"))))
                .isEqualTo(RegistryReply.Done.DONE);
    }
}
