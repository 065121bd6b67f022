package io.boreas.actors.job;

import io.boreas.actors.gateway.JobCounts;
import io.boreas.actors.group.Authority;
import io.boreas.actors.group.GroupEntity;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupSettings;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.Part;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.actors.time.Clocks;
import io.boreas.core.id.Cause;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobEffect;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.JobMachine;
import io.boreas.core.job.JobReply;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.Group;
import io.boreas.core.machine.GroupKind;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A group of jobs: the single writer of what is wanted and of the state of each instance. What it adds to the shell is in {@link JobKeeper}, which it
 * lends what actors have.
 */
public final class JobGroup extends GroupEntity<JobKey, Job, JobCommand, JobEvent, JobReply, JobEffect> {
    private final JobKeeper keeper;

    private JobGroup(
            int number,
            GroupSettings settings,
            JobMachine machine,
            Groups groups,
            ActorRef<PlannerMessage> planner,
            Clocks clocks,
            Authority authority,
            ActorContext<GroupMessage> context,
            TimerScheduler<GroupMessage> timers) {
        super(GroupKind.JOB, number, machine, settings, groups, clocks, authority, context, timers);
        this.keeper = new JobKeeper(number, machine, settings, groups, clocks, new OfActor(planner));
    }

    public static Behavior<GroupMessage> create(
            int number,
            GroupSettings settings,
            JobMachine machine,
            Groups groups,
            ActorRef<PlannerMessage> planner,
            Clocks clocks,
            Authority authority) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers ->
                new JobGroup(number, settings, machine, groups, planner, clocks, authority, context, timers)));
    }

    /** What the keeper reaches through this actor. */
    private final class OfActor implements JobKeeper.Outside {
        private final ActorRef<PlannerMessage> planner;

        OfActor(ActorRef<PlannerMessage> planner) {
            this.planner = planner;
        }

        @Override
        public void enqueue(JobKey job, JobCommand command) {
            JobGroup.this.enqueue(new GroupMessage.Command<JobKey, JobCommand, JobReply>(
                    new Envelope<>(job, command, Cause.SYSTEM), new ReplyTo.Nobody<>()));
        }

        @Override
        public void tell(PlannerMessage report) {
            planner.tell(report);
        }
    }

    @Override
    protected JobKey idOf(Job job) {
        return job.key();
    }

    @Override
    protected void recovered(Group<JobKey, Job, JobCommand, JobEvent, JobReply, JobEffect> group) {
        keeper.recovered(group);
    }

    @Override
    protected void committed(
            Group<JobKey, Job, JobCommand, JobEvent, JobReply, JobEffect> group, Batch<JobKey, JobEvent> batch) {
        keeper.committed(group, batch);
    }

    @Override
    protected void answer(
            Group<JobKey, Job, JobCommand, JobEvent, JobReply, JobEffect> group,
            GroupMessage.Command<JobKey, JobCommand, JobReply> command,
            JobReply reply) {
        var envelope = command.envelope();
        keeper.answer(group, envelope.aggregate(), envelope.command(), command.replyTo(), reply);
    }

    @Override
    protected void receive(Group<JobKey, Job, JobCommand, JobEvent, JobReply, JobEffect> group, GroupMessage message) {
        if (!(message instanceof JobGroupMessage own)) {
            context().getLog().error("a group of jobs does not take {}", message.getClass());
            return;
        }
        switch (own) {
            case JobGroupMessage.Find(var job, var replyTo) -> replyTo.tell(new JobGroupMessage.Found(group.find(job)));
            case JobGroupMessage.FindSome(var page, var replyTo) -> {
                var part = Part.cut(page.of(group.all()).iterator(), JobGroup::weight);
                replyTo.tell(new JobGroupMessage.Jobs(part.list(), part.more()));
            }
            case JobGroupMessage.Count(var replyTo) ->
                replyTo.tell(JobCounts.of(group.all().values()));
            case JobGroupMessage.FindByTask(var task, var replyTo) ->
                replyTo.tell(new JobGroupMessage.Found(group.all().values().stream()
                        .filter(job -> has(job, task))
                        .findFirst()));
            case JobGroupMessage.Said said -> keeper.hear(group, said);
        }
    }

    private static int weight(Job job) {
        return 1 + job.active().size() + job.ended().size();
    }

    private static boolean has(Job job, TaskId task) {
        for (var active : job.active().values()) {
            if (active.id().equals(task)) {
                return true;
            }
        }
        return job.ended().stream().anyMatch(ended -> ended.id().equals(task));
    }

    @Override
    protected void tick(Group<JobKey, Job, JobCommand, JobEvent, JobReply, JobEffect> group) {
        keeper.tick(group);
    }
}
