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
 * {@code leased} is contained in what the agent has.
 *
 * @param info empty while nothing is known of the agent
 * @param incarnation the number of its latest registration; 0 before the first
 * @param bootId the boot of its machine at its latest registration
 * @param since when its presence was last decided
 * @param used what non-terminal tasks hold
 * @param leased what offers hold
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
        Resources leased) {
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

    /** All it has; nothing while nothing is known of it. */
    public Resources total() {
        return info.map(AgentInfo::resources).orElse(Resources.empty());
    }

    /**
     * What neither tasks nor offers hold. An agent that came back smaller than what its tasks hold has nothing available,
     * not even of a resource that would suffice.
     */
    public Resources available() {
        return total().minusIfContained(used)
                .flatMap(rest -> rest.minusIfContained(leased))
                .orElse(Resources.empty());
    }
}
