package io.boreas.testcluster.sim.check;

import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.Notice;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.JobReply;
import io.boreas.core.machine.Batch;
import io.boreas.core.task.TaskState;
import io.boreas.testcluster.sim.Address;
import io.boreas.testcluster.sim.Asked;
import io.boreas.testcluster.sim.CellMessage;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * I4: owners hear every notice of a task, in order, none left out; what ended has ended for good, for the agent's group and for
 * its owner. That resources are released once is {@link NoDoublePromise}'s sum.
 */
public final class NoticesInOrder implements Checker {
    /** What an agent tells of the end of a run; a run that is only lost is told by other names. */
    private static final Set<TaskState> ENDS = EnumSet.of(TaskState.FINISHED, TaskState.FAILED, TaskState.KILLED);

    private final DurableCell cell;
    private final Map<TaskId, Long> heard = new HashMap<>();
    private final Map<TaskId, Long> taken = new HashMap<>();
    private final Set<TaskId> over = new HashSet<>();
    private final Set<TaskId> overForJob = new HashSet<>();
    private final Set<TaskId> overForFramework = new HashSet<>();

    public NoticesInOrder(DurableCell cell) {
        this.cell = cell;
    }

    @Override
    public String property() {
        return "I4 notices in order";
    }

    @Override
    public void agentsDurable(int group, Batch<AgentId, AgentEvent> batch) {
        for (var recorded : batch.events()) {
            switch (recorded.event()) {
                case AgentEvent.TaskObserved(var task, long sequence, var status) -> {
                    require(!over.contains(task), "%s has ended, and is now %s", task, status.state());
                    if (status.state().isTerminal()) {
                        over.add(task);
                    }
                }
                case AgentEvent.TaskLaunched launched ->
                    require(!over.contains(launched.task()), "%s has ended, and is launched", launched.task());
                case AgentEvent.KillRequested(var order, var at) ->
                    require(!over.contains(order.task()), "%s has ended, and is to be stopped", order.task());
                case AgentEvent.Registered event -> {}
                case AgentEvent.BecameUnreachable event -> {}
                case AgentEvent.NoticesAcknowledged event -> {}
                case AgentEvent.Leased event -> {}
                case AgentEvent.LeaseEnded event -> {}
                case AgentEvent.Oversubscribed event -> {}
                case AgentEvent.WorkLaunched(var work, var executor, var at) ->
                    require(!over.contains(work.key()), "%s has ended, and is launched", work.key());
                case AgentEvent.OfFramework event -> {}
                case AgentEvent.OfOperator event -> {}
            }
        }
    }

    @Override
    public void jobsDurable(int group, Batch<JobKey, JobEvent> batch) {
        for (var recorded : batch.events()) {
            switch (recorded.event()) {
                case JobEvent.Moved moved -> {
                    require(
                            !overForJob.contains(moved.task()),
                            "%s has ended, and is now %s",
                            moved.task(),
                            moved.to());
                    take(moved.task(), moved.noticeSequence());
                    if (moved.to().isTerminal()) {
                        overForJob.add(moved.task());
                    }
                }
                case JobEvent.NoticeNoted(int instance, var task, long sequence) -> take(task, sequence);
                case JobEvent.Withdrawn(int instance, var task) -> overForJob.add(task);
                case JobEvent.Created event -> {}
                case JobEvent.InstancesAdded event -> {}
                case JobEvent.PlacesChosen event -> {}
                case JobEvent.PlaceRefused event -> {}
                case JobEvent.Rescheduled event -> {}
                case JobEvent.KillOwed event -> {}
                case JobEvent.KillsTaken event -> {}
                case JobEvent.HistoryPruned event -> {}
            }
        }
    }

    private void take(TaskId task, long sequence) {
        if (sequence == 0) {
            return;
        }
        long before = taken.getOrDefault(task, 0L);
        require(sequence >= before, "notice %d of %s is taken after %d", sequence, task, before);
        taken.put(task, sequence);
    }

    @Override
    public void jobsAnswer(
            int group, List<Asked<JobKey, JobCommand>> commands, List<JobReply> replies, boolean changed) {
        for (var asked : commands) {
            if (asked.envelope().command() instanceof JobCommand.Hear(var told)) {
                told.forEach(notices -> hear(notices.task(), notices.notices()));
            }
        }
    }

    @Override
    public void frameworksAnswer(
            int group,
            List<Asked<FrameworkId, FrameworkCommand>> commands,
            List<FrameworkReply> replies,
            boolean changed) {
        for (var asked : commands) {
            if (asked.envelope().command() instanceof FrameworkCommand.Hear(var told)) {
                told.forEach(notices -> hear(notices.run().key(), notices.notices()));
            }
        }
    }

    @Override
    public void frameworksDurable(int group, Batch<FrameworkId, FrameworkEvent> batch) {
        for (var recorded : batch.events()) {
            if (recorded.event() instanceof FrameworkEvent.Noticed(var run, var notices)) {
                hear(run.key(), notices); // heard though the write failed, as its writer saw it
                for (var notice : notices) {
                    require(
                            notice.sequence() > taken.getOrDefault(run.key(), 0L),
                            "notice %d of %s is taken after %d",
                            notice.sequence(),
                            run.key(),
                            taken.getOrDefault(run.key(), 0L));
                    require(
                            !overForFramework.contains(run.key()),
                            "%s has ended, and is now %s",
                            run.key(),
                            notice.status().state());
                    if (notice.status().state().isTerminal()) {
                        overForFramework.add(run.key());
                    }
                    taken.put(run.key(), notice.sequence());
                }
            }
        }
    }

    /** A scheduler that asks is not answered with an end while it is to be told of what came before. */
    @Override
    public void sent(Address from, Address to, CellMessage message) {
        if (message instanceof CellMessage.Push(FrameworkPush.Update(var update, var since, var host, var repeated))
                && update.uuid().isEmpty()
                && ENDS.contains(update.status().state())) {
            cell.allFrameworks().stream()
                    .flatMap(framework -> framework.tasks().get(update.task()).stream())
                    .filter(task -> !task.pending().isEmpty())
                    .forEach(task -> require(
                            task.pending().getFirst().status().state().isTerminal(),
                            "a scheduler is answered that %s is %s, and is to be told that it is %s",
                            update.task(),
                            update.status().state(),
                            task.pending().getFirst().status().state()));
        }
    }

    private void hear(TaskId task, List<Notice> notices) {
        long last = heard.getOrDefault(task, 0L);
        for (var notice : notices) {
            require(
                    notice.sequence() <= last + 1,
                    "notice %d of %s reaches its owner, who has not heard %d",
                    notice.sequence(),
                    task,
                    last + 1);
            last = Math.max(last, notice.sequence());
        }
        heard.put(task, last);
    }
}
