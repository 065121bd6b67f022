package io.boreas.core.job;

import io.boreas.core.agent.Admission;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.machine.Decision;
import io.boreas.core.machine.Machine;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.TaskSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Jobs: what was asked for, and one run for each instance.
 *
 * <p>At most one run of an instance is active at any time (I2). A run that stops being active without the agent's word for it is
 * owed a kill, until the agent's group has taken it.
 */
public final class JobMachine implements Machine<JobKey, Job, JobCommand, JobEvent, JobReply, JobEffect> {
    private static final String NOT_WANTED = "This run was given up or replaced.";

    private final JobSettings settings;

    public JobMachine(JobSettings settings) {
        this.settings = settings;
    }

    @Override
    public Job vacant(JobKey id) {
        return Job.vacant(id);
    }

    @Override
    public boolean isVacant(Job job) {
        return job.isVacant();
    }

    @Override
    public Decision<JobEvent, JobReply> decide(Job job, JobCommand command, Instant now) {
        var draft = new JobDraft(job, settings, now);
        var reply =
                switch (command) {
                    case JobCommand.Create create -> JobRequests.create(draft, create);
                    case JobCommand.KillInstances kill -> JobRequests.kill(draft, kill);
                    case JobCommand.RestartInstances restart -> JobRequests.restart(draft, restart);
                    case JobCommand.AddInstances add -> JobRequests.add(draft, add);
                    case JobCommand.Choose choose -> JobRequests.choose(draft, choose);
                    case JobCommand.RefuseChoices refuse -> JobRequests.refuse(draft, refuse);
                    case JobCommand.Hear hear -> JobNotices.hear(draft, hear);
                    case JobCommand.KillsTaken taken -> JobRequests.killsTaken(draft, taken);
                    case JobCommand.Tick tick -> JobTime.tick(draft);
                };
        return draft.reply(reply);
    }

    @Override
    public Job evolve(Job job, JobEvent event) {
        return JobEvolution.evolve(job, event);
    }

    @Override
    public List<JobEffect> outstanding(Job job) {
        var effects = new ArrayList<JobEffect>();
        job.active().forEachValue(task -> {
            boolean refused = job.owedKills().containsKey(task.id());
            if (task.status() == ScheduleStatus.PENDING && !refused) {
                task.placement().ifPresent(place -> effects.add(admit(job, task, place.agent())));
            } else if (task.status().isStopping() && !refused) {
                task.placement().ifPresent(place -> effects.add(stop(task, place.agent())));
            }
        });
        for (var owed : job.owedKills()) {
            effects.add(giveUp(owed.getKey(), owed.getValue()));
        }
        return effects;
    }

    @Override
    public JobReply repeated(Job job, JobCommand command) {
        return JobReply.Done.DONE;
    }

    /** The tasks that wait for the planner, by instance. */
    public static List<InstanceTask> pending(Job job) {
        var pending = new ArrayList<InstanceTask>();
        job.active().forEachValue(task -> {
            if (JobRequests.waitsForPlace(task)) {
                pending.add(task);
            }
        });
        return pending;
    }

    /** When the next {@link JobCommand.Tick} has something to do; before that it changes nothing. */
    public Optional<Instant> nextTick(Job job) {
        return JobTime.next(job, settings);
    }

    private static JobEffect admit(Job job, InstanceTask task, AgentId agent) {
        var owner = new Owner.JobInstance(job.key(), task.instance());
        return new JobEffect.AdmitOn(agent, new Admission(task.id(), owner, task.spec()));
    }

    private static JobEffect stop(InstanceTask task, AgentId agent) {
        return new JobEffect.KillOn(agent, new KillOrder(task.id(), task.spec().finalizationWait(), task.message()));
    }

    /** The run's specification may be forgotten by now, so its own grace is not known. */
    private static JobEffect giveUp(TaskId task, AgentId agent) {
        return new JobEffect.KillOn(agent, new KillOrder(task, TaskSpec.FINALIZATION_WAIT_DEFAULT, NOT_WANTED));
    }
}
