package io.boreas.core.agent;

import io.boreas.core.id.OfferId;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** What happened to an agent. */
public sealed interface AgentEvent {
    /** It registered, for the first time or again. */
    record Registered(long incarnation, String bootId, AgentInfo info, Instant at) implements AgentEvent {}

    /** Its silence outlasted the deadline: each of its live tasks is unreachable from here on, and their owners hear of it. */
    record BecameUnreachable(String message, Instant at) implements AgentEvent {}

    /** A task was admitted: its resources are used, its agent is to run it, its owner hears that it is staging. */
    record TaskLaunched(
            TaskId task, Owner owner, TaskSpec spec, Resources resources, SortedMap<String, Integer> ports, Instant at)
            implements AgentEvent {}

    /**
     * A task's state was seen, and its owner hears of it.
     *
     * @param agentSequence the agent's number of the status; 0 if a master made it
     */
    record TaskObserved(TaskId task, long agentSequence, TaskStatus status) implements AgentEvent {}

    /** A task is to stop. */
    record KillRequested(KillOrder order, Instant at) implements AgentEvent {}

    /** An owner has taken notices; a task whose terminal notice is among them leaves the ledger. */
    record NoticesAcknowledged(List<StatusAck> acks) implements AgentEvent {
        public NoticesAcknowledged {
            acks = List.copyOf(acks);
        }
    }

    /** Resources were set aside for an offer. */
    record Leased(Lease lease) implements AgentEvent {}

    /** An offer's lease ended, used or not. */
    record LeaseEnded(OfferId offer, String message) implements AgentEvent {}

    /**
     * It has so much to give besides its own resources, and no more. Each registration is one of an agent that has said nothing
     * of it yet.
     */
    record Oversubscribed(Resources revocable, Instant at) implements AgentEvent {}

    /** What operators bring about. */
    sealed interface OfOperator extends AgentEvent {}

    /** It gets nothing new from here on. */
    record Deactivated(Instant at) implements OfOperator {}

    /** It takes work again. */
    record Reactivated(Instant at) implements OfOperator {}

    /** It gets nothing new, and what it runs is stopped; or is so on other terms than before. */
    record DrainStarted(Duty.Terms terms) implements OfOperator {}

    /** It was draining, and runs nothing any more. */
    record Drained(Instant at) implements OfOperator {}

    /** It may not return: each of its live tasks is over from here on, and their owners hear of it. */
    record DeclaredGone(String message, Instant at) implements OfOperator {}

    /** What only frameworks bring about. */
    sealed interface OfFramework extends AgentEvent {}

    /**
     * A framework's task was launched from an offer: its resources are used, its agent is to run it, its framework hears
     * of it.
     *
     * @param starting the executor that starts with it, if it does not run yet; what that holds is used, too
     */
    record WorkLaunched(Work work, Optional<FrameworkExecutor> starting, Instant at) implements OfFramework {}

    /** An operation made resources into others: reserved or not, volumes or disk. */
    record Converted(Resources consumed, Resources made, Instant at) implements OfFramework {}

    /** An executor is to end. */
    record ExecutorStopRequested(ExecutorKey executor, Instant at) implements OfFramework {}

    /**
     * An executor ended, and what it held itself is free.
     *
     * @param status as its agent saw it: the wait status
     */
    record ExecutorEnded(ExecutorKey executor, int status, Instant at) implements OfFramework {}

    /** The data of destroyed volumes up to this number is gone from the agent. */
    record VolumesDeleted(long upTo, Instant at) implements OfFramework {}
}
