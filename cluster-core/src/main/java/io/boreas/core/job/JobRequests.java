package io.boreas.core.job;

import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobDraft.Occasion;
import io.boreas.core.job.TaskTransitions.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What people and the planner ask of a job. Each method decides one command. */
final class JobRequests {
    private static final String NOT_ADMITTED = "its agent's group did not admit it";

    private JobRequests() {}

    static JobReply create(JobDraft draft, JobCommand.Create command) {
        var job = draft.job();
        if (!job.active().isEmpty()) {
            return new JobReply.JobExists(job.key());
        }
        draft.add(new JobEvent.Created(command.spec(), command.seed(), draft.now()));
        return JobReply.Done.DONE;
    }

    static JobReply kill(JobDraft draft, JobCommand.KillInstances command) {
        return change(draft, command.instances(), ScheduleStatus.KILLING, command.message());
    }

    static JobReply restart(JobDraft draft, JobCommand.RestartInstances command) {
        return change(draft, command.instances(), ScheduleStatus.RESTARTING, command.message());
    }

    private static JobReply change(JobDraft draft, SortedSet<Integer> named, ScheduleStatus to, String message) {
        var job = draft.job();
        if (job.active().isEmpty()) {
            return new JobReply.UnknownJob(job.key());
        }
        var inactive = new TreeSet<>(named);
        inactive.removeIf(job.active()::containsKey);
        if (!inactive.isEmpty()) {
            return new JobReply.InactiveInstances(job.key(), inactive);
        }
        var affected = new ArrayList<Integer>();
        for (var task : named.isEmpty() ? job.active().values() : tasks(job, named)) {
            var verdict = draft.move(task, to, Occasion.own(message));
            if (!(verdict instanceof Verdict.Illegal) || startsAfreshAnyway(task, to)) {
                affected.add(task.instance());
            }
        }
        return new JobReply.Affected(job.key(), affected);
    }

    /** Whether a restart has nothing to do: the instance waits for a fresh start, or is on its way to one. */
    private static boolean startsAfreshAnyway(InstanceTask task, ScheduleStatus to) {
        return to == ScheduleStatus.RESTARTING && task.status() != ScheduleStatus.KILLING;
    }

    private static List<InstanceTask> tasks(Job job, SortedSet<Integer> instances) {
        return instances.stream()
                .map(job.active()::get)
                .flatMap(Optional::stream)
                .toList();
    }

    static JobReply add(JobDraft draft, JobCommand.AddInstances command) {
        var job = draft.job();
        var last = job.active().last();
        if (last.isEmpty()) {
            return new JobReply.UnknownJob(job.key());
        }
        if (!job.active().containsKey(command.template())) {
            return new JobReply.InactiveInstances(job.key(), new TreeSet<>(Set.of(command.template())));
        }
        long wanted = (long) job.active().size() + command.count();
        if (wanted > JobSpec.INSTANCES_MAX) {
            return new JobReply.TooManyInstances(
                    job.key(), (int) Math.min(wanted, Integer.MAX_VALUE), JobSpec.INSTANCES_MAX);
        }
        int first = last.get().getKey() + 1;
        draft.add(new JobEvent.InstancesAdded(command.template(), first, command.count(), draft.now()));
        var added = new ArrayList<Integer>(command.count());
        for (int instance = first; instance < first + command.count(); instance++) {
            added.add(instance);
        }
        return new JobReply.Affected(job.key(), added);
    }

    /** The planner looked at a world that may have moved on: what does not fit any more is left out. */
    static JobReply choose(JobDraft draft, JobCommand.Choose command) {
        var fitting = new ArrayList<JobCommand.Choice>(command.choices().size());
        var seen = new HashSet<TaskId>();
        for (var choice : command.choices()) {
            boolean waits = draft.job()
                    .active(choice.instance(), choice.task())
                    .filter(JobRequests::waitsForPlace)
                    .isPresent();
            if (waits && seen.add(choice.task())) {
                fitting.add(choice);
            }
        }
        if (!fitting.isEmpty()) {
            draft.add(new JobEvent.PlacesChosen(fitting, draft.now()));
        }
        return JobReply.Done.DONE;
    }

    /** Whether the planner is to find a place for it. */
    static boolean waitsForPlace(InstanceTask task) {
        return task.status() == ScheduleStatus.PENDING && task.placement().isEmpty();
    }

    /**
     * The instances are to wait again, each under a new task id. An admission may have been sent more than once, and the one that was
     * refused may yet be granted when it arrives again. So a task id never meets a second agent, and a kill is owed where it was
     * refused: it arrives after every admission sent before, and only its answer shows that nothing runs there.
     */
    static JobReply refuse(JobDraft draft, JobCommand.RefuseChoices command) {
        var refused = new HashSet<>(command.tasks());
        for (var task : draft.job().active().values()) {
            if (task.status() == ScheduleStatus.PENDING
                    && task.isPlacedOn(command.agent())
                    && refused.contains(task.id())) {
                draft.oweKill(task.id(), command.agent());
            }
        }
        return JobReply.Done.DONE;
    }

    /** Whether its place was chosen, and the agent's group has not told of it. */
    private static boolean mayNotBeThere(InstanceTask task) {
        return task.noticeSequence() == 0
                && (task.status() == ScheduleStatus.PENDING || task.status() == ScheduleStatus.KILLING);
    }

    /**
     * What is not where it was to be, and was not admitted as far as the job knows, never was: an instance that was refused there waits
     * again, and one that was to be stopped is gone without a trace. One that is there after all tells so itself, and until then its
     * kill stays owed.
     */
    static JobReply killsTaken(JobDraft draft, JobCommand.KillsTaken command) {
        var named = Set.copyOf(command.tasks());
        var doubtful = new ArrayList<InstanceTask>();
        draft.job().active().forEachValue(task -> {
            if (named.contains(task.id()) && mayNotBeThere(task)) {
                doubtful.add(task);
            }
        });
        var owed = new TreeSet<>(named);
        owed.removeIf(task -> !draft.job().owedKills().containsKey(task));
        doubtful.stream()
                .map(InstanceTask::id)
                .filter(id -> !command.absent().contains(id))
                .forEach(owed::remove);
        if (!owed.isEmpty()) {
            draft.add(new JobEvent.KillsTaken(List.copyOf(owed)));
        }
        for (var task : doubtful) {
            if (!command.absent().contains(task.id())) {
                continue;
            }
            if (task.status() == ScheduleStatus.KILLING) {
                draft.add(new JobEvent.Withdrawn(task.instance(), task.id()));
            } else if (owed.contains(task.id())) {
                draft.add(new JobEvent.PlaceRefused(task.instance(), task.id(), NOT_ADMITTED, draft.now()));
            }
        }
        return JobReply.Done.DONE;
    }
}
