package io.boreas.actors.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.gateway.PlacementPreview;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.group.Unheard;
import io.boreas.actors.job.JobGroupMessage;
import io.boreas.actors.registry.RegistryChanged;
import io.boreas.actors.registry.RegistryGroupMessage;
import io.boreas.actors.stage.Samples;
import io.boreas.actors.stage.Stage;
import io.boreas.core.allocator.Quota;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.Constraint;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobSpec;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.registry.Registry;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.scheduler.Amounts;
import io.boreas.core.scheduler.PlannerAgent;
import io.boreas.core.scheduler.Ranking;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the planner makes of what groups report, and what it proposes to whom. */
class PlannerActorTest {
    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final Duration FORGET_AFTER = Duration.ofSeconds(8);
    private static final Amounts TASK = Amounts.of(Resources.parse(Samples.TASK_RESOURCES));
    private static final Amounts AGENT = Amounts.of(Resources.parse(Samples.AGENT_RESOURCES));

    private static Stage stage;

    private final AtomicReference<Optional<SortedSet<String>>> listed = new AtomicReference<>(Optional.empty());
    private Groups groups;
    private TestProbe<ShardingEnvelope<GroupMessage>> agents;
    private TestProbe<ShardingEnvelope<GroupMessage>> jobs;
    private TestProbe<ShardingEnvelope<GroupMessage>> registry;
    private ActorRef<PlannerMessage> planner;
    private long revision;

    @BeforeAll
    static void open() {
        stage = Stage.inManualTime();
    }

    @BeforeEach
    void start() {
        groups = new Groups(4);
        agents = stage.probe();
        jobs = stage.probe();
        registry = stage.probe();
        groups.attach(
                Map.of(GroupKind.AGENT, agents.ref(), GroupKind.JOB, jobs.ref(), GroupKind.REGISTRY, registry.ref()));
        var settings = new PlannerSettings(1_000, FORGET_AFTER, Ranking.PACK, new TreeMap<>(), Optional.empty());
        listed.set(Optional.empty());
        planner = stage.spawn(PlannerActor.create(groups, settings, listed::get, stage.clocks()));
    }

    @AfterEach
    void clear() {
        stage.clear();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void aNewPlannerAsksEveryGroupForAFullReport() {
        var ofAgents = agents.receiveSeveralMessages(4);
        var ofJobs = jobs.receiveSeveralMessages(4);

        assertThat(ofAgents).extracting(ShardingEnvelope::entityId).containsExactlyInAnyOrder("0", "1", "2", "3");
        assertThat(ofAgents)
                .extracting(ShardingEnvelope::message)
                .containsOnly(new AgentGroupMessage.ReportToPlanner());
        assertThat(ofJobs).extracting(ShardingEnvelope::entityId).containsExactlyInAnyOrder("0", "1", "2", "3");
        assertThat(ofJobs).extracting(ShardingEnvelope::message).containsOnly(new JobGroupMessage.ReportToPlanner());
    }

    @Test
    void whatWaitsIsProposedToItsGroup() {
        introduced();
        agent(Samples.AGENT, AGENT);

        waits(Samples.JOB, 0, 1, 2);

        var proposal = nextProposal();
        assertThat(proposal.group()).isEqualTo("" + groups.numberOf(Samples.JOB));
        assertThat(proposal.job()).isEqualTo(Samples.JOB);
        assertThat(proposal.choices())
                .containsExactly(
                        new JobCommand.Choice(0, Samples.task(1), Samples.AGENT, "host-of-agent-1"),
                        new JobCommand.Choice(1, Samples.task(2), Samples.AGENT, "host-of-agent-1"));
    }

    @Test
    void whatWaitsIsProposedOnceRoomIsReported() {
        introduced();
        waits(Samples.JOB, 0, 1);
        jobs.expectNoMessage(MOMENT);

        agent(Samples.AGENT, AGENT);

        assertThat(nextProposal().agents()).containsExactly(Samples.AGENT);
        jobs.expectNoMessage(MOMENT);
    }

    @Test
    void anAgentThatDoesNotAcceptGetsNothing() {
        introduced();
        planner.tell(new PlannerMessage.AgentChanged(known(Samples.AGENT, AGENT, false), List.of(), List.of()));

        waits(Samples.JOB, 0, 1);

        jobs.expectNoMessage(MOMENT);
    }

    @Test
    void aRefusedTaskIsProposedElsewhere() {
        introduced();
        agent(Samples.AGENT, AGENT);
        waits(Samples.JOB, 0, 1);
        var first = nextProposal();
        assertThat(first.agents()).containsExactly(Samples.AGENT);
        planner.tell(new PlannerMessage.AgentChanged(
                known(Samples.AGENT, Amounts.NONE, true),
                List.of(),
                List.of(new PlannerMessage.OnAgent(Samples.JOB, Samples.task(1), Amounts.NONE))));
        agent(Samples.OTHER_AGENT, AGENT);

        waits(Samples.JOB, first.round(), 2);

        var second = nextProposal();
        assertThat(second.agents()).containsExactly(Samples.OTHER_AGENT);
        assertThat(second.choices()).extracting(JobCommand.Choice::task).containsExactly(Samples.task(2));
    }

    @Test
    void aTaskThatItsJobDidNotPlaceIsProposedAgain() {
        introduced();
        agent(Samples.AGENT, AGENT);
        waits(Samples.JOB, 0, 1);
        var first = nextProposal();

        waits(Samples.JOB, first.round(), 1);

        assertThat(nextProposal().choices()).isEqualTo(first.choices());
    }

    @Test
    void aTaskInFlightIsNotProposedTwice() {
        introduced();
        agent(Samples.AGENT, AGENT);
        waits(Samples.JOB, 0, 1);
        nextProposal();

        waits(Samples.JOB, 0, 1);

        jobs.expectNoMessage(MOMENT);
    }

    @Test
    void ofAChoiceThatIsNotHeardOfTheJobIsAskedAndIfItStillWaitsItIsProposedAgain() {
        introduced();
        agent(Samples.AGENT, AGENT);
        waits(Samples.JOB, 0, 1);
        var lost = nextProposal();
        stage.pass(Unheard.PATIENCE.minusMillis(1));
        waits(Samples.OTHER_JOB, 0, 2);
        var later = nextProposal();
        assertThat(later.job()).isEqualTo(Samples.OTHER_JOB);

        stage.pass(Duration.ofMillis(1));

        var asked = nextToJobs();
        assertThat(asked.entityId()).isEqualTo("" + groups.numberOf(Samples.JOB));
        assertThat(asked.message()).isEqualTo(new JobGroupMessage.ReportJob(Samples.JOB, Optional.of(lost.round())));
        waits(Samples.JOB, 0, 1);
        jobs.expectNoMessage(MOMENT); // that was said before it was asked
        waits(Samples.JOB, lost.round(), 1);
        var again = nextProposal();
        assertThat(again.choices()).isEqualTo(lost.choices());
        assertThat(again.round()).isGreaterThan(later.round());
    }

    @Test
    void whoDoesNotAnswerIsAskedMoreAndMoreRarelyAndGivenUpInTheEnd() {
        introduced();
        agent(Samples.AGENT, AGENT);
        waits(Samples.JOB, 0, 1);
        var lost = nextProposal();
        var ask = new JobGroupMessage.ReportJob(Samples.JOB, Optional.of(lost.round()));
        var asked = new ArrayList<Integer>();

        for (int second = 1; second <= FORGET_AFTER.toSeconds() + 2; second++) {
            stage.pass(Duration.ofSeconds(1));
            asked.addAll(Collections.nCopies(Collections.frequency(toldJobs(), ask), second));
        }

        assertThat(asked)
                .as("after 2 s, 2 more and 4 more; then it is given up")
                .containsExactly(2, 4, 8, 10);
        waits(Samples.JOB, 0, 1);
        assertThat(nextProposal().choices()).isEqualTo(lost.choices());
    }

    @Test
    void anAdmittedTaskIsNotAskedAfter() {
        introduced();
        agent(Samples.AGENT, AGENT);
        waits(Samples.JOB, 0, 1);
        nextProposal();
        planner.tell(new PlannerMessage.AgentChanged(
                known(Samples.AGENT, AGENT, true), List.of(onAgent(Samples.JOB, 1)), List.of()));

        stage.pass(FORGET_AFTER.multipliedBy(2));

        waits(Samples.OTHER_JOB, 0, 2);
        assertThat(nextProposal().job()).isEqualTo(Samples.OTHER_JOB);
    }

    @Test
    void oneGroupAfterTheOtherIsAskedForAFullReport() {
        introduced();

        stage.pass(FORGET_AFTER.multipliedBy(2));

        assertThat(agents.receiveSeveralMessages(4))
                .containsExactlyElementsOf(IntStream.range(0, 4)
                        .<ShardingEnvelope<GroupMessage>>mapToObj(
                                number -> new ShardingEnvelope<>("" + number, new AgentGroupMessage.ReportToPlanner()))
                        .toList());
        assertThat(jobs.receiveSeveralMessages(4))
                .containsExactlyElementsOf(IntStream.range(0, 4)
                        .<ShardingEnvelope<GroupMessage>>mapToObj(
                                number -> new ShardingEnvelope<>("" + number, new JobGroupMessage.ReportToPlanner()))
                        .toList());
    }

    @Test
    void groupsThatHaveNotAnsweredAreAskedAgain() {
        agents.receiveSeveralMessages(groups.count());
        jobs.receiveSeveralMessages(groups.count());
        for (int group : List.of(0, 1, 3)) {
            planner.tell(new PlannerMessage.AgentsRestated(group));
            planner.tell(new PlannerMessage.JobsRestated(3 - group));
        }
        stage.pass(Unheard.PATIENCE.minusMillis(1));
        var tick = new ShardingEnvelope<GroupMessage>("0", new AgentGroupMessage.ReportToPlanner());
        jobs.expectNoMessage(MOMENT);

        stage.pass(Duration.ofMillis(1));

        assertThat(agents.receiveSeveralMessages(2))
                .containsExactlyInAnyOrder(tick, new ShardingEnvelope<>("2", new AgentGroupMessage.ReportToPlanner()));
        jobs.expectMessage(new ShardingEnvelope<>("1", new JobGroupMessage.ReportToPlanner()));
    }

    @Test
    void aFullReportTakesThePlaceOfWhatWasKnown() {
        introduced();
        var limited = limited(1);
        planner.tell(new PlannerMessage.AgentChanged(
                known(Samples.AGENT, AGENT, true), List.of(onAgent(Samples.JOB, 1)), List.of()));
        waits(limited, 0, 2);
        jobs.expectNoMessage(MOMENT);

        planner.tell(new PlannerMessage.AgentRestated(known(Samples.AGENT, AGENT, true), List.of()));

        assertThat(nextProposal().agents()).containsExactly(Samples.AGENT);
    }

    @Test
    void aJobThatIsGoneIsNotProposed() {
        introduced();
        waits(Samples.JOB, 0, 1);
        planner.tell(new PlannerMessage.JobChanged(
                Samples.JOB, Optional.empty(), stage.clock().instant(), List.of(), 0));

        agent(Samples.AGENT, AGENT);

        jobs.expectNoMessage(MOMENT);
    }

    @Test
    void nothingIsPlacedBeforeItIsKnownWhatOperatorsHaveSaid() {
        agent(Samples.AGENT, AGENT);
        waits(Samples.JOB, 0, 1);
        jobs.receiveSeveralMessages(groups.count());
        jobs.expectNoMessage(MOMENT);

        var asked = (RegistryGroupMessage.Find) registry.receiveMessage().message();
        asked.replyTo().tell(Registry.EMPTY);

        assertThat(nextProposal().job()).isEqualTo(Samples.JOB);
    }

    @Test
    void aRoleWithALimitGetsNothingBeforeAllThatItHasIsCounted() {
        introduced();
        var role = new Role(Samples.JOB.role());
        limit(1, Map.of(role, 1_500L));
        agent(Samples.AGENT, AGENT);
        waits(Samples.JOB, 0, 1, 2);
        jobs.expectNoMessage(MOMENT);

        for (int group = 0; group < groups.count(); group++) {
            planner.tell(new PlannerMessage.AgentsRestated(group));
        }
        jobs.expectNoMessage(MOMENT);
        elsewhere(Map.of());
        jobs.expectNoMessage(MOMENT);
        elsewhere(Map.of(role, 500L));

        assertThat(nextProposal().choices()).extracting(JobCommand.Choice::task).containsExactly(Samples.task(1));
        elsewhere(Map.of(role, 0L));
        jobs.expectNoMessage(MOMENT);
        limit(2, Map.of(role, 2_000L));
        assertThat(nextProposal().choices()).extracting(JobCommand.Choice::task).containsExactly(Samples.task(2));
    }

    /** What roles may have of cpus. */
    private void limit(long at, Map<Role, Long> cpusMilli) {
        var quotas = new TreeMap<Role, Quota>();
        cpusMilli.forEach(
                (role, milli) -> quotas.put(role, new Quota(new TreeMap<>(), new TreeMap<>(Map.of("cpus", milli)))));
        planner.tell(new RegistryChanged(
                new Registry(at, new TreeMap<>(), quotas, List.of(), new TreeSet<>(), new TreeSet<>())));
    }

    /** What roles have of cpus that is not their jobs'. */
    private void elsewhere(Map<Role, Long> cpusMilli) {
        var all = new TreeMap<Role, SortedMap<String, Long>>();
        cpusMilli.forEach((role, milli) -> all.put(role, new TreeMap<>(Map.of("cpus", milli))));
        planner.tell(new PlannerMessage.RolesElsewhere(all));
    }

    @Test
    void anAgentThatIsNotOnTheWhitelistGetsNothingUntilItIs() {
        introduced();
        agent(Samples.AGENT, AGENT);
        listed.set(Optional.of(new TreeSet<>(List.of("host-of-" + Samples.OTHER_AGENT))));
        stage.pass(Duration.ofSeconds(1));
        waits(Samples.JOB, 0, 1);
        TestProbe<PlannerMessage.Reasons> reader = stage.probe();
        planner.tell(new PlannerMessage.Why(Samples.JOB, Samples.task(1), reader.ref()));
        assertThat(reader.receiveMessage().reasons().orElseThrow().reasons())
                .isEqualTo(Map.of("Host not on the whitelist", 1));

        listed.set(Optional.empty());
        stage.pass(Duration.ofSeconds(1));

        assertThat(nextProposal().agents()).containsExactly(Samples.AGENT);
    }

    @Test
    void itSaysWhyATaskWaits() {
        introduced();
        agent(Samples.AGENT, new Amounts(500, AGENT.memMilli(), 0, 0, 0));
        waits(Samples.JOB, 0, 1);
        TestProbe<PlannerMessage.Reasons> reader = stage.probe();

        planner.tell(new PlannerMessage.Why(Samples.JOB, Samples.task(1), reader.ref()));
        assertThat(reader.receiveMessage().reasons()).hasValueSatisfying(reasons -> {
            assertThat(reasons.agents()).isEqualTo(1);
            assertThat(reasons.reasons()).isEqualTo(Map.of("Insufficient: cpus", 1));
            assertThat(reasons.at()).isEqualTo(stage.clock().instant());
        });

        planner.tell(new PlannerMessage.Why(Samples.JOB, Samples.task(2), reader.ref()));
        reader.expectMessage(new PlannerMessage.Reasons(Optional.empty()));
    }

    @Test
    void itShowsWhereInstancesWouldGo() {
        introduced();
        agent(Samples.AGENT, AGENT);
        TestProbe<PlacementPreview> reader = stage.probe();

        planner.tell(new PlannerMessage.Preview(Samples.service(Samples.JOB, 1), 6, reader.ref()));

        var preview = reader.receiveMessage();
        assertThat(preview.places()).hasSize(4).containsOnly(new PlacementPreview.Place("agent-1", "host-of-agent-1"));
        assertThat(preview.unplaced()).isEqualTo(2);
        assertThat(preview.reasons()).containsKey("Insufficient: cpus");
        jobs.expectNoMessage(MOMENT);
    }

    /** What the planner asks every group at its start is read and set aside; operators have said nothing. */
    private void introduced() {
        planner.tell(new RegistryChanged(Registry.EMPTY));
        jobs.receiveSeveralMessages(groups.count());
        agents.receiveSeveralMessages(groups.count());
        for (int group = 0; group < groups.count(); group++) {
            planner.tell(new PlannerMessage.AgentsRestated(group));
            planner.tell(new PlannerMessage.JobsRestated(group));
        }
    }

    private PlannerAgent known(AgentId agent, Amounts available, boolean accepting) {
        return new PlannerAgent(
                agent, "host-of-" + agent, Attributes.parse("rack:r1"), AGENT, available, accepting, ++revision);
    }

    private void agent(AgentId agent, Amounts available) {
        planner.tell(new PlannerMessage.AgentChanged(known(agent, available, true), List.of(), List.of()));
    }

    private static PlannerMessage.OnAgent onAgent(JobKey job, int task) {
        return new PlannerMessage.OnAgent(job, Samples.task(task), TASK);
    }

    /** A service of which each rack takes so many instances at most. */
    private static JobSpec limited(int max) {
        var spec = Samples.service(Samples.JOB, 2);
        return new JobSpec(
                spec.key(),
                spec.kind(),
                spec.instances(),
                spec.task(),
                new TreeMap<>(Map.of("rack", new Constraint.Limit(max))),
                0,
                1,
                "",
                new TreeMap<>());
    }

    private void waits(JobKey job, long round, int... tasks) {
        waits(Samples.service(job, tasks.length), round, tasks);
    }

    /** These tasks of the job wait, numbered from instance 0. */
    private void waits(JobSpec spec, long round, int... tasks) {
        var waiting = new ArrayList<PlannerMessage.Waiting>();
        for (int i = 0; i < tasks.length; i++) {
            waiting.add(new PlannerMessage.Waiting(i, Samples.task(tasks[i]), spec.task()));
        }
        planner.tell(new PlannerMessage.JobChanged(
                spec.key(), Optional.of(spec), stage.clock().instant(), waiting, round));
    }

    /** What the planner proposed to a group. */
    private record Proposal(String group, JobKey job, long round, List<JobCommand.Choice> choices) {
        List<AgentId> agents() {
            return choices.stream().map(JobCommand.Choice::agent).toList();
        }
    }

    /** The next message to a group of jobs that is not the asking for a full report, which comes again and again. */
    private ShardingEnvelope<GroupMessage> nextToJobs() {
        var envelope = jobs.receiveMessage();
        while (envelope.message() instanceof JobGroupMessage.ReportToPlanner) {
            envelope = jobs.receiveMessage();
        }
        return envelope;
    }

    /** All that groups of jobs were told until now. */
    private List<GroupMessage> toldJobs() {
        TestProbe<PlannerMessage.Reasons> reader = stage.probe();
        planner.tell(new PlannerMessage.Why(Samples.OTHER_JOB, Samples.task(9), reader.ref()));
        reader.receiveMessage(); // so it has done all before that
        var last = new ShardingEnvelope<GroupMessage>("last", new JobGroupMessage.ReportToPlanner());
        jobs.ref().tell(last);
        var told = new ArrayList<GroupMessage>();
        for (var envelope = jobs.receiveMessage(); !envelope.equals(last); envelope = jobs.receiveMessage()) {
            told.add(envelope.message());
        }
        return told;
    }

    private Proposal nextProposal() {
        var envelope = nextToJobs();
        var command = (GroupMessage.Command<?, ?, ?>) envelope.message();
        return new Proposal(
                envelope.entityId(),
                (JobKey) command.envelope().aggregate(),
                ((ReplyTo.OfPlanner<?>) command.replyTo()).round(),
                ((JobCommand.Choose) command.envelope().command()).choices());
    }
}
