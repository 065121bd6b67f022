package io.boreas.agent.isolation;

import io.boreas.core.task.ResourceLimits.Limit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cores by control groups: shares by which those who want more than there is divide it, and, if that is wanted, a quota that
 * nobody exceeds even where there is more. Cores that may be taken back have a hundredth of the shares of others. Source: Mesos,
 * {@code cgroups/cpu} and {@code --revocable_cpu_low_priority}; shares as weights: OCI.
 *
 * @param accounting the tree that counts in version 1
 * @param quota whether tasks that say nothing of it have what they are promised as a quota
 */
record CgroupCpu(Hierarchy hierarchy, Optional<Hierarchy> accounting, boolean quota) implements Isolator {
    static final String NAME = "cgroups/cpu";

    private static final long SHARES_PER_CORE = 1_024;
    private static final long SHARES_PER_REVOCABLE_CORE = 10;
    private static final long SHARES_LEAST = 2;
    private static final long SHARES_MAX = 262_144;
    private static final long PERIOD_MICROS = 100_000;
    private static final long QUOTA_MICROS_LEAST = 1_000;
    private static final long CORES_MILLI_MAX = 1_000_000;
    private static final long WEIGHT_MAX = 10_000;
    private static final long WEIGHT_PER_CORE = 100;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Hierarchy> hierarchies() {
        var all = new ArrayList<Hierarchy>();
        all.add(hierarchy);
        accounting.filter(other -> !other.home().equals(hierarchy.home())).ifPresent(all::add);
        return all;
    }

    /**
     * Gives the groups above those of tasks the weight of all cores: without that, all tasks together would have that of a single
     * process beside them.
     */
    CgroupCpu weighted(int cores) throws IOException {
        long shares = Math.clamp(cores * SHARES_PER_CORE, SHARES_LEAST, SHARES_MAX);
        for (var group : hierarchy.above()) {
            if (hierarchy.unified()) {
                Hierarchy.write(
                        group.resolve("cpu.weight"), Long.toString(Math.min(WEIGHT_MAX, cores * WEIGHT_PER_CORE)));
            } else {
                Hierarchy.write(group.resolve("cpu.shares"), Long.toString(shares));
            }
        }
        return this;
    }

    @Override
    public void limit(String task, Limits limits) throws IOException {
        long perCore = limits.revocable() ? SHARES_PER_REVOCABLE_CORE : SHARES_PER_CORE;
        long shares = Math.clamp(limits.cpusMilli() * perCore / 1_000, SHARES_LEAST, SHARES_MAX);
        var most = limits.cpusMax().or(() -> quota ? Optional.of(new Limit(limits.cpusMilli())) : Optional.empty());
        if (hierarchy.unified()) {
            hierarchy.write(task, "cpu.weight", weight(shares));
            if (most.isPresent()) {
                hierarchy.write(task, "cpu.max", micros(most.get(), "max") + " " + PERIOD_MICROS);
            }
            return;
        }
        hierarchy.write(task, "cpu.shares", shares);
        if (most.isPresent()) {
            hierarchy.write(task, "cpu.cfs_period_us", PERIOD_MICROS);
            hierarchy.write(task, "cpu.cfs_quota_us", micros(most.get(), "-1"));
        }
    }

    /** What it may have of each period, in microseconds; as many cores as no machine has are no limit. */
    private static String micros(Limit most, String unlimited) {
        return most.isUnlimited() || most.milli() > CORES_MILLI_MAX
                ? unlimited
                : Long.toString(Math.max(QUOTA_MICROS_LEAST, most.milli() * PERIOD_MICROS / 1_000));
    }

    /** Of 1 to 10,000, as shares are of 2 to 262,144. */
    static long weight(long shares) {
        return 1 + (shares - SHARES_LEAST) * (WEIGHT_MAX - 1) / (SHARES_MAX - SHARES_LEAST);
    }

    @Override
    public Usage measure(String task, Usage usage) throws IOException {
        if (hierarchy.unified()) {
            return usage.withCpu(
                    1_000 * hierarchy.number(task, "cpu.stat", "usage_usec"),
                    1_000 * hierarchy.number(task, "cpu.stat", "throttled_usec"));
        }
        long used = accounting.isPresent() ? accounting.get().number(task, "cpuacct.usage") : -1;
        return usage.withCpu(used, hierarchy.number(task, "cpu.stat", "throttled_time"));
    }
}
