package io.boreas.testcluster.sim.client;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.Constraint;
import io.boreas.core.job.JobKind;
import io.boreas.core.job.JobSpec;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.TaskSpec;
import io.boreas.testcluster.sim.Chance;
import io.boreas.testcluster.sim.agent.SimMachine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Agents and jobs of a run, drawn so that resources, ports and limits run out now and then. */
public final class Workload {
    private static final long PORTS_FROM = 31_000;

    private final Chance chance;

    public Workload(Chance chance) {
        this.chance = chance;
    }

    public AgentInfo agent(AgentId id) {
        long cpus = chance.between(1, 5) * 1_000L;
        long mem = chance.between(1, 6) * 512_000L;
        var ports = Ranges.of(PORTS_FROM, PORTS_FROM + chance.between(0, 5));
        return new AgentInfo(
                "host-" + id,
                0,
                Attributes.parse("host:" + id + ";rack:r" + chance.between(1, 3)),
                Resources.plain(cpus, mem, 8_000_000, ports),
                "sim");
    }

    /** A job under a key: a service three times out of four. */
    public JobSpec job(JobKey key) {
        boolean service = chance.percent(75);
        return new JobSpec(
                key,
                service ? JobKind.SERVICE : JobKind.AD_HOC,
                chance.between(1, 4),
                task(service),
                constraints(),
                chance.between(0, 2),
                chance.pick(List.of(1, 1, 3, -1)),
                "",
                new TreeMap<>());
    }

    private TaskSpec task(boolean service) {
        SortedSet<String> ports =
                new TreeSet<>(chance.pick(List.of(Set.of(), Set.of("http"), Set.of("http", "admin"))));
        return new TaskSpec(
                service ? "serve" : SimMachine.BATCH,
                List.of(ProcessSpec.of("run", "run")),
                List.of(),
                Resources.plain(chance.between(1, 8) * 250L, chance.between(1, 8) * 64_000L, 64_000, Ranges.empty()),
                ports,
                TaskSpec.MAX_FAILURES_DEFAULT,
                0,
                Duration.ofSeconds(chance.between(1, 6)),
                "",
                new TreeMap<>(),
                LogPolicy.DEFAULT);
    }

    /** What a framework's task runs: two times out of three until it is stopped. */
    TaskSpec command(Resources resources) {
        return new TaskSpec(
                chance.percent(66) ? "serve" : SimMachine.BATCH,
                List.of(ProcessSpec.of("run", "run")),
                List.of(),
                resources,
                new TreeSet<>(),
                TaskSpec.MAX_FAILURES_DEFAULT,
                0,
                Duration.ofSeconds(chance.between(1, 6)),
                "",
                new TreeMap<>(),
                LogPolicy.DEFAULT);
    }

    private SortedMap<String, Constraint> constraints() {
        return switch (chance.between(0, 5)) {
            case 0 -> new TreeMap<>(java.util.Map.of("host", new Constraint.Limit(chance.between(1, 2))));
            case 1 -> new TreeMap<>(java.util.Map.of("rack", new Constraint.Limit(chance.between(1, 2))));
            case 2 ->
                new TreeMap<>(java.util.Map.of(
                        "rack", new Constraint.Values(chance.oneIn(2), new TreeSet<>(Set.of("r1", "r2")))));
            default -> new TreeMap<>();
        };
    }

    /** The keys jobs are created under, of two roles. */
    public List<JobKey> keys(int count) {
        var keys = new ArrayList<JobKey>();
        for (int i = 0; i < count; i++) {
            keys.add(new JobKey(i % 2 == 0 ? "web" : "data", "prod", "job" + i));
        }
        return keys;
    }
}
