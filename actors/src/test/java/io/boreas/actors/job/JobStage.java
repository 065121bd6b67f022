package io.boreas.actors.job;

import io.boreas.actors.group.Authority;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupSettings;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.actors.stage.Samples;
import io.boreas.actors.stage.Stage;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.Notice;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.InstanceTask;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobMachine;
import io.boreas.core.job.JobReply;
import io.boreas.core.job.JobSettings;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/** One group of jobs among probes: the groups of agents and the planner. */
final class JobStage {
    static final Duration RETRY_MIN = Duration.ofSeconds(2);
    static final Duration RETRY_MAX = Duration.ofSeconds(8);
    static final long SEED = 42;

    final Stage stage;
    final int number;
    final Groups groups = new Groups(4);
    final TestProbe<ShardingEnvelope<GroupMessage>> agents;
    final TestProbe<PlannerMessage> planner;
    final TestProbe<JobReply> replies;
    ActorRef<GroupMessage> group;

    JobStage(Stage stage, int number) {
        this.stage = stage;
        this.number = number;
        this.agents = stage.probe();
        this.planner = stage.probe();
        this.replies = stage.probe();
        TestProbe<ShardingEnvelope<GroupMessage>> jobs = stage.probe();
        groups.attach(Map.of(GroupKind.AGENT, agents.ref(), GroupKind.JOB, jobs.ref()));
        this.group = spawn();
    }

    private ActorRef<GroupMessage> spawn() {
        var settings = new GroupSettings(4, 1_000, 1_000, 1_000, 2, Optional.empty(), true, RETRY_MIN, RETRY_MAX);
        return stage.spawn(JobGroup.create(
                number,
                settings,
                new JobMachine(JobSettings.DEFAULT),
                groups,
                planner.ref(),
                stage.clocks(),
                Authority.SOLE));
    }

    /** Stops the group and starts another on its journal. */
    void restart() {
        stage.stop(group);
        group = spawn();
    }

    /** Asks and waits for the answer. */
    JobReply ask(JobCommand command) {
        tell(Samples.JOB, command, new ReplyTo.Actor<>(replies.ref()));
        return replies.receiveMessage();
    }

    void tell(JobKey job, JobCommand command, ReplyTo<JobReply> replyTo) {
        group.tell(new GroupMessage.Command<JobKey, JobCommand, JobReply>(
                new Envelope<>(job, command, Cause.SYSTEM), replyTo));
    }

    /** A new job, of which the planner has heard; its tasks that wait. */
    List<PlannerMessage.Waiting> create(int instances) {
        tell(
                Samples.JOB,
                new JobCommand.Create(Samples.service(Samples.JOB, instances), SEED),
                new ReplyTo.Actor<>(replies.ref()));
        replies.expectMessage(JobReply.Done.DONE);
        return nextChange().waiting();
    }

    /** The planner chooses the agent for these, in this round. */
    void choose(long round, AgentId agent, List<PlannerMessage.Waiting> tasks) {
        var choices = tasks.stream()
                .map(task -> new JobCommand.Choice(task.instance(), task.task(), agent, "host-of-" + agent))
                .toList();
        tell(Samples.JOB, new JobCommand.Choose(choices), new ReplyTo.OfPlanner<>(round));
    }

    /** The agent's group tells that the task is in this state. */
    void hear(PlannerMessage.Waiting task, AgentId agent, long sequence, TaskState state) {
        var notice = new Notice(sequence, Samples.status(state));
        tell(
                Samples.JOB,
                new JobCommand.Hear(List.of(new JobCommand.TaskNotices(
                        task.instance(), task.task(), agent, List.of(notice), new TreeMap<>()))),
                new ReplyTo.Nobody<>());
    }

    PlannerMessage.JobChanged nextChange() {
        return planner.expectMessageClass(PlannerMessage.JobChanged.class);
    }

    /** A command that a group of agents was sent. */
    record ToAgent(String group, AgentId agent, AgentCommand command, ReplyTo<?> replyTo) {}

    /** The commands of the next message to a group of agents. */
    List<ToAgent> nextToAgents() {
        var envelope = agents.receiveMessage();
        var commands = new ArrayList<ToAgent>();
        for (var command : ((GroupMessage.Commands<?, ?, ?>) envelope.message()).commands()) {
            commands.add(new ToAgent(
                    envelope.entityId(),
                    (AgentId) command.envelope().aggregate(),
                    (AgentCommand) command.envelope().command(),
                    command.replyTo()));
        }
        return commands;
    }

    /** The only command of the next message to a group of agents. */
    AgentCommand nextToAgent() {
        var commands = nextToAgents();
        if (commands.size() != 1) {
            throw new AssertionError("one command, not " + commands);
        }
        return commands.getFirst().command();
    }

    Optional<Job> find(JobKey job) {
        TestProbe<JobGroupMessage.Found> reader = stage.probe();
        group.tell(new JobGroupMessage.Find(job, reader.ref()));
        return reader.receiveMessage().job();
    }

    InstanceTask instance(int instance) {
        return find(Samples.JOB).orElseThrow().active().get(instance).orElseThrow();
    }
}
