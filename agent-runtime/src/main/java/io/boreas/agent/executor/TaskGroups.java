package io.boreas.agent.executor;

import io.boreas.agent.task.ProcessTaskRunner;
import io.boreas.core.agent.Work;
import io.boreas.core.id.Owner;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * The built-in executor: the agent itself runs each task as a process of its own. If one task of a group ends otherwise than
 * well, the others of its group are killed; the executor ends when nothing runs in it. Source: Mesos, the default executor.
 *
 * <p>The tasks' statuses are stored with their processes, and only passed on here. Used by one thread.
 */
final class TaskGroups {
    private final Ledger ledger;
    private final ProcessTaskRunner processes;
    private final Consumer<Runnable> later;

    /**
     * @param later does something on the same thread, after all that is done now
     */
    TaskGroups(Ledger ledger, ProcessTaskRunner processes, Consumer<Runnable> later) {
        this.ledger = ledger;
        this.processes = processes;
        this.later = later;
    }

    /** Starts tasks, when what was stored before is durable. */
    void launch(HeldExecutor held, List<HeldWork> works) {
        var launches = works.stream()
                .map(HeldWork::work)
                .filter(work -> work.command().isPresent())
                .map(TaskGroups::launch)
                .toList();
        if (launches.size() == works.size()) {
            ledger.then(() -> {
                try {
                    processes.launch(launches);
                } catch (RuntimeException e) {
                    later.accept(() -> unstartable(held, works, "the agent could not take it: " + e.getMessage()));
                }
            });
            return;
        }
        unstartable(held, works, "a task of its group has no command that this agent could run");
    }

    private void unstartable(HeldExecutor held, List<HeldWork> works, String why) {
        works.stream()
                .filter(HeldWork::isLive)
                .forEach(work -> ledger.report(work, TaskState.FAILED, TaskReason.CONTAINER_LAUNCH_FAILED, why));
        endIfIdle(held);
    }

    private static TaskLaunch launch(Work work) {
        return new TaskLaunch(
                work.key(),
                new Owner.Framework(work.framework()),
                work.command().orElseThrow(),
                work.resources(),
                Collections.emptySortedMap());
    }

    /** A task's process came into a state, which is stored with it. */
    void observed(HeldExecutor held, HeldWork work, StatusUpdate update) {
        if (!update.status().state().isTerminal()) {
            ledger.tell(update);
            return;
        }
        ledger.store(new ExecutorEntry.Over(update), () -> ledger.tell(update));
        if (update.status().state() != TaskState.FINISHED) {
            var why = "task " + work.work().id() + " of its group ended as "
                    + update.status().state();
            held.group(work).stream()
                    .filter(HeldWork::isLive)
                    .forEach(other -> kill(new KillOrder(other.work().key(), grace(other.work()), why)));
        }
        endIfIdle(held);
    }

    void kill(KillOrder order) {
        ledger.then(() -> processes.kill(order));
    }

    /** Ends all that runs in it. */
    void stop(HeldExecutor held, Duration grace) {
        held.live()
                .forEach(work -> kill(new KillOrder(
                        work.work().key(), grace, "executor " + held.run().key().executor() + " is shut down")));
        endIfIdle(held);
    }

    /** Ends all that runs in it at once, because what it holds is needed. */
    void preempt(HeldExecutor held, String why) {
        held.live()
                .forEach(work -> ledger.then(() -> processes.preempt(work.work().key(), why)));
    }

    void endIfIdle(HeldExecutor held) {
        if (held.live().isEmpty()) {
            ledger.exited(held, 0);
        }
    }

    private static Duration grace(Work work) {
        var grace = work.killGrace().orElse(Work.KILL_GRACE);
        return grace.compareTo(KillOrder.GRACE_MAX) > 0 ? KillOrder.GRACE_MAX : grace;
    }
}
