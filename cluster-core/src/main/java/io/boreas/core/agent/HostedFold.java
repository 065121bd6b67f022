package io.boreas.core.agent;

import io.boreas.core.id.Owner;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What the events of frameworks make of an agent. */
final class HostedFold {
    private HostedFold() {}

    static Agent apply(Agent agent, AgentEvent.OfFramework event) {
        return switch (event) {
            case AgentEvent.WorkLaunched e -> launched(agent, e);
            case AgentEvent.Converted e -> converted(agent, e);
            case AgentEvent.ExecutorStopRequested e -> {
                var executor = known(agent, e.executor(), e).asStopping();
                var hosted = agent.hosted();
                yield agent.withHosted(hosted.withExecutors(hosted.executors().with(executor.key(), executor)));
            }
            case AgentEvent.ExecutorEnded e -> ended(agent, known(agent, e.executor(), e));
            case AgentEvent.VolumesDeleted(long upTo, var at) -> {
                var hosted = agent.hosted();
                AgentFold.check(hosted.destroyed().isNews(upTo), agent, event);
                yield agent.withHosted(hosted.withDestroyed(hosted.destroyed().deleted(upTo)));
            }
        };
    }

    /** No process outlives its machine: executors are gone, but those whose tasks have yet to be sent. */
    static Agent rebooted(Agent agent) {
        var after = agent;
        for (var executor : agent.hosted().executors().values()) {
            boolean wanted = false;
            for (var work : agent.hosted().works().values()) {
                wanted |= work.unsent()
                        && work.executorKey().filter(executor.key()::equals).isPresent();
            }
            if (!wanted) {
                after = ended(after, executor);
            }
        }
        return after;
    }

    private static Agent launched(Agent agent, AgentEvent.WorkLaunched event) {
        var work = event.work();
        var hosted = agent.hosted();
        var needed = event.starting()
                .map(executor -> work.resources().plus(executor.resources()))
                .orElse(work.resources());
        AgentFold.check(
                agent.presence() == Presence.REGISTERED
                        && !hosted.works().containsKey(TaskKeys.base(work.key()))
                        && fits(agent, work, needed, event.starting()),
                agent,
                event);
        var staging = TaskStatus.of(TaskState.STAGING, StatusSource.MASTER, event.at());
        var task = new Task(
                work.key(),
                new Owner.Framework(work.framework()),
                work.resources(),
                Collections.emptySortedMap(),
                TaskState.STAGING,
                event.at(),
                Optional.empty(),
                Optional.empty(),
                0,
                1,
                List.of(new Notice(1, staging)));
        var executors = event.starting()
                .map(executor -> new HostedExecutor(
                        new ExecutorKey(work.framework(), executor.id()), executor, work.role(), event.at(), false))
                .map(executor -> hosted.executors().with(executor.key(), executor))
                .orElse(hosted.executors());
        return agent.with(agent.tasks().with(task.id(), task), agent.used().plus(needed))
                .withHosted(new Hosted(
                        hosted.converted(),
                        hosted.works().with(TaskKeys.base(work.key()), work),
                        executors,
                        hosted.destroyed()));
    }

    /** What several may use at once is in the agent's total, and not less for being used. */
    private static boolean fits(Agent agent, Work work, Resources needed, Optional<FrameworkExecutor> starting) {
        var available = agent.available();
        boolean executorFits = work.executorKey()
                .map(key -> agent.hosted().executors().containsKey(key) != starting.isPresent())
                .orElse(starting.isEmpty());
        return executorFits
                && available.contains(Conversions.exclusive(needed))
                && needed.shared().toList().stream().allMatch(available::contains);
    }

    private static Agent converted(Agent agent, AgentEvent.Converted event) {
        AgentFold.check(
                agent.presence() == Presence.REGISTERED && agent.available().contains(event.consumed()), agent, event);
        var hosted = agent.hosted();
        var now = hosted.converted()
                .minus(Conversions.converted(event.consumed()))
                .plus(Conversions.converted(event.made()));
        var destroyed = hosted.destroyed().after(event.consumed(), event.made(), event.at());
        return agent.withHosted(hosted.withConverted(now).withDestroyed(destroyed));
    }

    private static Agent ended(Agent agent, HostedExecutor executor) {
        var hosted = agent.hosted();
        return agent.with(agent.tasks(), agent.used().minus(executor.executor().resources()))
                .withHosted(hosted.withExecutors(hosted.executors().without(executor.key())));
    }

    private static HostedExecutor known(Agent agent, ExecutorKey key, AgentEvent event) {
        return agent.hosted().executors().get(key).orElseThrow(() -> AgentFold.misfit(agent, event));
    }
}
