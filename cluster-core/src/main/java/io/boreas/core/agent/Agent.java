package io.boreas.core.agent;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.machine.OrderedMap;
import io.boreas.core.resource.Resources;
import java.time.Instant;
import java.util.Optional;

/**
 * The ledger of one agent. Invariant I1 holds at every commit: {@code used} (resources of non-terminal tasks) plus
 * {@code leased} is contained in what the agent has. Of what is revocable, no more is ever promised than was there when it was
 * promised; the agent may take it back, and ends tasks for it as it sees fit.
 *
 * @param info empty while nothing is known of the agent
 * @param incarnation the number of its latest registration; 0 before the first
 * @param bootId the boot of its machine at its latest registration
 * @param since when its presence was last decided
 * @param used what non-terminal tasks hold
 * @param leased what offers hold
 * @param hosted what frameworks have here, beside their tasks
 * @param duty whether it gets anything new
 * @param oversubscribed what it gives besides its own resources: revocable scalars
 */
public record Agent(
        AgentId id,
        Optional<AgentInfo> info,
        Presence presence,
        long incarnation,
        String bootId,
        Instant since,
        OrderedMap<TaskId, Task> tasks,
        OrderedMap<OfferId, Lease> leases,
        Resources used,
        Resources leased,
        Hosted hosted,
        Duty duty,
        Resources oversubscribed) {
    /** An agent on which no framework has anything, and of which no operator has said anything. */
    public Agent(
            AgentId id,
            Optional<AgentInfo> info,
            Presence presence,
            long incarnation,
            String bootId,
            Instant since,
            OrderedMap<TaskId, Task> tasks,
            OrderedMap<OfferId, Lease> leases,
            Resources used,
            Resources leased) {
        this(
                id,
                info,
                presence,
                incarnation,
                bootId,
                since,
                tasks,
                leases,
                used,
                leased,
                Hosted.NONE,
                Duty.ACTIVE,
                Resources.empty());
    }

    /** An agent of which nothing is known. */
    public static Agent vacant(AgentId id) {
        return new Agent(
                id,
                Optional.empty(),
                Presence.UNREACHABLE,
                0,
                "",
                Instant.EPOCH,
                OrderedMap.empty(),
                OrderedMap.empty(),
                Resources.empty(),
                Resources.empty());
    }

    /**
     * All it has, as reservations and volumes have left it; nothing while nothing is known of it. An agent that came back
     * smaller than those has what it says.
     */
    public Resources total() {
        var own = info.map(AgentInfo::resources).orElse(Resources.empty());
        return Conversions.applied(own, hosted.converted()).orElse(own).plus(oversubscribed);
    }

    /**
     * What neither tasks nor offers hold, and the volumes that many may hold. An agent that came back smaller than what its
     * tasks hold, or than what is reserved there, has nothing available, not even of a resource that would suffice.
     */
    public Resources available() {
        return left(info.map(AgentInfo::resources).orElse(Resources.empty()))
                .orElse(Resources.empty())
                .plus(Oversubscription.left(this));
    }

    /** What would be available of the agent's own resources if they were these; empty if what is promised does not fit in. */
    Optional<Resources> left(Resources own) {
        return Conversions.applied(own, hosted.converted()).flatMap(total -> Conversions.exclusive(total)
                .minusIfContained(Conversions.exclusive(used.nonRevocable()))
                .flatMap(rest -> rest.minusIfContained(Conversions.exclusive(leased.nonRevocable())))
                .map(rest -> rest.plus(total.shared())));
    }

    /** Whether it may be given something new, as far as the journal knows: its link is soft state. */
    public boolean isOffering() {
        return presence == Presence.REGISTERED && duty.isActive();
    }

    /** Whether the agent has not spoken of this task, so that it may have to be sent again. */
    boolean isUnsent(Task task) {
        return task.spec().isPresent() || hosted.isUnsent(task.id());
    }

    Agent present(Presence other, Instant at) {
        return new Agent(
                id, info, other, incarnation, bootId, at, tasks, leases, used, leased, hosted, duty, oversubscribed);
    }

    Agent registered(AgentInfo now, long number, String boot, Instant at) {
        return new Agent(
                id,
                Optional.of(now),
                Presence.REGISTERED,
                number,
                boot,
                at,
                tasks,
                leases,
                used,
                leased,
                hosted,
                duty,
                Resources.empty());
    }

    Agent with(OrderedMap<TaskId, Task> now, Resources nowUsed) {
        return new Agent(
                id,
                info,
                presence,
                incarnation,
                bootId,
                since,
                now,
                leases,
                nowUsed,
                leased,
                hosted,
                duty,
                oversubscribed);
    }

    Agent withLeases(OrderedMap<OfferId, Lease> now, Resources nowLeased) {
        return new Agent(
                id,
                info,
                presence,
                incarnation,
                bootId,
                since,
                tasks,
                now,
                used,
                nowLeased,
                hosted,
                duty,
                oversubscribed);
    }

    Agent withHosted(Hosted now) {
        return hosted == now
                ? this
                : new Agent(
                        id,
                        info,
                        presence,
                        incarnation,
                        bootId,
                        since,
                        tasks,
                        leases,
                        used,
                        leased,
                        now,
                        duty,
                        oversubscribed);
    }

    Agent withDuty(Duty now) {
        return new Agent(
                id,
                info,
                presence,
                incarnation,
                bootId,
                since,
                tasks,
                leases,
                used,
                leased,
                hosted,
                now,
                oversubscribed);
    }

    Agent withOversubscribed(Resources now) {
        return new Agent(
                id, info, presence, incarnation, bootId, since, tasks, leases, used, leased, hosted, duty, now);
    }

    /** One that does not oversubscribe is shown as it was before any did, in what was kept of earlier versions. */
    @Override
    public String toString() {
        return "Agent[id=" + id
                + ", info=" + info
                + ", presence=" + presence
                + ", incarnation=" + incarnation
                + ", bootId=" + bootId
                + ", since=" + since
                + ", tasks=" + tasks
                + ", leases=" + leases
                + ", used=" + used
                + ", leased=" + leased
                + ", hosted=" + hosted
                + ", duty=" + duty
                + (oversubscribed.isEmpty() ? "" : ", oversubscribed=" + oversubscribed)
                + "]";
    }
}
