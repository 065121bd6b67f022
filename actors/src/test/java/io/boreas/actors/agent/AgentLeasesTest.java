package io.boreas.actors.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.allocator.AllocatorMessage;
import io.boreas.actors.framework.FrameworkGroupMessage;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.stage.Samples;
import io.boreas.actors.stage.Stage;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.Lease;
import io.boreas.core.agent.Operation;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.TaskId;
import io.boreas.core.machine.Envelope;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Leases of an agent whose frameworks may not know of them. */
class AgentLeasesTest {
    private static final FrameworkId FRAMEWORK = new FrameworkId("framework");
    private static final OfferId OFFER = OfferId.of(Samples.AGENT, 1);

    private static Stage stage;

    @BeforeAll
    static void open() {
        stage = Stage.inManualTime();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void aFrameworkIsAskedAfterALeaseSoonAndThenAfterLongerPauses() {
        var agents = new AgentStage(stage, 1);
        lease(agents);

        for (long pause : List.of(1_000L, 2_000L, 7_000L, 10_000L, 10_000L)) {
            stage.pass(Duration.ofMillis(pause - 1));
            agents.frameworks.expectNoMessage();
            stage.pass(Duration.ofMillis(1));
            expectQuestion(agents);
        }
    }

    @Test
    void aGroupThatBeginsAnewAsksAfterAllThatIsLeased() {
        var agents = new AgentStage(stage, 2);
        lease(agents);

        stage.pass(Duration.ofMillis(1));
        agents.restart();
        assertThat(agents.find(Samples.AGENT)).isPresent();
        stage.pass(Duration.ofSeconds(2));

        expectQuestion(agents);
    }

    @Test
    void aGroupOfFrameworksThatStartsIsToldOfALaunchThatIsStillBeingDecided() {
        var agents = new AgentStage(stage, 0);
        lease(agents);
        int frameworks = agents.groups.numberOf(FRAMEWORK);
        agents.ask(new AgentCommand.Accept(
                FRAMEWORK,
                List.of(OFFER),
                List.of(new Operation.Launch(
                        Optional.empty(), List.of(Samples.frameworkTask(Samples.AGENT, "web-1", "cpus:0.1")))),
                Optional.empty(),
                true,
                false,
                new TreeSet<>()));

        agents.group.tell(new AgentGroupMessage.TellAgain(frameworks, 7));

        var told = new ArrayList<TaskId>();
        var last = agents.frameworks.receiveMessage().message();
        while (!(last instanceof FrameworkGroupMessage.ToldAgain)) {
            if (last instanceof GroupMessage.Commands<?, ?, ?>(var commands)) {
                for (var command : commands) {
                    if (command.envelope().command() instanceof FrameworkCommand.Hear(var tasks)) {
                        tasks.forEach(task -> told.add(task.run().task()));
                    }
                }
            }
            last = agents.frameworks.receiveMessage().message();
        }
        assertThat(told).contains(new TaskId("web-1"));
        assertThat(last).isEqualTo(new FrameworkGroupMessage.ToldAgain(0, 7));
    }

    /** A job's role may start with a dash; nobody can weigh or limit such a role. */
    @Test
    void aTaskOfARoleThatNoFrameworkCanHaveIsNotCounted() {
        var agents = new AgentStage(stage, 3);
        agents.group.tell(new AgentGroupMessage.ReportToAllocator(Optional.empty()));
        agents.registered(Samples.AGENT);
        var job = new JobKey("-dash", "devel", "web");

        agents.admit(job, Samples.admission(job, 1));

        assertThat(agents.nextNotices()).hasSize(1);
        agents.group.tell(new AgentGroupMessage.ReportToAllocator(Optional.empty()));
        var restated = agents.allocator.fishForMessage(
                Duration.ofSeconds(20),
                message -> message instanceof AllocatorMessage.AgentRestated said
                                && said.agent().available().cpusMilli() < 4_000
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
        assertThat(restated)
                .singleElement()
                .isInstanceOfSatisfying(AllocatorMessage.AgentRestated.class, said -> assertThat(said.uses())
                        .isEmpty());
        agents.allocator.expectMessage(new AllocatorMessage.AgentsRestated(3));
    }

    @Test
    void theAllocatorHearsOfAnAgentThatItAsksForOnceWhatItGrantedBeforeIsDecided() {
        var agents = new AgentStage(stage, 4);
        agents.registered(Samples.AGENT);
        var lease = lease();
        stage.gate().shut();
        agents.group.tell(new GroupMessage.Command<AgentId, AgentCommand, AgentReply>(
                new Envelope<>(Samples.AGENT, new AgentCommand.GrantLease(lease), Cause.SYSTEM),
                new ReplyTo.OfAllocator<>()));
        stage.gate().awaitWrite();

        agents.group.tell(new AgentGroupMessage.ReportAgents(List.of(Samples.AGENT, Samples.OTHER_AGENT), 1));
        stage.gate().open();

        var restated = (AllocatorMessage.AgentRestated) agents.allocator
                .fishForMessage(
                        Duration.ofSeconds(20),
                        message -> message instanceof AllocatorMessage.AgentRestated
                                ? FishingOutcomes.complete()
                                : FishingOutcomes.continueAndIgnore())
                .getFirst();
        assertThat(restated.leases()).containsExactly(lease);
        assertThat(restated.upTo()).contains(1L);
        agents.allocator.expectMessage(new AllocatorMessage.AgentLost(Samples.OTHER_AGENT));
    }

    private static Lease lease() {
        return new Lease(
                OFFER,
                FRAMEWORK,
                new Role("web"),
                Resources.parse("cpus:0.5"),
                stage.clock().instant());
    }

    private static void lease(AgentStage agents) {
        agents.registered(Samples.AGENT);
        agents.ask(new AgentCommand.GrantLease(lease()));
        agents.replies.expectMessage(AgentReply.Done.DONE);
    }

    private static void expectQuestion(AgentStage agents) {
        assertThat(agents.frameworks.receiveMessage().message())
                .isEqualTo(new FrameworkGroupMessage.StillLeased(
                        FRAMEWORK, List.of(new FrameworkGroupMessage.Leased(Samples.AGENT, OFFER))));
    }
}
