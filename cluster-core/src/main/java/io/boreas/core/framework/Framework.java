package io.boreas.core.framework;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.TaskId;
import io.boreas.core.machine.OrderedMap;
import io.boreas.core.resource.Role;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A framework: its subscription, and what its scheduler has not heard of its tasks. Offers are not here: agents' groups keep
 * them, and who delivers them remembers them for as long as it lives.
 *
 * @param info empty while nothing is known of it
 * @param stream the number of its newest subscription; 0 before the first
 * @param streamId what calls of that subscription carry
 * @param since when it entered its phase
 * @param failoverAt when a disconnected one is removed; otherwise {@link Instant#EPOCH}
 * @param tasks its tasks that have not ended, or whose end it has not acknowledged
 * @param endings how many of its tasks have ended
 * @param ended the last of them, by the number of their ending
 * @param endedTasks the number of the last ending of each of those
 * @param owedAcks ended runs of which the agents' groups have not taken the acknowledgement, and its number
 * @param owedKills runs it never had, or should not have, that agents' groups must stop
 * @param owedRemovals agents whose groups must remove it
 */
public record Framework(
        FrameworkId id,
        Optional<FrameworkInfo> info,
        Phase phase,
        long stream,
        String streamId,
        Instant registeredAt,
        Instant since,
        Instant failoverAt,
        SortedSet<Role> suppressed,
        OrderedMap<TaskId, KnownTask> tasks,
        long endings,
        OrderedMap<Long, KnownTask> ended,
        OrderedMap<TaskId, Long> endedTasks,
        OrderedMap<Claim, KnownTask> owedAcks,
        OrderedMap<Claim, Boolean> owedKills,
        OrderedMap<AgentId, Boolean> owedRemovals) {
    /** Ended tasks kept. Source: Mesos, {@code --max_completed_tasks_per_framework}. */
    public static final int ENDED_MAX = 1_000;

    public Framework {
        suppressed = Collections.unmodifiableSortedSet(new TreeSet<>(suppressed));
    }

    /** A framework of which nothing is known. */
    public static Framework vacant(FrameworkId id) {
        return new Framework(
                id,
                Optional.empty(),
                Phase.UNKNOWN,
                0,
                "",
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH,
                Collections.emptySortedSet(),
                OrderedMap.empty(),
                0,
                OrderedMap.empty(),
                OrderedMap.empty(),
                OrderedMap.empty(),
                OrderedMap.empty(),
                OrderedMap.empty());
    }

    /** Whether it knows the finer states of lost tasks. */
    public boolean isPartitionAware() {
        return info.filter(known -> known.can(Capability.PARTITION_AWARE)).isPresent();
    }

    /** Whether it subscribed and was not removed. */
    public boolean isAlive() {
        return phase == Phase.CONNECTED || phase == Phase.DISCONNECTED;
    }

    /** The last run of that id that ended, if it is remembered. */
    public Optional<KnownTask> lastEnded(TaskId task) {
        return endedTasks.get(task).flatMap(ended::get);
    }

    boolean owesNothing() {
        return owedAcks.isEmpty() && owedKills.isEmpty() && owedRemovals.isEmpty();
    }

    Framework subscribed(FrameworkInfo now, SortedSet<Role> quiet, long number, String text, Instant at) {
        return new Framework(
                id,
                Optional.of(now),
                Phase.CONNECTED,
                number,
                text,
                phase == Phase.UNKNOWN ? at : registeredAt,
                at,
                Instant.EPOCH,
                quiet,
                tasks,
                endings,
                ended,
                endedTasks,
                owedAcks,
                owedKills,
                owedRemovals);
    }

    Framework updated(FrameworkInfo now, SortedSet<Role> quiet) {
        return new Framework(
                id,
                Optional.of(now),
                phase,
                stream,
                streamId,
                registeredAt,
                since,
                failoverAt,
                quiet,
                tasks,
                endings,
                ended,
                endedTasks,
                owedAcks,
                owedKills,
                owedRemovals);
    }

    Framework in(Phase other, Instant at, Instant deadline) {
        return new Framework(
                id,
                info,
                other,
                stream,
                streamId,
                registeredAt,
                at,
                deadline,
                suppressed,
                tasks,
                endings,
                ended,
                endedTasks,
                owedAcks,
                owedKills,
                owedRemovals);
    }

    Framework with(KnownTask task) {
        return withTasks(tasks.with(task.run().task(), task));
    }

    Framework withTasks(OrderedMap<TaskId, KnownTask> now) {
        return new Framework(
                id,
                info,
                phase,
                stream,
                streamId,
                registeredAt,
                since,
                failoverAt,
                suppressed,
                now,
                endings,
                ended,
                endedTasks,
                owedAcks,
                owedKills,
                owedRemovals);
    }

    /** The task, which is among {@link #tasks}, only remembered from here on. */
    Framework ending(KnownTask task) {
        var name = task.run().task();
        var remembered = ended.with(endings, task);
        var numbers = endedTasks.with(name, endings);
        if (remembered.size() > ENDED_MAX) {
            long oldest = endings - ENDED_MAX;
            var forgotten = remembered.get(oldest).orElseThrow().run().task();
            remembered = remembered.without(oldest);
            if (numbers.get(forgotten).filter(number -> number == oldest).isPresent()) {
                numbers = numbers.without(forgotten);
            }
        }
        return new Framework(
                id,
                info,
                phase,
                stream,
                streamId,
                registeredAt,
                since,
                failoverAt,
                suppressed,
                tasks.without(name),
                endings + 1,
                remembered,
                numbers,
                owedAcks,
                owedKills,
                owedRemovals);
    }

    Framework owing(
            OrderedMap<Claim, KnownTask> acks,
            OrderedMap<Claim, Boolean> kills,
            OrderedMap<AgentId, Boolean> removals) {
        return new Framework(
                id,
                info,
                phase,
                stream,
                streamId,
                registeredAt,
                since,
                failoverAt,
                suppressed,
                tasks,
                endings,
                ended,
                endedTasks,
                acks,
                kills,
                removals);
    }
}
