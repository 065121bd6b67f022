package io.boreas.core.job;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.TaskTransitions.Facts;
import io.boreas.core.job.TaskTransitions.Verdict;
import io.boreas.core.machine.OrderedMap;
import io.boreas.core.task.TaskSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How events change a job. Each costs O(log n) of its instances; only the creation of many costs more. */
final class JobEvolution {
    private static final String RESCHEDULED = "Rescheduled";

    private JobEvolution() {}

    static Job evolve(Job job, JobEvent event) {
        return switch (event) {
            case JobEvent.Created created -> created(job, created);
            case JobEvent.InstancesAdded added -> instancesAdded(job, added);
            case JobEvent.PlacesChosen chosen -> placesChosen(job, chosen);
            case JobEvent.PlaceRefused refused -> placeRefused(job, refused);
            case JobEvent.Moved moved -> moved(job, moved);
            case JobEvent.NoticeNoted noted -> noticeNoted(job, noted);
            case JobEvent.Rescheduled rescheduled -> rescheduled(job, rescheduled);
            case JobEvent.Withdrawn withdrawn -> withdrawn(job, withdrawn);
            case JobEvent.KillOwed owed -> job.withOwedKills(job.owedKills().with(owed.task(), owed.agent()));
            case JobEvent.KillsTaken taken -> killsTaken(job, taken);
            case JobEvent.HistoryPruned pruned -> historyPruned(job, pruned);
        };
    }

    /** The rules' view of a run. */
    static Facts facts(Job job, InstanceTask task) {
        var spec =
                job.spec().orElseThrow(() -> new IllegalStateException(job.key() + " has runs and no specification"));
        return new Facts(spec.kind() == JobKind.SERVICE, spec.maxTaskFailures(), task.failures(), wasToBeKilled(task));
    }

    /**
     * Where a run stands in the table of changes. One whose place is chosen may be there already, so it is stopped as an ASSIGNED one:
     * its agent's group is told, and only its answer ends it. No admission is sent from then on, and those sent before arrive before the
     * kill, since messages between two groups keep their order while both live.
     */
    static TaskPoint point(InstanceTask task, TaskPoint to) {
        boolean chosen =
                task.status() == ScheduleStatus.PENDING && task.placement().isPresent();
        return chosen && to == ScheduleStatus.KILLING ? ScheduleStatus.ASSIGNED : task.status();
    }

    private static boolean wasToBeKilled(InstanceTask task) {
        for (var change : task.history()) {
            if (change.status() == ScheduleStatus.KILLING) {
                return true;
            }
        }
        return false;
    }

    private static Job created(Job job, JobEvent.Created event) {
        check(job.active().isEmpty(), job, event, "it has active instances");
        check(event.spec().key().equals(job.key()), job, event, "it is another job");
        var created = new Job(
                job.key(),
                Optional.of(event.spec()),
                event.seed(),
                0,
                event.at(),
                OrderedMap.empty(),
                job.ended(),
                job.owedKills());
        return withNewRuns(created, event.spec().task(), 0, event.spec().instances(), event.at());
    }

    private static Job instancesAdded(Job job, JobEvent.InstancesAdded event) {
        var template = job.active().get(event.template());
        check(template.isPresent(), job, event, "the template is not active");
        return withNewRuns(job, template.orElseThrow().spec(), event.first(), event.count(), event.at());
    }

    private static Job withNewRuns(Job job, TaskSpec spec, int first, int count, Instant at) {
        // One history for all: a job's instances are thousands, and most begin alike.
        var history = List.of(new StatusChange(at, ScheduleStatus.PENDING, ""));
        var ids = TaskIds.of(job.key(), job.seed());
        var active = job.active();
        for (int i = 0; i < count; i++) {
            int instance = first + i;
            if (active.containsKey(instance)) {
                throw new IllegalStateException(job.key() + " has an active instance " + instance + " already");
            }
            var task = new InstanceTask(
                    ids.id(instance, job.runs() + i),
                    instance,
                    spec,
                    ScheduleStatus.PENDING,
                    history,
                    0,
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    Instant.EPOCH,
                    0);
            active = active.with(instance, task);
        }
        return job.withNew(active, count);
    }

    private static Job placesChosen(Job job, JobEvent.PlacesChosen event) {
        var active = job.active();
        Map<AgentId, Placement> places = new HashMap<>(); // shared by the tasks of one agent; never iterated
        for (var choice : event.choices()) {
            var task = active(job, choice.instance(), choice.task(), event);
            checkPending(task, job, event);
            var place = places.get(choice.agent());
            if (place == null) {
                place = new Placement(choice.agent(), choice.host(), Collections.emptySortedMap());
                places.put(choice.agent(), place);
            }
            active = active.with(choice.instance(), task.at(place));
        }
        return job.withActive(active);
    }

    private static Job placeRefused(Job job, JobEvent.PlaceRefused event) {
        var task = active(job, event.instance(), event.task(), event);
        checkPending(task, job, event);
        return job.withNew(task.afresh(nextId(job, event.instance())));
    }

    private static Job moved(Job job, JobEvent.Moved event) {
        var task = active(job, event.instance(), event.task(), event);
        checkEntailed(TaskTransitions.Action.SAVE, point(task, event.to()), event.to(), job, task, event);
        var after = task.moved(event, neighboursHistory(job, task, event.to()));
        return event.to().isTerminal() ? ended(job, after) : job.with(after);
    }

    /** Instances are launched in crowds, and most of a crowd have one history: the one that moved before. */
    private static List<StatusChange> neighboursHistory(Job job, InstanceTask task, ScheduleStatus to) {
        if (to.isTerminal()) {
            return job.ended().isEmpty() ? List.of() : job.ended().getLast().history();
        }
        var neighbour = job.active().get(task.instance() - 1);
        return neighbour.isPresent() ? neighbour.get().history() : List.of();
    }

    private static Job ended(Job job, InstanceTask task) {
        var ended = new ArrayList<InstanceTask>(job.ended().size() + 1);
        int surplus = job.ended().size() + 1 - Job.ENDED_MAX;
        ended.addAll(surplus > 0 ? job.ended().subList(surplus, job.ended().size()) : job.ended());
        ended.add(task);
        return job.withActive(job.active().without(task.instance())).withEnded(List.copyOf(ended));
    }

    private static Job noticeNoted(Job job, JobEvent.NoticeNoted event) {
        return job.with(active(job, event.instance(), event.task(), event).noted(event.noticeSequence()));
    }

    private static Job rescheduled(Job job, JobEvent.Rescheduled event) {
        check(!job.active().containsKey(event.instance()), job, event, "the instance is active");
        var ancestor = job.ended().reversed().stream() // it is the last one, or nearly
                .filter(task -> task.id().equals(event.ancestor()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(job.key() + ": " + event + " replaces an unknown run"));
        boolean throttled = event.throttledUntil().isAfter(event.at());
        var status = throttled ? ScheduleStatus.THROTTLED : ScheduleStatus.PENDING;
        var message = throttled
                ? "penalized for "
                        + (event.throttledUntil().toEpochMilli() - event.at().toEpochMilli()) + " ms"
                : RESCHEDULED;
        return job.withNew(new InstanceTask(
                nextId(job, event.instance()),
                event.instance(),
                ancestor.spec(),
                status,
                List.of(new StatusChange(event.at(), status, message)),
                ancestor.failures(),
                event.flaps(),
                Optional.of(ancestor.id()),
                Optional.empty(),
                event.throttledUntil(),
                0));
    }

    private static Job withdrawn(Job job, JobEvent.Withdrawn event) {
        var task = active(job, event.instance(), event.task(), event);
        var to = task.status() == ScheduleStatus.KILLING ? TaskPoint.Absent.DELETED : ScheduleStatus.KILLING;
        checkEntailed(TaskTransitions.Action.DELETE, task.status(), to, job, task, event);
        return job.withActive(job.active().without(event.instance())).settled();
    }

    private static Job killsTaken(Job job, JobEvent.KillsTaken event) {
        var owed = job.owedKills();
        for (var task : event.tasks()) {
            if (!owed.containsKey(task)) {
                throw misfit(job, event, "no kill of " + task + " is owed");
            }
            owed = owed.without(task);
        }
        return job.withOwedKills(owed);
    }

    private static Job historyPruned(Job job, JobEvent.HistoryPruned event) {
        check(
                event.count() <= job.ended().size(),
                job,
                event,
                "only " + job.ended().size() + " ended tasks are kept");
        return job.withEnded(List.copyOf(
                        job.ended().subList(event.count(), job.ended().size())))
                .settled();
    }

    private static TaskId nextId(Job job, int instance) {
        return TaskIds.of(job.key(), job.seed()).id(instance, job.runs());
    }

    private static InstanceTask active(Job job, int instance, TaskId task, JobEvent event) {
        var found = job.active(instance, task);
        check(found.isPresent(), job, event, "the task is not active");
        return found.get();
    }

    private static void checkPending(InstanceTask task, Job job, JobEvent event) {
        if (task.status() != ScheduleStatus.PENDING) {
            throw misfit(job, event, "the task is " + task.status());
        }
    }

    private static void checkEntailed(
            TaskTransitions.Action action, TaskPoint from, TaskPoint to, Job job, InstanceTask task, JobEvent event) {
        var verdict = TaskTransitions.of(from, to, facts(job, task));
        if (!(verdict instanceof Verdict.Allowed allowed) || !allowed.entails(action)) {
            throw misfit(job, event, "the task is " + task.status());
        }
    }

    private static void check(boolean holds, Job job, JobEvent event, String otherwise) {
        if (!holds) {
            throw misfit(job, event, otherwise);
        }
    }

    private static IllegalStateException misfit(Job job, JobEvent event, String why) {
        return new IllegalStateException(job.key() + ": " + event + " does not fit: " + why);
    }
}
