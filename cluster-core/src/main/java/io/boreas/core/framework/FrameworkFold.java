package io.boreas.core.framework;

import io.boreas.core.agent.Task;
import io.boreas.core.id.AgentId;
import io.boreas.core.machine.OrderedMap;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What each event makes of a framework. */
final class FrameworkFold {
    private FrameworkFold() {}

    /**
     * The framework after an event.
     *
     * @throws IllegalStateException if the event does not fit
     */
    static Framework apply(Framework framework, FrameworkEvent event) {
        return switch (event) {
            case FrameworkEvent.Subscribed e -> {
                check(framework.phase() != Phase.COMPLETED && e.stream() == framework.stream() + 1, framework, e);
                yield framework.subscribed(e.info(), e.suppressed(), e.stream(), e.streamId(), e.at());
            }
            case FrameworkEvent.Updated e -> {
                check(framework.isAlive(), framework, e);
                yield framework.updated(e.info(), e.suppressed());
            }
            case FrameworkEvent.Disconnected e -> {
                check(framework.phase() == Phase.CONNECTED, framework, e);
                yield framework.in(Phase.DISCONNECTED, e.at(), e.failoverAt());
            }
            case FrameworkEvent.Removed e -> removed(framework, e);
            case FrameworkEvent.Noticed e -> noticed(framework, e);
            case FrameworkEvent.Acknowledged e -> acknowledged(framework, e);
            case FrameworkEvent.AckTaken(var claim) -> {
                check(framework.owedAcks().containsKey(claim), framework, event);
                yield framework.owing(
                        framework.owedAcks().without(claim), framework.owedKills(), framework.owedRemovals());
            }
            case FrameworkEvent.KillOwed(var claim) ->
                framework.owing(
                        framework.owedAcks(), framework.owedKills().with(claim, true), framework.owedRemovals());
            case FrameworkEvent.KillTaken(var claim) -> {
                check(framework.owedKills().containsKey(claim), framework, event);
                yield framework.owing(
                        framework.owedAcks(), framework.owedKills().without(claim), framework.owedRemovals());
            }
            case FrameworkEvent.RemovalOwed(var agent) -> {
                check(!framework.isAlive(), framework, event);
                yield framework.owing(
                        framework.owedAcks(),
                        framework.owedKills(),
                        framework.owedRemovals().with(agent, true));
            }
            case FrameworkEvent.RemovalTaken(var agent) -> {
                check(framework.owedRemovals().containsKey(agent), framework, event);
                yield framework.owing(
                        framework.owedAcks(),
                        framework.owedKills(),
                        framework.owedRemovals().without(agent));
            }
            case FrameworkEvent.Forgotten e -> {
                check(framework.phase() == Phase.COMPLETED && framework.owesNothing(), framework, e);
                yield Framework.vacant(framework.id());
            }
        };
    }

    /** Its live tasks are KILLED for the record; what runs is stopped by the agents' groups, which it owes word of this. */
    private static Framework removed(Framework framework, FrameworkEvent.Removed event) {
        check(framework.isAlive(), framework, event);
        var after = framework;
        var removals = OrderedMap.<AgentId, Boolean>empty();
        for (var task : framework.tasks().values()) {
            removals = removals.with(task.run().agent(), true);
            var last = task.latest().state().isTerminal()
                    ? task.latest()
                    : new TaskStatus(
                            TaskState.KILLED,
                            TaskReason.FRAMEWORK_REMOVED,
                            StatusSource.MASTER,
                            event.message(),
                            event.at());
            after = after.ending(new KnownTask(task.run(), last, task.heard(), List.of()));
        }
        return after.in(Phase.COMPLETED, event.at(), Instant.EPOCH)
                .owing(OrderedMap.empty(), framework.owedKills(), removals);
    }

    private static Framework noticed(Framework framework, FrameworkEvent.Noticed event) {
        var run = event.run();
        var known = framework.tasks().get(run.task());
        long heard = known.map(KnownTask::heard).orElse(0L);
        check(
                framework.isAlive()
                        && known.filter(task -> !task.run().isSameAs(run)).isEmpty()
                        && known.filter(task -> task.latest().state().isTerminal())
                                .isEmpty()
                        && !event.notices().isEmpty()
                        && event.notices().getFirst().sequence() > heard,
                framework,
                event);
        var pending = new ArrayList<>(known.map(KnownTask::pending).orElse(List.of()));
        event.notices().stream().filter(FrameworkNotices::isTold).forEach(pending::add);
        int tooMany = pending.size() - Task.NOTICES_MAX;
        var newest = event.notices().getLast();
        return framework.with(new KnownTask(
                run,
                newest.status(),
                newest.sequence(),
                tooMany > 0 ? pending.subList(tooMany, pending.size()) : pending));
    }

    private static Framework acknowledged(Framework framework, FrameworkEvent.Acknowledged event) {
        var task = framework
                .tasks()
                .get(event.task())
                .filter(known -> !known.pending().isEmpty()
                        && known.pending().getFirst().sequence() <= event.sequence()
                        && event.sequence() <= known.heard())
                .orElseThrow(() -> misfit(framework, event));
        var left = task.pending().stream()
                .filter(notice -> notice.sequence() > event.sequence())
                .toList();
        var after = new KnownTask(task.run(), task.latest(), task.heard(), left);
        if (!left.isEmpty() || !task.latest().state().isTerminal()) {
            return framework.with(after);
        }
        return framework
                .ending(after)
                .owing(
                        framework.owedAcks().with(Claim.of(task.run()), after),
                        framework.owedKills(),
                        framework.owedRemovals());
    }

    private static void check(boolean fits, Framework framework, FrameworkEvent event) {
        if (!fits) {
            throw misfit(framework, event);
        }
    }

    private static IllegalStateException misfit(Framework framework, FrameworkEvent event) {
        return new IllegalStateException("framework " + framework.id() + ", " + framework.phase() + " at stream "
                + framework.stream() + ", cannot have seen " + event);
    }
}
