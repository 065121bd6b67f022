package io.boreas.testcluster.sim.check;

import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.id.AgentId;
import io.boreas.core.machine.Batch;
import io.boreas.core.resource.Resources;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * I1: on each agent, what live tasks use and offers lease is contained in what the agent has, at every commit; no port is given
 * twice. Sums are made anew from tasks and leases.
 */
public final class NoDoublePromise implements Checker {
    private final DurableCell cell;
    private final Set<AgentId> changed = new LinkedHashSet<>();

    public NoDoublePromise(DurableCell cell) {
        this.cell = cell;
    }

    @Override
    public String property() {
        return "I1 no double promise";
    }

    @Override
    public void agentsDurable(int group, Batch<AgentId, AgentEvent> batch) {
        batch.events().forEach(recorded -> changed.add(recorded.aggregate()));
    }

    @Override
    public void afterEvent() {
        changed.forEach(id -> cell.agent(id).ifPresent(this::check));
        changed.clear();
    }

    private void check(Agent agent) {
        var used = Resources.empty();
        var ports = new HashSet<Integer>();
        for (var task : agent.tasks().values()) {
            if (!task.isLive()) {
                continue;
            }
            used = used.plus(task.resources());
            for (int port : task.ports().values()) {
                require(ports.add(port), "agent %s gave port %d twice, once to %s", agent.id(), port, task.id());
                require(
                        task.resources().ports().contains(port),
                        "%s uses port %d and does not hold it",
                        task.id(),
                        port);
            }
            require(
                    task.resources().ports().size() == task.ports().size(),
                    "%s holds ports %s and uses %s",
                    task.id(),
                    task.resources().ports(),
                    task.ports());
        }
        var leased = Resources.empty();
        for (var lease : agent.leases().values()) {
            leased = leased.plus(lease.resources().unallocate());
        }
        require(
                used.equals(agent.used()),
                "agent %s counts %s used, its tasks hold %s",
                agent.id(),
                agent.used(),
                used);
        require(
                leased.equals(agent.leased()),
                "agent %s counts %s leased, its leases hold %s",
                agent.id(),
                agent.leased(),
                leased);
        require(
                agent.total().contains(used.plus(leased)),
                "agent %s has %s, and promised %s to tasks and %s to offers",
                agent.id(),
                agent.total(),
                used,
                leased);
    }
}
