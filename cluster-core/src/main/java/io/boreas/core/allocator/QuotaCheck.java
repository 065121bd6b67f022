package io.boreas.core.allocator;

import io.boreas.core.resource.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Whether quotas fit each other: a guarantee within its limit, a child's within those of the roles above. A role above
 * binds only for resources it names.
 */
public final class QuotaCheck {
    private final SortedMap<Role, Quota> quotas;
    private final List<QuotaProblem> problems = new ArrayList<>();

    QuotaCheck(SortedMap<Role, Quota> quotas) {
        this.quotas = quotas;
    }

    /** What is wrong with all quotas there are to be, whatever the cell has. */
    public static List<QuotaProblem> structural(SortedMap<Role, Quota> quotas) {
        return List.copyOf(new QuotaCheck(quotas).structure());
    }

    /**
     * What the cell could not keep now of all quotas there are to be.
     *
     * @param consumed what a role and all below it have, in thousandths by name
     */
    public static List<QuotaProblem> unkept(
            SortedMap<Role, Quota> quotas,
            Iterable<Role> changed,
            Function<Role, Map<String, Long>> consumed,
            Map<String, Long> total) {
        return List.copyOf(new QuotaCheck(quotas).capacity(changed, consumed, total));
    }

    /** What is wrong in itself, whatever the cell has. */
    List<QuotaProblem> structure() {
        quotas.forEach((role, quota) -> {
            quota.guarantees().forEach((name, guarantee) -> {
                var limit = quota.limits().get(name);
                if (limit != null && guarantee > limit) {
                    problems.add(new QuotaProblem.GuaranteeOverLimit(role, name, guarantee, limit));
                }
            });
            role.ancestors().forEach(ancestor -> within(role, quota, ancestor));
            quota.guarantees().forEach((name, guarantee) -> {
                long children = below(role, name);
                if (children > guarantee) {
                    problems.add(new QuotaProblem.ChildrenOverGuarantee(role, name, children, guarantee));
                }
            });
        });
        return problems;
    }

    /** What the cell cannot keep now. */
    List<QuotaProblem> capacity(
            Iterable<Role> changed, Function<Role, Map<String, Long>> consumed, Map<String, Long> total) {
        for (var role : changed) {
            var has = consumed.apply(role);
            quotas.getOrDefault(role, Quota.NONE).limits().forEach((name, limit) -> {
                long held = has.getOrDefault(name, 0L);
                if (held > limit) {
                    problems.add(new QuotaProblem.ConsumedOverLimit(role, name, held, limit));
                }
            });
        }
        var names = new TreeSet<String>();
        quotas.values().forEach(quota -> names.addAll(quota.guarantees().keySet()));
        for (var name : names) {
            long sum = sum(role -> true, name);
            long capacity = total.getOrDefault(name, 0L);
            if (sum > capacity) {
                for (var role : changed) {
                    problems.add(new QuotaProblem.OverCapacity(role, name, sum, capacity));
                }
            }
        }
        return problems;
    }

    private void within(Role role, Quota quota, Role ancestor) {
        quotas.getOrDefault(ancestor, Quota.NONE).limits().forEach((name, limit) -> {
            long wanted = Math.max(
                    quota.limits().getOrDefault(name, 0L), quota.guarantees().getOrDefault(name, 0L));
            if (wanted > limit) {
                problems.add(new QuotaProblem.OverAncestorLimit(role, ancestor, name, wanted, limit));
            }
        });
    }

    private long below(Role parent, String name) {
        return sum(role -> role.isStrictChildOf(parent), name);
    }

    /** Guarantees of the uppermost roles among these: what is guaranteed below counts in them. */
    private long sum(Function<Role, Boolean> among, String name) {
        var counted = new TreeMap<Role, Long>();
        quotas.forEach((role, quota) -> {
            var guarantee = quota.guarantees().get(name);
            if (guarantee != null && among.apply(role)) {
                counted.put(role, guarantee);
            }
        });
        long sum = 0;
        for (var entry : counted.entrySet()) {
            if (entry.getKey().ancestors().stream().noneMatch(counted::containsKey)) {
                sum += entry.getValue();
            }
        }
        return sum;
    }
}
