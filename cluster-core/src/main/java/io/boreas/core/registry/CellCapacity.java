package io.boreas.core.registry;

import io.boreas.core.agent.Agent;
import io.boreas.core.agent.Presence;
import io.boreas.core.agent.Task;
import io.boreas.core.agent.Work;
import io.boreas.core.allocator.Quota;
import io.boreas.core.allocator.QuotaCheck;
import io.boreas.core.allocator.QuotaProblem;
import io.boreas.core.id.Owner;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a cell has and who has it, counted from its agents' ledgers: no soft state decides whether a quota can be set. What may be
 * taken back does not count; what is reserved counts for its role whether it is used or not. Source: Mesos, {@code UPDATE_QUOTA}.
 */
public final class CellCapacity {
    private final TreeMap<String, Long> total = new TreeMap<>();
    private final TreeMap<Role, TreeMap<String, Long>> held = new TreeMap<>();

    private CellCapacity() {}

    /** The capacity of these agents, those that do not take part left out. */
    public static CellCapacity of(Iterable<Agent> agents) {
        var capacity = new CellCapacity();
        for (var agent : agents) {
            if (agent.presence() == Presence.REGISTERED) {
                capacity.add(agent);
            }
        }
        return capacity;
    }

    private void add(Agent agent) {
        var has = agent.total();
        add(total, has);
        has.reservations().forEach(this::hold);
        agent.tasks().forEachValue(task -> {
            if (task.isLive()) {
                role(agent, task).ifPresent(role -> hold(role, task.resources().unreserved()));
            }
        });
        agent.hosted()
                .executors()
                .forEachValue(executor ->
                        hold(executor.role(), executor.executor().resources().unreserved()));
    }

    private static Optional<Role> role(Agent agent, Task task) {
        return switch (task.owner()) {
            case Owner.Framework framework -> agent.hosted().work(task.id()).map(Work::role);
            case Owner.JobInstance(var job, int instance) -> Role.ofJob(job.role());
        };
    }

    private void hold(Role role, Resources resources) {
        add(held.computeIfAbsent(role, any -> new TreeMap<>()), resources);
    }

    private static void add(TreeMap<String, Long> sum, Resources resources) {
        resources.nonRevocable().scalars().forEach((name, milli) -> sum.merge(name, milli, Long::sum));
    }

    /** What there is, in thousandths by name. */
    public SortedMap<String, Long> total() {
        return total;
    }

    /** What a role and all below it have, in thousandths by name. */
    public SortedMap<String, Long> consumed(Role role) {
        var sum = new TreeMap<String, Long>();
        held.forEach((other, amounts) -> {
            if (other.equals(role) || other.isStrictChildOf(role)) {
                amounts.forEach((name, milli) -> sum.merge(name, milli, Long::sum));
            }
        });
        return sum;
    }

    /** What of these changes could not be kept now. */
    public List<QuotaProblem> problems(Registry registry, SortedMap<Role, Quota> changes) {
        return QuotaCheck.unkept(
                RoleRules.updated(registry.quotas(), changes),
                changes.keySet(),
                role -> Map.copyOf(consumed(role)),
                total);
    }
}
