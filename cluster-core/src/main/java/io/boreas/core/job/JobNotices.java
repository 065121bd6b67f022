package io.boreas.core.job;

import io.boreas.core.agent.Notice;
import io.boreas.core.job.JobCommand.TaskNotices;
import io.boreas.core.job.JobDraft.Occasion;
import io.boreas.core.job.TaskTransitions.Verdict;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.util.ArrayList;
import java.util.Optional;
import java.util.SortedMap;

/** What a job makes of what agents' groups tell. Source of the mapping: Aurora's {@code Conversions}, as its Mesos adapter uses it. */
final class JobNotices {
    private JobNotices() {}

    static JobReply hear(JobDraft draft, JobCommand.Hear command) {
        var acks = new ArrayList<StatusAck>(command.told().size());
        for (var told : command.told()) {
            if (!told.notices().isEmpty()) {
                acks.add(hear(draft, told));
            }
        }
        return new JobReply.Heard(acks);
    }

    /** Takes all notices of one task. Those taken before, and those of runs the job has forgotten, are acknowledged again. */
    private static StatusAck hear(JobDraft draft, TaskNotices told) {
        for (var notice : told.notices()) {
            current(draft, told)
                    .filter(task -> notice.sequence() > task.noticeSequence())
                    .ifPresent(task -> hear(draft, task, notice, told.ports()));
        }
        var last = told.notices().getLast();
        var task = current(draft, told);
        if (task.isEmpty()) {
            if (claimsToLive(last.status().state())) {
                draft.oweKill(told.task(), told.agent());
            }
            return new StatusAck(told.task(), last.sequence());
        }
        long taken = task.get().noticeSequence();
        if (last.sequence() > taken) {
            draft.add(new JobEvent.NoticeNoted(told.instance(), told.task(), last.sequence()));
        }
        return new StatusAck(told.task(), Math.max(taken, last.sequence()));
    }

    /** The active task that is spoken of. A run of that name on an agent it was not placed on is not it. */
    private static Optional<InstanceTask> current(JobDraft draft, TaskNotices told) {
        return draft.job().active(told.instance(), told.task()).filter(task -> task.isPlacedOn(told.agent()));
    }

    private static boolean claimsToLive(TaskState state) {
        return switch (state) {
            case STAGING, STARTING, RUNNING -> true;
            case KILLING,
                    FINISHED,
                    FAILED,
                    KILLED,
                    ERROR,
                    LOST,
                    DROPPED,
                    UNREACHABLE,
                    GONE,
                    GONE_BY_OPERATOR,
                    UNKNOWN -> false;
        };
    }

    private static void hear(JobDraft draft, InstanceTask waiting, Notice notice, SortedMap<String, Integer> ports) {
        var status = notice.status();
        var task = waiting.status() == ScheduleStatus.PENDING
                ? assigned(draft, waiting, notice.sequence(), ports)
                : waiting;
        switch (status.state()) {
            case STAGING -> move(draft, task, ScheduleStatus.ASSIGNED, notice);
            case STARTING -> move(draft, task, ScheduleStatus.STARTING, notice);
            case RUNNING -> move(draft, task, ScheduleStatus.RUNNING, notice);
            case KILLING -> {} // the job asked for it
            case FINISHED -> move(draft, returned(draft, task, notice), ScheduleStatus.FINISHED, notice);
            case FAILED -> move(draft, task, ScheduleStatus.FAILED, notice);
            case KILLED -> move(draft, returned(draft, task, notice), ScheduleStatus.KILLED, notice);
            case ERROR, LOST, DROPPED, GONE, GONE_BY_OPERATOR -> move(draft, task, ScheduleStatus.LOST, notice);
            case UNREACHABLE, UNKNOWN -> partition(draft, task, notice);
        }
    }

    private static void move(JobDraft draft, InstanceTask task, ScheduleStatus to, Notice notice) {
        draft.move(task, to, Occasion.notice(notice.sequence(), message(notice.status())));
    }

    /** The first notice of a task, whatever it says, shows that it was admitted. */
    private static InstanceTask assigned(
            JobDraft draft, InstanceTask task, long sequence, SortedMap<String, Integer> ports) {
        var place = task.placement().map(chosen -> new Placement(chosen.agent(), chosen.host(), ports));
        draft.move(task, ScheduleStatus.ASSIGNED, new Occasion(sequence, place, ""));
        return draft.job().active(task.instance(), task.id()).orElseThrow();
    }

    /**
     * A partitioned task that ended well or was stopped has been back: as RUNNING it is replaced by the usual rules, where from
     * PARTITIONED Aurora's would not replace a service that finished, nor take that it was killed.
     */
    private static InstanceTask returned(JobDraft draft, InstanceTask task, Notice notice) {
        if (task.status() != ScheduleStatus.PARTITIONED) {
            return task;
        }
        draft.move(task, ScheduleStatus.RUNNING, Occasion.notice(notice.sequence(), ""));
        return draft.job().active(task.instance(), task.id()).orElseThrow();
    }

    private static void partition(JobDraft draft, InstanceTask task, Notice notice) {
        var message = message(notice.status());
        var verdict = draft.move(task, ScheduleStatus.PARTITIONED, Occasion.notice(notice.sequence(), message));
        if (verdict instanceof Verdict.Illegal) {
            // It was ASSIGNED: nothing is lost by starting it elsewhere at once. The agent is silent, so the decision
            // is the job's.
            draft.move(task, ScheduleStatus.LOST, Occasion.own(message));
        } else if (draft.settings().partitionDelay().isZero()) {
            draft.job()
                    .active(task.instance(), task.id())
                    .filter(moved -> moved.status() == ScheduleStatus.PARTITIONED)
                    .ifPresent(moved -> draft.move(moved, ScheduleStatus.LOST, Occasion.own(JobTime.PARTITION_OVER)));
        }
    }

    private static String message(TaskStatus status) {
        var explanation =
                switch (status.state()) {
                    case ERROR -> "It could not be started as described";
                    case DROPPED -> "It never reached its agent";
                    case GONE -> "Its agent has no trace of it";
                    case GONE_BY_OPERATOR -> "An operator declared its agent gone";
                    case UNREACHABLE, UNKNOWN -> "Its agent is unreachable";
                    case STAGING, STARTING, RUNNING, KILLING, FINISHED, FAILED, KILLED, LOST -> "";
                };
        if (explanation.isEmpty()) {
            return status.message(); // as it is: a sum of texts would be a new one for each of thousands of tasks
        }
        return status.message().isEmpty() ? explanation : explanation + ": " + status.message();
    }
}
