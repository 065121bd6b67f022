package io.boreas.testcluster.sim.check;

import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.Presence;
import io.boreas.core.agent.Task;
import io.boreas.core.id.AgentId;
import io.boreas.core.machine.Batch;
import io.boreas.core.resource.Role;
import io.boreas.testcluster.sim.SimSettings;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * No offer takes a role beyond the limit of its quota: with it, what the role is offered and what its tasks hold is at most that. What runs on an agent
 * that was away is not counted: it did not count for a while, and comes back whatever was offered since.
 *
 * <p>One allocator keeps it, whose grants arrive before it gives them up. So it is not asked of a run in which there may be two, or in which a message
 * may take longer than that.
 */
public final class LimitsHold implements Checker {
    private final DurableCell cell;
    private final SimSettings settings;
    private final boolean asked;
    private final Set<AgentId> wasAway = new HashSet<>();
    private final Set<Role> leased = new LinkedHashSet<>();

    /** @param asked whether it is to hold in this run */
    public LimitsHold(DurableCell cell, SimSettings settings, boolean asked) {
        this.cell = cell;
        this.settings = settings;
        this.asked = asked;
    }

    @Override
    public String property() {
        return "limits hold";
    }

    @Override
    public void agentsDurable(int group, Batch<AgentId, AgentEvent> batch) {
        for (var recorded : batch.events()) {
            switch (recorded.event()) {
                case AgentEvent.BecameUnreachable lost -> wasAway.add(recorded.aggregate());
                case AgentEvent.Leased(var lease) -> leased.add(lease.role());
                default -> {}
            }
        }
    }

    @Override
    public void afterEvent() {
        if (asked) {
            settings.limit().ifPresent(limit -> leased.forEach(role -> check(role, limit)));
        }
        leased.clear();
    }

    private void check(Role role, long limit) {
        long has = 0;
        for (var agent : cell.allAgents()) {
            if (agent.presence() == Presence.REGISTERED && !wasAway.contains(agent.id())) {
                has += cpusMilli(agent, role);
            }
        }
        require(has <= limit, "role %s has or is offered %d thousandths of a CPU, and may have %d", role, has, limit);
    }

    private static long cpusMilli(Agent agent, Role role) {
        long cpus = 0;
        for (var lease : agent.leases().values()) {
            cpus += lease.role().equals(role) ? lease.resources().cpusMilli() : 0;
        }
        for (var work : agent.hosted().works().values()) {
            boolean live = agent.tasks().get(work.key()).filter(Task::isLive).isPresent();
            cpus += live && work.role().equals(role) ? work.resources().cpusMilli() : 0;
        }
        return cpus;
    }
}
