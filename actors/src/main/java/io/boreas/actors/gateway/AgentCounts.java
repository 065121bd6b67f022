package io.boreas.actors.gateway;

import io.boreas.actors.group.BetweenMasters;
import io.boreas.core.agent.Presence;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.resource.Resources;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many agents there are, and what they have.
 *
 * @param presences agents by presence; without those that none has
 * @param linked agents that have a link
 * @param total what registered agents have, with what they offer beyond that
 * @param used what of it is promised
 */
public record AgentCounts(SortedMap<Presence, Long> presences, long linked, Sum total, Sum used)
        implements BetweenMasters {
    public AgentCounts {
        presences = Collections.unmodifiableSortedMap(new TreeMap<>(presences));
    }

    /**
     * Amounts of many agents, in thousandths: of cores, of MB, of devices.
     *
     * @param cpus but for those that may be taken back, as all that do not say so
     */
    public record Sum(long cpus, long mem, long disk, long gpus, long revocableCpus, long revocableMem) {
        static final Sum NONE = new Sum(0, 0, 0, 0, 0, 0);

        Sum plus(Resources resources) {
            var firm = resources.nonRevocable();
            var revocable = resources.revocable();
            return plus(new Sum(
                    firm.cpusMilli(),
                    firm.memMilli(),
                    firm.diskMilli(),
                    firm.gpusMilli(),
                    revocable.cpusMilli(),
                    revocable.memMilli()));
        }

        Sum plus(Sum other) {
            return new Sum(
                    cpus + other.cpus,
                    mem + other.mem,
                    disk + other.disk,
                    gpus + other.gpus,
                    revocableCpus + other.revocableCpus,
                    revocableMem + other.revocableMem);
        }
    }

    /** Counts agents. */
    public static AgentCounts of(Collection<AgentView> views) {
        var presences = new TreeMap<Presence, Long>();
        long linked = 0;
        var total = Sum.NONE;
        var used = Sum.NONE;
        for (var view : views) {
            var agent = view.agent();
            presences.merge(agent.presence(), 1L, Long::sum);
            linked += view.linked() ? 1 : 0;
            if (agent.presence() == Presence.REGISTERED) {
                total = total.plus(agent.info().map(AgentInfo::resources).orElse(Resources.empty()))
                        .plus(agent.oversubscribed());
                used = used.plus(agent.used());
            }
        }
        return new AgentCounts(presences, linked, total, used);
    }

    /** Both together. */
    public AgentCounts plus(AgentCounts other) {
        var sum = new TreeMap<>(presences);
        other.presences.forEach((presence, count) -> sum.merge(presence, count, Long::sum));
        return new AgentCounts(sum, linked + other.linked, total.plus(other.total), used.plus(other.used));
    }
}
