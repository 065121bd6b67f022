package io.boreas.core.framework;

import io.boreas.core.agent.Notice;
import io.boreas.core.agent.Task;
import io.boreas.core.framework.FrameworkCommand.TaskNotices;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskState;
import java.util.ArrayList;
import java.util.Optional;

/** What a framework's group makes of what agents' groups tell, and of acknowledgements. */
final class FrameworkNotices {
    private FrameworkNotices() {}

    static FrameworkReply hear(FrameworkDraft draft, FrameworkCommand.Hear command) {
        var acks = new ArrayList<StatusAck>(command.told().size());
        for (var told : command.told()) {
            if (!told.notices().isEmpty()) {
                hear(draft, told).ifPresent(acks::add);
            }
        }
        return new FrameworkReply.Heard(acks);
    }

    /** What the agent's group may forget of it. */
    private static Optional<StatusAck> hear(FrameworkDraft draft, TaskNotices told) {
        var framework = draft.framework();
        var run = told.run();
        if (!framework.isAlive()) {
            if (isLive(told) && !framework.owedRemovals().containsKey(run.agent())) {
                draft.add(new FrameworkEvent.RemovalOwed(run.agent()));
            }
            return all(told);
        }
        var known = framework.tasks().get(run.task());
        if (known.isPresent() && known.get().run().isSameAs(run)) {
            note(draft, told, known.get().heard());
            return settled(draft, run);
        }
        if (isOver(framework, run)) {
            return all(told);
        }
        if (known.isPresent() || wasRefused(told)) {
            // The id is, or was, in use: this run was never allowed, and its framework hears nothing of it.
            if (isLive(told) && !framework.owedKills().containsKey(Claim.of(run))) {
                draft.add(new FrameworkEvent.KillOwed(Claim.of(run)));
            }
            return all(told);
        }
        note(draft, told, 0);
        return settled(draft, run);
    }

    private static void note(FrameworkDraft draft, TaskNotices told, long heard) {
        var news = told.notices().stream()
                .filter(notice -> notice.sequence() > heard)
                .toList();
        if (!news.isEmpty()) {
            draft.add(new FrameworkEvent.Noticed(told.run(), news));
        }
    }

    private static Optional<StatusAck> settled(FrameworkDraft draft, TaskRun run) {
        return draft.framework()
                .tasks()
                .get(run.task())
                .filter(task -> task.settled() > 0)
                .map(task -> new StatusAck(run.key(), task.settled()));
    }

    /** Whether the run is one whose end was acknowledged, or is older than one on the same agent. */
    private static boolean isOver(Framework framework, TaskRun run) {
        return framework
                        .owedAcks()
                        .get(Claim.of(run))
                        .filter(past -> run.isNotAfter(past.run()))
                        .isPresent()
                || framework
                        .lastEnded(run.task())
                        .filter(past -> run.isNotAfter(past.run()))
                        .isPresent();
    }

    /** Whether some of it was settled without being told: only of a run that was not allowed, or is long over. */
    private static boolean wasRefused(TaskNotices told) {
        return told.notices().getFirst().sequence() > 1 && told.notices().size() < Task.NOTICES_MAX;
    }

    private static boolean isLive(TaskNotices told) {
        return !told.notices().getLast().status().state().isTerminal();
    }

    private static Optional<StatusAck> all(TaskNotices told) {
        return Optional.of(
                new StatusAck(told.run().key(), told.notices().getLast().sequence()));
    }

    /** Whether a framework is told of it: that a master has staged a task is no news for who asked for that. Source: Mesos. */
    static boolean isTold(Notice notice) {
        return notice.status().state() != TaskState.STAGING || notice.status().source() != StatusSource.MASTER;
    }

    /**
     * Only the oldest update of a task waits for an acknowledgement, for only that was sent. One of another update, task or
     * agent is ignored, as Mesos does.
     */
    static FrameworkReply acknowledge(FrameworkDraft draft, FrameworkCommand.Acknowledge command) {
        var framework = draft.framework();
        var task = framework.tasks().get(command.task());
        if (task.isEmpty()) {
            return new FrameworkReply.AcknowledgementIgnored(
                    "task " + command.task() + " has no update that waits for an acknowledgement");
        }
        var run = task.get().run();
        if (!run.agent().equals(command.agent())) {
            return new FrameworkReply.AcknowledgementIgnored(
                    "task " + command.task() + " is on agent " + run.agent() + ", not on " + command.agent());
        }
        if (task.get().pending().isEmpty()) {
            return new FrameworkReply.AcknowledgementIgnored(
                    "task " + command.task() + " has no update that waits for an acknowledgement");
        }
        var oldest = task.get().pending().getFirst();
        boolean fits = TaskUpdate.of(run, oldest, true)
                .uuid()
                .filter(command.uuid()::equals)
                .isPresent();
        if (!fits) {
            return new FrameworkReply.AcknowledgementIgnored("task " + command.task()
                    + " waits for the acknowledgement of another update than " + command.uuid());
        }
        draft.add(new FrameworkEvent.Acknowledged(command.task(), oldest.sequence()));
        // Nothing is told after the end, so all up to here is settled even when the task has left.
        long settled = draft.framework()
                .tasks()
                .get(command.task())
                .map(KnownTask::settled)
                .orElse(task.get().heard());
        return new FrameworkReply.Acknowledged(Claim.of(run), new StatusAck(run.key(), settled));
    }
}
