package io.boreas.actors.agent;

import io.boreas.actors.allocator.AllocatorMessage;
import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.group.Authority;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupSettings;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.group.RollCall;
import io.boreas.actors.link.ToLink;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.actors.stage.Samples;
import io.boreas.actors.stage.Stage;
import io.boreas.core.agent.Admission;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.JobCommand;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/** One group of agents among probes: its agents' links, the groups of jobs, the planner. */
final class AgentStage {
    static final Duration UNREACHABLE_AFTER = Duration.ofSeconds(10);
    static final Duration OFFER_TIMEOUT = Duration.ofSeconds(30);
    static final Duration RETRY_MIN = Duration.ofSeconds(2);
    static final Duration RETRY_MAX = Duration.ofSeconds(8);

    final Stage stage;
    final int number;
    final Groups groups = new Groups(4);
    final TestProbe<ShardingEnvelope<GroupMessage>> jobs;
    final TestProbe<PlannerMessage> planner;
    final TestProbe<AllocatorMessage> allocator;
    final TestProbe<ShardingEnvelope<GroupMessage>> frameworks;
    final TestProbe<RollCall.Message> rollCall;
    final TestProbe<AgentReply> replies;
    ActorRef<GroupMessage> group;

    AgentStage(Stage stage, int number) {
        this.stage = stage;
        this.number = number;
        this.jobs = stage.probe();
        this.planner = stage.probe();
        this.allocator = stage.probe();
        this.frameworks = stage.probe();
        this.rollCall = stage.probe();
        this.replies = stage.probe();
        TestProbe<ShardingEnvelope<GroupMessage>> agents = stage.probe();
        groups.attach(Map.of(
                GroupKind.AGENT, agents.ref(), GroupKind.JOB, jobs.ref(), GroupKind.FRAMEWORK, frameworks.ref()));
        groups.attach(rollCall.ref());
        this.group = spawn();
    }

    private ActorRef<GroupMessage> spawn() {
        var settings = new GroupSettings(4, 1_000, 1_000, 1_000, 2, Optional.empty(), true, RETRY_MIN, RETRY_MAX);
        return stage.spawn(AgentGroup.create(
                number,
                settings,
                new AgentGroupSettings(UNREACHABLE_AFTER, OFFER_TIMEOUT, false, Optional.empty()),
                groups,
                planner.ref(),
                allocator.ref(),
                stage.clocks(),
                Authority.SOLE,
                bound -> 0));
    }

    /** Stops the group and starts another on its journal. */
    void restart() {
        stage.stop(group);
        group = spawn();
    }

    /** A link: what it and who waits for the registration are told, in one order. */
    record Line(AgentId agent, TestProbe<Object> heard) {
        ActorRef<ToLink> link() {
            return heard.ref().narrow();
        }

        ActorRef<AgentReply> replyTo() {
            return heard.ref().narrow();
        }

        void expectRegistered(long incarnation) {
            heard.expectMessage(new AgentReply.Registered(incarnation, List.of()));
        }

        /** What the agent is sent next. */
        List<FromMaster> sent() {
            return ((ToLink.Send) heard.receiveMessage()).messages();
        }
    }

    /** Dials, and does not wait for the answer. */
    Line dial(FromAgent.Hello hello) {
        var line = new Line(hello.agent(), stage.probe());
        group.tell(new AgentGroupMessage.Dialled(hello, line.link(), line.replyTo()));
        return line;
    }

    /** The link asks again, for it got no answer. */
    void dialAgain(Line line, FromAgent.Hello hello) {
        group.tell(new AgentGroupMessage.Dialled(hello, line.link(), line.replyTo()));
    }

    /** An agent that has dialled for the first time. */
    Line registered(AgentId agent) {
        var line = dial(Samples.hello(agent));
        line.expectRegistered(1);
        return line;
    }

    void close(Line line) {
        group.tell(new AgentGroupMessage.LinkClosed(line.agent(), line.link()));
    }

    void hold(Line line, long incarnation) {
        group.tell(new AgentGroupMessage.LinkHolds(line.agent(), incarnation, line.link(), line.replyTo()));
    }

    /** Admits, as the first of these tasks' job would have it. */
    void admit(JobKey job, Admission... admissions) {
        ofJob(job, new AgentCommand.Admit(List.of(admissions)));
    }

    void kill(JobKey job, KillOrder... orders) {
        ofJob(job, new AgentCommand.Kill(List.of(orders)));
    }

    private void ofJob(JobKey job, AgentCommand command) {
        group.tell(new GroupMessage.Command<AgentId, AgentCommand, AgentReply>(
                new Envelope<>(Samples.AGENT, command, Cause.SYSTEM), new ReplyTo.OfJob<>(job)));
    }

    /** Reports statuses and waits until they are taken. */
    void report(long incarnation, StatusUpdate... updates) {
        ask(new AgentCommand.Report(incarnation, List.of(updates)));
        replies.expectMessageClass(AgentReply.Taken.class);
    }

    /** Acknowledges, as a job would, and waits until that is taken. */
    void acknowledge(StatusAck... acks) {
        ask(new AgentCommand.AcknowledgeNotices(List.of(acks)));
        replies.expectMessage(AgentReply.Done.DONE);
    }

    void ask(AgentCommand command) {
        group.tell(new GroupMessage.Command<AgentId, AgentCommand, AgentReply>(
                new Envelope<>(Samples.AGENT, command, Cause.SYSTEM), new ReplyTo.Actor<>(replies.ref())));
    }

    /** A command that a group of jobs was sent. */
    record ToJob(String group, JobKey job, JobCommand command) {}

    /** The commands of the next message to a group of jobs. */
    List<ToJob> nextToJobs() {
        var envelope = jobs.receiveMessage();
        var commands = new ArrayList<GroupMessage.Command<?, ?, ?>>();
        if (envelope.message() instanceof GroupMessage.Commands<?, ?, ?> together) {
            commands.addAll(together.commands());
        } else {
            commands.add((GroupMessage.Command<?, ?, ?>) envelope.message());
        }
        return commands.stream()
                .map(command -> new ToJob(
                        envelope.entityId(), (JobKey) command.envelope().aggregate(), (JobCommand)
                                command.envelope().command()))
                .toList();
    }

    /** What the next message to a group of jobs tells of tasks; the message is for one job. */
    List<JobCommand.TaskNotices> nextNotices() {
        var told = nextToJobs();
        if (told.size() != 1) {
            throw new AssertionError("for one job, not " + told);
        }
        return ((JobCommand.Hear) told.getFirst().command()).told();
    }

    PlannerMessage.AgentChanged nextChange() {
        var next = planner.receiveMessage();
        while (next instanceof PlannerMessage.AgentsRestated) {
            next = planner.receiveMessage();
        }
        return (PlannerMessage.AgentChanged) next;
    }

    Optional<AgentView> find(AgentId agent) {
        TestProbe<AgentGroupMessage.Found> reader = stage.probe();
        group.tell(new AgentGroupMessage.Find(agent, reader.ref()));
        return reader.receiveMessage().agent();
    }

    /** How many events of this type are in the journal. */
    long events(Class<? extends AgentEvent> type) {
        return stage.records(GroupKind.AGENT.persistenceId(number)).stream()
                .flatMap(batch -> batch.events().stream())
                .filter(recorded -> type.isInstance(recorded.event()))
                .count();
    }

    /** Supervisors of tasks. */
    int supervisors() {
        return Stage.children(group);
    }
}
