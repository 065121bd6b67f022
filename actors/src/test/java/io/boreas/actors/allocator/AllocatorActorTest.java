package io.boreas.actors.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.framework.FrameworkGroupMessage;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.Unheard;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.actors.registry.RegistryChanged;
import io.boreas.actors.stage.Samples;
import io.boreas.actors.stage.Stage;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.Lease;
import io.boreas.core.allocator.AllocatorAgent;
import io.boreas.core.allocator.AllocatorFramework;
import io.boreas.core.allocator.AllocatorSettings;
import io.boreas.core.allocator.Quota;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.OfferId;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.registry.Registry;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an allocator that begins anew knows of quotas, and tells of them. */
class AllocatorActorTest {
    private static final Role ROLE = new Role("web");
    private static final FrameworkId FRAMEWORK = new FrameworkId("framework");
    private static final Resources TOTAL = Resources.parse("cpus:8;mem:4096");
    private static final Duration MOMENT = Duration.ofMillis(300);
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    private static Stage stage;

    private final AtomicReference<Optional<SortedSet<String>>> listed = new AtomicReference<>(Optional.empty());
    private Groups groups;
    private TestProbe<ShardingEnvelope<GroupMessage>> agents;
    private TestProbe<ShardingEnvelope<GroupMessage>> frameworks;
    private TestProbe<PlannerMessage> planner;
    private ActorRef<AllocatorMessage> allocator;

    @BeforeAll
    static void open() {
        stage = Stage.inManualTime();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @BeforeEach
    void start() {
        groups = new Groups(4);
        agents = stage.probe();
        planner = stage.probe();
        frameworks = stage.probe();
        TestProbe<ShardingEnvelope<GroupMessage>> registry = stage.probe();
        groups.attach(Map.of(
                GroupKind.AGENT,
                agents.ref(),
                GroupKind.FRAMEWORK,
                frameworks.ref(),
                GroupKind.REGISTRY,
                registry.ref()));
        listed.set(Optional.empty());
        begin();
        allocator.tell(new RegistryChanged(Registry.EMPTY));
    }

    private void begin() {
        var hour = Duration.ofHours(1);
        var settings =
                new AllocatorActorSettings(AllocatorSettings.DEFAULT, hour, hour, new TreeMap<>(), Optional.empty());
        allocator = stage.spawn(AllocatorActor.create(groups, planner.ref(), settings, listed::get, stage.clocks()));
    }

    @Test
    void aRoleWithAQuotaIsOfferedNothingBeforeAllThatItHasIsCounted() {
        limit(3);
        allocator.tell(new AllocatorMessage.FrameworkChanged(AllocatorFramework.of(FRAMEWORK, ROLE)));
        restate("cpus:1", "cpus:1");
        agents.receiveSeveralMessages(groups.count()); // asks every group for all
        for (int group = 0; group < groups.count() - 1; group++) {
            allocator.tell(new AllocatorMessage.AgentsRestated(group));
        }
        agents.expectNoMessage(MOMENT);
        planner.expectNoMessage(MOMENT);

        allocator.tell(new AllocatorMessage.AgentsRestated(groups.count() - 1));

        assertThat(granted().cpusMilli())
                .as("of three, a job and a framework have one each")
                .isEqualTo(1_000);
        assertThat(elsewhere(1_000)).isTrue();
        assertThat(elsewhere(2_000)).as("what is offered counts").isTrue();
    }

    @Test
    void nothingIsOfferedBeforeTheRegistryHasToldWhichRolesHaveAQuota() {
        stage.stop(allocator);
        begin();
        allocator.tell(new AllocatorMessage.FrameworkChanged(AllocatorFramework.of(FRAMEWORK, ROLE)));
        restate("cpus:1", "cpus:1");
        agents.receiveSeveralMessages(groups.count()); // asks every group for all
        allRestated();
        agents.expectNoMessage(MOMENT);

        limit(3);

        assertThat(granted().cpusMilli()).isEqualTo(1_000);
    }

    @Test
    void groupsThatHaveNotAnsweredAreAskedAgainOneSecondLaterThoseOfAgentsTwo() {
        limit(3);
        frameworks.receiveSeveralMessages(groups.count());
        var toAgents = agents.receiveSeveralMessages(groups.count()).get(1);
        for (int group : List.of(0, 1, 3)) {
            allocator.tell(new AllocatorMessage.FrameworksRestated(group, List.of()));
            allocator.tell(new AllocatorMessage.AgentsRestated(3 - group));
        }
        frameworks.expectNoMessage(MOMENT);

        stage.pass(LOOK_INTERVAL);

        frameworks.expectMessage(
                new ShardingEnvelope<GroupMessage>("2", new FrameworkGroupMessage.ReportToAllocator()));
        allocator.tell(new AllocatorMessage.FrameworksRestated(2, List.of(AllocatorFramework.of(FRAMEWORK, ROLE))));
        restate("cpus:1", "cpus:1");
        agents.expectNoMessage(MOMENT);

        stage.pass(LOOK_INTERVAL);

        agents.expectMessage(toAgents);
        allocator.tell(new AllocatorMessage.AgentsRestated(1));
        assertThat(granted().cpusMilli()).isEqualTo(1_000);
        frameworks.expectNoMessage(MOMENT);
    }

    @Test
    void withoutQuotasNobodyWaits() {
        allocator.tell(new AllocatorMessage.FrameworkChanged(AllocatorFramework.of(FRAMEWORK, ROLE)));
        restate("cpus:1", "cpus:1");

        assertThat(granted().cpusMilli()).isEqualTo(6_000);
    }

    @Test
    void whatIsOutOfAnAgentThatLeavesTheWhitelistIsTakenBackAndOfferedOnceItIsOnItAgain() {
        allocator.tell(new AllocatorMessage.FrameworkChanged(AllocatorFramework.of(FRAMEWORK, ROLE)));
        restate("cpus:1", "cpus:1");
        var lease = ((AgentCommand.GrantLease) command()).lease();

        listed.set(Optional.of(new TreeSet<>(List.of("another"))));
        stage.pass(LOOK_INTERVAL);

        assertThat(command()).isEqualTo(new AgentCommand.EndLease(lease.offer(), "its agent is not on the whitelist"));
        allocator.tell(new AllocatorMessage.LeaseRefused(lease.offer()));
        agents.expectNoMessage(MOMENT);

        listed.set(Optional.of(new TreeSet<>(List.of("another", "host"))));
        stage.pass(LOOK_INTERVAL);
        assertThat(granted()).isEqualTo(lease.resources());
    }

    @Test
    void anOfferThatWasOutBeforeTheAllocatorBeganIsTakenBackToo() {
        stage.stop(allocator);
        listed.set(Optional.of(new TreeSet<>()));
        begin();
        var offer = OfferId.of(Samples.AGENT, 7);
        var lease = new Lease(offer, FRAMEWORK, ROLE, TOTAL, stage.clock().instant());

        allocator.tell(new AllocatorMessage.AgentRestated(
                agent(Resources.empty()), List.of(lease), List.of(), Optional.empty()));

        assertThat(command()).isEqualTo(new AgentCommand.EndLease(offer, "its agent is not on the whitelist"));
    }

    @Test
    void aGrantThatIsNotHeardOfIsAskedAfterAndGivenAgainIfItWasLost() {
        allocator.tell(new AllocatorMessage.FrameworkChanged(AllocatorFramework.of(FRAMEWORK, ROLE)));
        allRestated();
        restate("cpus:1", "cpus:1");
        var lost = ((AgentCommand.GrantLease) command()).lease();
        restate("cpus:1", "cpus:1"); // from before it came there: it may be on its way
        stage.pass(Unheard.PATIENCE.minusMillis(1));
        agents.expectNoMessage(MOMENT);

        stage.pass(Duration.ofMillis(1));
        var ask = (AgentGroupMessage.ReportAgents) agents.receiveMessage().message();
        assertThat(ask.agents()).containsExactly(Samples.AGENT);
        restate("cpus:1", "cpus:1", Optional.of(ask.upTo()));

        var again = ((AgentCommand.GrantLease) command()).lease();
        assertThat(again.resources()).isEqualTo(lost.resources());
        assertThat(again.offer()).isNotEqualTo(lost.offer());
        allocator.tell(new AllocatorMessage.AgentChanged(
                agent(Resources.empty()), List.of(again.offer()), List.of(), List.of(), List.of()));
        stage.pass(Unheard.PATIENCE.plus(LOOK_INTERVAL));
        agents.expectNoMessage(MOMENT);
    }

    private void limit(long cpus) {
        var quota = new Quota(new TreeMap<>(), new TreeMap<>(Map.of("cpus", 1_000 * cpus)));
        allocator.tell(new RegistryChanged(new Registry(
                1, new TreeMap<>(), new TreeMap<>(Map.of(ROLE, quota)), List.of(), new TreeSet<>(), new TreeSet<>())));
    }

    private void allRestated() {
        for (int group = 0; group < groups.count(); group++) {
            allocator.tell(new AllocatorMessage.AgentsRestated(group));
        }
    }

    private void restate(String job, String framework) {
        restate(job, framework, Optional.empty());
    }

    /** An agent of which a job and a framework have these, and nothing else is on offer of all that was granted up to then. */
    private void restate(String job, String framework, Optional<Long> upTo) {
        var held = List.of(
                new AllocatorMessage.Use("job", AllocatorMessage.JOBS, ROLE, Resources.parse(job)),
                new AllocatorMessage.Use("framework", FRAMEWORK, ROLE, Resources.parse(framework)));
        var left = TOTAL.minus(Resources.parse(job)).minus(Resources.parse(framework));
        allocator.tell(new AllocatorMessage.AgentRestated(agent(left), List.of(), held, upTo));
    }

    private static AllocatorAgent agent(Resources available) {
        return new AllocatorAgent(
                Samples.AGENT,
                "host",
                Optional.empty(),
                Optional.empty(),
                Attributes.none(),
                TOTAL,
                available,
                true,
                1);
    }

    /** What the next lease is to be of. */
    private Resources granted() {
        return ((AgentCommand.GrantLease) command()).lease().resources();
    }

    /** What a group of agents is told next. */
    private AgentCommand command() {
        var found = agents.fishForMessage(
                Duration.ofSeconds(20),
                envelope -> envelope.message() instanceof GroupMessage.Command<?, ?, ?> command
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
        var command = (GroupMessage.Command<?, ?, ?>) found.getFirst().message();
        return (AgentCommand) command.envelope().command();
    }

    /** Whether the planner is told next that of the role so much is not its jobs'. */
    private boolean elsewhere(long cpusMilli) {
        // the lease that was granted is counted when something else is to be decided
        allocator.tell(new AllocatorMessage.Revived(FRAMEWORK, new TreeSet<>(List.of(ROLE))));
        var told = planner.expectMessageClass(PlannerMessage.RolesElsewhere.class);
        return told.milli()
                .equals(new TreeMap<Role, SortedMap<String, Long>>(
                        Map.of(ROLE, new TreeMap<>(Map.of("cpus", cpusMilli)))));
    }
}
