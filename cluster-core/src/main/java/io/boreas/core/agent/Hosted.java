package io.boreas.core.agent;

import io.boreas.core.id.TaskId;
import io.boreas.core.machine.OrderedMap;
import io.boreas.core.resource.Resources;
import java.util.Optional;

/**
 * What frameworks have on an agent, beside what every task has.
 *
 * @param converted what dynamic reservations and persistent volumes have made of the agent's resources; outlives everything
 *     but the operation that takes it back. Source: Mesos, checkpointed resources
 * @param works what is known of each framework's task in the ledger, by what its runs have in common: one at a time
 * @param executors those that run or are to run
 * @param destroyed volumes whose data the agent has yet to delete
 */
public record Hosted(
        Resources converted,
        OrderedMap<TaskId, Work> works,
        OrderedMap<ExecutorKey, HostedExecutor> executors,
        DestroyedVolumes destroyed) {
    /** Nothing. */
    public static final Hosted NONE = new Hosted(Resources.empty(), OrderedMap.empty(), OrderedMap.empty());

    /** The same where no volume was ever destroyed. */
    public Hosted(
            Resources converted, OrderedMap<TaskId, Work> works, OrderedMap<ExecutorKey, HostedExecutor> executors) {
        this(converted, works, executors, DestroyedVolumes.NONE);
    }

    Hosted withConverted(Resources now) {
        return new Hosted(now, works, executors, destroyed);
    }

    Hosted withWorks(OrderedMap<TaskId, Work> now) {
        return new Hosted(converted, now, executors, destroyed);
    }

    Hosted withExecutors(OrderedMap<ExecutorKey, HostedExecutor> now) {
        return new Hosted(converted, works, now, destroyed);
    }

    Hosted withDestroyed(DestroyedVolumes now) {
        return new Hosted(converted, works, executors, now);
    }

    /** What is known of this run. */
    public Optional<Work> work(TaskId run) {
        return works.isEmpty()
                ? Optional.empty()
                : works.get(TaskKeys.base(run)).filter(work -> work.key().equals(run));
    }

    /** The agent has spoken of this run. */
    Hosted sent(TaskId run) {
        return work(run)
                .filter(Work::unsent)
                .map(work -> withWorks(works.with(TaskKeys.base(run), work.sent())))
                .orElse(this);
    }

    Hosted without(TaskId run) {
        return work(run).isPresent() ? withWorks(works.without(TaskKeys.base(run))) : this;
    }

    boolean isUnsent(TaskId run) {
        return work(run).filter(Work::unsent).isPresent();
    }
}
