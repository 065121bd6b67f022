package io.boreas.testcluster.bench.placement;

import com.netflix.fenzo.ConstraintEvaluator;
import com.netflix.fenzo.TaskRequest;
import com.netflix.fenzo.TaskScheduler;
import com.netflix.fenzo.VMAssignmentResult;
import com.netflix.fenzo.VMTaskFitnessCalculator;
import com.netflix.fenzo.VirtualMachineLease;
import com.netflix.fenzo.plugins.BinPackingFitnessCalculators;
import com.netflix.fenzo.plugins.HostAttrValueConstraint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.mesos.Protos;

/**
 * Netflix Fenzo with its packing by cpus and memory, on the tasks of our benchmark. The clock covers what a framework does in a
 * round: what is left of the hosts of the last round is offered again, tasks are scheduled, and the assigner is called for each.
 */
public final class FenzoPeer {
    private FenzoPeer() {}

    public static void main(String[] arguments) {
        int agents = 1_000;
        int tasks = 5_000;
        int batch = 1_000;
        int runs = 3;
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            int value = Integer.parseInt(arguments[i + 1]);
            switch (arguments[i]) {
                case "--agents" -> agents = value;
                case "--tasks" -> tasks = value;
                case "--batch" -> batch = value;
                case "--runs" -> runs = value;
                default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
        }
        for (var shape : List.of(Workload.Shape.NONE, Workload.Shape.RACK)) {
            var workload = new Workload(agents, shape, tasks);
            var rates = new double[runs];
            int used = 0;
            for (int run = -1; run < runs; run++) {
                var outcome = run(workload, batch);
                outcome.check(workload);
                used = outcome.agentsUsed();
                if (run >= 0) {
                    rates[run] = outcome.perSecond();
                }
            }
            Arrays.sort(rates);
            System.out.printf(
                    Locale.ROOT,
                    "fenzo %-5s %6d agents, rounds of %d: %,.0f (%,.0f-%,.0f, n=%d)/s by the clock; agents used by the first %d tasks: %d%n",
                    shape,
                    agents,
                    batch,
                    rates[runs / 2],
                    rates[0],
                    rates[runs - 1],
                    runs,
                    tasks,
                    used);
        }
        System.exit(0); // Fenzo's threads do not end
    }

    private static Outcome run(Workload workload, int batch) {
        var scheduler = new TaskScheduler.Builder()
                .withLeaseOfferExpirySecs(1_000_000)
                .withLeaseRejectAction(lease -> {})
                .disableShortfallEvaluation()
                .withFitnessCalculator(BinPackingFitnessCalculators.cpuMemBinPacker)
                .build();
        var cpus = workload.cpusOfAgents();
        var mem = workload.memOfAgents();
        var leases = new ArrayList<VirtualMachineLease>();
        for (int agent = 0; agent < workload.agents; agent++) {
            leases.add(new Left(agent, 0, cpus[agent], mem[agent]));
        }
        scheduler.scheduleOnce(List.of(), leases);
        leases.clear();
        var agentOf = new int[workload.count];
        var watch = new Stopwatch();
        for (int from = 0; from < workload.count; from += batch) {
            var tasks = new ArrayList<Wish>();
            for (int task = from; task < Math.min(from + batch, workload.count); task++) {
                tasks.add(new Wish(workload, task));
            }
            var result = scheduler.scheduleOnce(tasks, List.copyOf(leases));
            if (!result.getExceptions().isEmpty()) {
                throw new IllegalStateException(result.getExceptions().get(0));
            }
            leases.clear();
            for (VMAssignmentResult host : result.getResultMap().values()) {
                int agent = Integer.parseInt(host.getHostname().substring(1));
                for (var assigned : host.getTasksAssigned()) {
                    var wish = (Wish) assigned.getRequest();
                    scheduler.getTaskAssigner().call(wish, host.getHostname());
                    cpus[agent] -= workload.cpusMilli[wish.task];
                    mem[agent] -= workload.memMb[wish.task];
                    agentOf[wish.task] = agent;
                    wish.placed = true;
                }
                leases.add(new Left(agent, from + batch, cpus[agent], mem[agent]));
            }
            if (!tasks.stream().allMatch(wish -> wish.placed)) {
                throw new IllegalStateException("a task was not placed");
            }
        }
        var outcome = watch.stop(agentOf);
        scheduler.shutdown();
        return outcome;
    }

    /** What is left of a host. */
    private static final class Left implements VirtualMachineLease {
        private final int agent;
        private final String id;
        private final double cpus;
        private final double mem;

        Left(int agent, int round, int cpusMilli, int memMb) {
            this.agent = agent;
            this.id = agent + "@" + round;
            this.cpus = cpusMilli / 1_000.0;
            this.mem = memMb;
        }

        @Override
        public String getId() {
            return id;
        }

        @Override
        public long getOfferedTime() {
            return System.currentTimeMillis();
        }

        @Override
        public String hostname() {
            return "h" + agent;
        }

        @Override
        public String getVMID() {
            return hostname();
        }

        @Override
        public double cpuCores() {
            return cpus;
        }

        @Override
        public double memoryMB() {
            return mem;
        }

        @Override
        public double networkMbps() {
            return 0;
        }

        @Override
        public double diskMB() {
            return 0;
        }

        @Override
        public List<Range> portRanges() {
            return List.of();
        }

        @Override
        public Protos.Offer getOffer() {
            return null;
        }

        @Override
        public Map<String, Protos.Attribute> getAttributeMap() {
            // Fenzo asks for names that are null, which Map.of does not bear.
            var attributes = new HashMap<String, Protos.Attribute>();
            attributes.put(
                    "rack",
                    Protos.Attribute.newBuilder()
                            .setName("rack")
                            .setType(Protos.Value.Type.TEXT)
                            .setText(Protos.Value.Text.newBuilder().setValue("r" + Workload.rackOf(agent)))
                            .build());
            return attributes;
        }

        @Override
        public Double getScalarValue(String name) {
            return getScalarValues().get(name);
        }

        @Override
        public Map<String, Double> getScalarValues() {
            return Map.of("cpus", cpus, "mem", mem);
        }
    }

    /** A task that is to be placed. */
    private static final class Wish implements TaskRequest {
        final int task;
        boolean placed;
        private final Workload workload;
        private final List<ConstraintEvaluator> constraints;
        private AssignedResources assigned;

        Wish(Workload workload, int task) {
            this.workload = workload;
            this.task = task;
            int rack = workload.rack[task];
            this.constraints = rack < 0 ? List.of() : List.of(new HostAttrValueConstraint("rack", any -> "r" + rack));
        }

        @Override
        public String getId() {
            return "t" + task;
        }

        @Override
        public String taskGroupName() {
            return "";
        }

        @Override
        public double getCPUs() {
            return workload.cpusMilli[task] / 1_000.0;
        }

        @Override
        public double getMemory() {
            return workload.memMb[task];
        }

        @Override
        public double getNetworkMbps() {
            return 0;
        }

        @Override
        public double getDisk() {
            return 0;
        }

        @Override
        public int getPorts() {
            return 0;
        }

        @Override
        public Map<String, Double> getScalarRequests() {
            return Map.of();
        }

        @Override
        public Map<String, NamedResourceSetRequest> getCustomNamedResources() {
            return Map.of();
        }

        @Override
        public List<? extends ConstraintEvaluator> getHardConstraints() {
            return constraints;
        }

        @Override
        public List<? extends VMTaskFitnessCalculator> getSoftConstraints() {
            return List.of();
        }

        @Override
        public void setAssignedResources(AssignedResources resources) {
            assigned = resources;
        }

        @Override
        public AssignedResources getAssignedResources() {
            return assigned;
        }
    }
}
