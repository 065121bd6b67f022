package io.boreas.testcluster.bench.allocation;

import io.boreas.actors.gateway.RegularExpressions;
import io.boreas.core.allocator.Allocator;
import io.boreas.core.allocator.AllocatorAgent;
import io.boreas.core.allocator.AllocatorFramework;
import io.boreas.core.allocator.AllocatorSettings;
import io.boreas.core.allocator.Grant;
import io.boreas.core.allocator.Quota;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An allocator with agents of 24 cpus, 4 GiB and 1,001 ports, and frameworks dealt out to roles by turns.
 *
 * <p>The agents are those of Mesos's own benchmark. There two thirds of an agent are in use, in 16 pieces of its ports;
 * here that is a choice.
 */
final class Population {
    static final long CPUS_MILLI = 24_000;
    private static final long MEM_MILLI = 4_096_000;
    private static final int PIECES = 16;

    final int agents;
    final int frameworks;
    final int roles;
    final boolean quota;
    final Allocator allocator = new Allocator(AllocatorSettings.DEFAULT, new RegularExpressions());
    private final Resources available;

    Population(int agents, int frameworks, int roles, boolean quota, boolean partlyUsed) {
        this.agents = agents;
        this.frameworks = frameworks;
        this.roles = roles;
        this.quota = quota;
        var total = Resources.plain(CPUS_MILLI, MEM_MILLI, 0, Ranges.of(31_000, 32_000));
        this.available = partlyUsed ? total.minus(used()) : total;
        for (int i = 0; i < agents; i++) {
            allocator.upsertAgent(
                    new AllocatorAgent(new AgentId("agent-" + i), Attributes.none(), total, available, true, 1),
                    List.of());
        }
        for (int i = 0; i < frameworks; i++) {
            allocator.upsertFramework(AllocatorFramework.of(new FrameworkId("framework-" + i), role(i % roles)));
        }
        if (quota) {
            setQuotas();
        }
    }

    /** What of each agent may be granted. */
    Resources available() {
        return available;
    }

    /**
     * Nobody was granted what was not there, every agent was granted, and who asks alike has alike: counted in agents, two
     * frameworks of a role are at most one apart, and so are two roles; with quotas, each is kept.
     *
     * @throws IllegalStateException if not
     */
    void check(List<Grant> grants) {
        var left = new HashMap<AgentId, Resources>();
        var byFramework = new HashMap<FrameworkId, Long>();
        var byRole = new HashMap<Role, Long>();
        for (var grant : grants) {
            left.put(grant.agent(), left.getOrDefault(grant.agent(), available).minus(grant.resources()));
            byFramework.merge(grant.framework(), grant.resources().cpusMilli(), Long::sum);
            byRole.merge(grant.role(), grant.resources().cpusMilli(), Long::sum);
        }
        check(left.size() == agents, "agents granted: " + left.size());
        if (quota) {
            checkQuotas(byRole);
        } else {
            check(left.values().stream().allMatch(Resources::isEmpty), "something is left");
            check(apart(byRole) <= available.cpusMilli(), "roles are apart by " + apart(byRole));
            for (int role = 0; role < roles; role++) {
                var siblings = new HashMap<FrameworkId, Long>();
                for (int i = role; i < frameworks; i += roles) {
                    var id = new FrameworkId("framework-" + i);
                    siblings.put(id, byFramework.getOrDefault(id, 0L));
                }
                check(apart(siblings) <= available.cpusMilli(), "frameworks are apart by " + apart(siblings));
            }
        }
    }

    private void checkQuotas(Map<Role, Long> byRole) {
        allocator.quotas().forEach((role, quotaOfRole) -> {
            long has = byRole.getOrDefault(role, 0L);
            check(has <= quotaOfRole.limits().getOrDefault("cpus", Long.MAX_VALUE), role + " is over its limit");
            boolean anyone = !role.name().equals("absent");
            check(!anyone || has >= quotaOfRole.guarantees().getOrDefault("cpus", 0L), role + " lacks");
        });
        long sum = byRole.values().stream().mapToLong(each -> each).sum();
        long heldBack = heldBack();
        check(sum == agents * available.cpusMilli() - heldBack, "granted in all " + sum + ", held back " + heldBack);
    }

    /**
     * Every other role is guaranteed half of what would be its share, and may have one and a half of it; a tenth of all is
     * held back for a role that nobody is in. No amount is a multiple of an agent.
     */
    private void setQuotas() {
        long all = agents * available.cpusMilli();
        allocator.setQuota(new Role("absent"), quota(heldBack(), Long.MAX_VALUE));
        long share = all / roles;
        for (int i = 0; i < roles; i += 2) {
            allocator.setQuota(role(i), quota(share / 2 + 700, share + share / 2 + 300));
        }
    }

    private long heldBack() {
        return agents * available.cpusMilli() / 10 + 1_500;
    }

    private static Quota quota(long guarantee, long limit) {
        var limits = new TreeMap<String, Long>();
        if (limit < Long.MAX_VALUE) {
            limits.put("cpus", limit);
        }
        return new Quota(new TreeMap<>(Map.of("cpus", guarantee)), limits);
    }

    private static Role role(int number) {
        return new Role("role-" + number);
    }

    private static Resources used() {
        var ports = Ranges.empty();
        for (int i = 0; i < PIECES; i++) {
            ports = ports.union(Ranges.of(31_000 + i * 60L, 31_000 + i * 60L + 29));
        }
        return Resources.plain(16_000, 2_048_000, 0, ports);
    }

    private static long apart(Map<?, Long> amounts) {
        long most = amounts.values().stream().mapToLong(each -> each).max().orElse(0);
        long least = amounts.values().stream().mapToLong(each -> each).min().orElse(0);
        return most - least;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
