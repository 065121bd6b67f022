package io.boreas.testcluster.sim.check;

import io.boreas.core.agent.Agent;
import io.boreas.core.agent.Presence;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkMachine;
import io.boreas.core.framework.Phase;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.Constraint;
import io.boreas.core.job.InstanceTask;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobKind;
import io.boreas.core.job.JobSpec;
import io.boreas.core.job.ScheduleStatus;
import io.boreas.core.link.TaskReport;
import io.boreas.core.scheduler.Amounts;
import io.boreas.core.task.TaskState;
import io.boreas.testcluster.sim.Rules;
import io.boreas.testcluster.sim.SimSettings;
import io.boreas.testcluster.sim.agent.SimAgent;
import io.boreas.testcluster.sim.cell.SimMaster;
import io.boreas.testcluster.sim.client.SimClient;
import io.boreas.testcluster.sim.client.SimScheduler;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Once nothing goes wrong any more the cell comes to rest, whatever soft state was lost (I7): every client is answered; every wanted
 * instance runs exactly once, or waits because no agent can take it; what was stopped is gone; ledgers say what agents run; schedulers
 * know of the tasks that run, and of no others; no offer is left that nobody answers; nothing is owed.
 */
public final class Progress {
    public static final String PROPERTY = "I7 progress";

    private final Checkers checkers;
    private final Rules rules;
    private final SimSettings settings;
    private final SimMaster master;
    private final List<SimAgent> agents;
    private final SimClient client;
    private final List<SimScheduler> schedulers;

    public Progress(
            Checkers checkers,
            Rules rules,
            SimSettings settings,
            SimMaster master,
            List<SimAgent> agents,
            SimClient client,
            List<SimScheduler> schedulers) {
        this.checkers = checkers;
        this.rules = rules;
        this.settings = settings;
        this.master = master;
        this.agents = List.copyOf(agents);
        this.client = client;
        this.schedulers = List.copyOf(schedulers);
    }

    /** What is not as it should be in the end; nothing if all is. */
    public Optional<String> missing() {
        if (!master.isIdle()) {
            return Optional.of("a group is writing or replaying");
        }
        if (!client.unanswered().isEmpty()) {
            return Optional.of("not answered: " + client.unanswered());
        }
        return missingOnAgents()
                .or(this::missingInJobs)
                .or(this::missingInFrameworks)
                .or(this::missingAnywhere)
                .or(this::missingDesired)
                .or(this::owedBySoftState);
    }

    /** Who asks for offers is made some, as long as there is something to offer: what an allocator has forgotten it learns again. */
    public Optional<String> missingOffers() {
        if (!master.isIdle()) {
            return Optional.of("a group is writing or replaying");
        }
        boolean anything = settings.limit().isEmpty()
                && agents.stream()
                        .filter(agent -> !agent.isDead())
                        .flatMap(agent -> checkers.cell().agent(agent.id()).stream())
                        .anyMatch(agent -> agent.isOffering()
                                && agent.leases().isEmpty()
                                && agent.available().cpusMilli() > 0);
        return schedulers.stream()
                .filter(scheduler -> anything && scheduler.isSubscribed() && !scheduler.wasOffered())
                .map(scheduler -> scheduler.id() + " asks for offers, and is made none")
                .findFirst();
    }

    private Optional<String> missingOnAgents() {
        for (var agent : agents) {
            var ledger = checkers.cell().agent(agent.id());
            if (agent.isDead()) {
                var differs = ledger.flatMap(known -> missingOnDead(known));
                if (differs.isPresent()) {
                    return differs;
                }
                continue;
            }
            if (ledger.isEmpty() || ledger.get().presence() != Presence.REGISTERED) {
                return Optional.of(agent.id() + " is not registered");
            }
            if (agent.incarnation() != ledger.get().incarnation()) {
                return Optional.of(agent.id() + " is welcomed as " + agent.incarnation() + ", its ledger is at "
                        + ledger.get().incarnation());
            }
            var differs = missingOn(agent, ledger.get());
            if (differs.isPresent()) {
                return differs;
            }
        }
        return Optional.empty();
    }

    /** An agent that never returns is given up, and everybody knows. */
    private static Optional<String> missingOnDead(Agent ledger) {
        if (ledger.presence() != Presence.UNREACHABLE) {
            return Optional.of(ledger.id() + " is gone, and is " + ledger.presence());
        }
        for (var task : ledger.tasks().values()) {
            if (task.state() != TaskState.UNREACHABLE || !task.notices().isEmpty()) {
                return Optional.of("on " + ledger.id() + ", which is gone, a task is not given up: " + task);
            }
        }
        return Optional.empty();
    }

    private Optional<String> missingOn(SimAgent agent, Agent ledger) {
        var known = new TreeSet<TaskId>();
        for (var task : ledger.tasks().values()) {
            if (task.state() != TaskState.RUNNING
                    || task.kill().isPresent()
                    || !task.notices().isEmpty()) {
                return Optional.of("on " + agent.id() + " a task is not settled: " + task);
            }
            known.add(task.id());
        }
        if (!ledger.leases().isEmpty()) {
            return Optional.of("on " + agent.id() + " offers are left that nobody will answer: " + ledger.leases());
        }
        if (!known.equals(agent.machine().running())) {
            return Optional.of(agent.id() + " runs " + agent.machine().running() + ", its ledger has " + known);
        }
        var held = agent.tasks().stream().map(TaskReport::task).collect(Collectors.toCollection(TreeSet::new));
        if (!known.equals(held) || !agent.unacknowledged().isEmpty()) {
            return Optional.of(agent.id() + " holds " + agent.tasks() + " and waits for the word on "
                    + agent.unacknowledged() + ", its ledger has " + known);
        }
        return Optional.empty();
    }

    private Optional<String> missingInJobs() {
        for (var job : checkers.cell().allJobs()) {
            if (!rules.jobs().outstanding(job).isEmpty() || !job.owedKills().isEmpty()) {
                return Optional.of(job.key() + " is owed " + rules.jobs().outstanding(job) + job.owedKills());
            }
            for (var run : job.active().values()) {
                var differs = missingOf(job, run);
                if (differs.isPresent()) {
                    return differs;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> missingInFrameworks() {
        for (var framework : checkers.cell().allFrameworks()) {
            if (FrameworkMachine.owes(framework)) {
                return Optional.of(framework.id() + " is still to tell groups of agents something");
            }
            for (var task : framework.tasks().values()) {
                boolean settled = task.latest().state() == TaskState.RUNNING
                        || task.latest().state() == TaskState.UNREACHABLE;
                if (framework.isAlive() && (!settled || !task.pending().isEmpty())) {
                    return Optional.of("a task of " + framework.id() + " is not settled: " + task);
                }
            }
        }
        for (var scheduler : schedulers) {
            var differs = missingAt(scheduler);
            if (differs.isPresent()) {
                return differs;
            }
        }
        return Optional.empty();
    }

    private Optional<String> missingAt(SimScheduler scheduler) {
        var framework = checkers.cell().framework(scheduler.id());
        if (scheduler.isOver()) {
            return framework
                    .filter(Framework::isAlive)
                    .map(alive -> scheduler.id() + " is over, and is " + alive.phase());
        }
        if (!scheduler.isSubscribed()
                || framework.filter(known -> known.phase() == Phase.CONNECTED).isEmpty()) {
            return Optional.of(scheduler.id() + " is not subscribed");
        }
        var there = new TreeSet<TaskId>();
        var known = framework.orElseThrow();
        known.tasks().forEachValue(task -> {
            // What an agent that is gone may still run is lost to frameworks that know no partitions.
            if (task.latest().state() == TaskState.RUNNING || known.isPartitionAware()) {
                there.add(task.run().task());
            }
        });
        return scheduler.tasks().equals(there)
                ? Optional.empty()
                : Optional.of(
                        scheduler.id() + " has tasks " + there + ", its scheduler believes in " + scheduler.tasks());
    }

    /** Agents run what jobs and frameworks count, and nothing else. */
    private Optional<String> missingAnywhere() {
        var counted = new HashSet<TaskId>();
        for (var job : checkers.cell().allJobs()) {
            for (var run : job.active().values()) {
                if (run.status() == ScheduleStatus.RUNNING) {
                    counted.add(run.id());
                }
            }
        }
        for (var framework : checkers.cell().allFrameworks()) {
            framework.tasks().forEachValue(task -> {
                if (framework.isAlive() && task.latest().state() == TaskState.RUNNING) {
                    counted.add(task.run().key());
                }
            });
        }
        Set<TaskId> running = agents.stream()
                .flatMap(agent -> agent.machine().running().stream())
                .collect(Collectors.toSet());
        return running.equals(counted)
                ? Optional.empty()
                : Optional.of("agents run " + running + ", jobs and frameworks count " + counted);
    }

    private Optional<String> missingOf(Job job, InstanceTask run) {
        var spec = job.spec().orElseThrow();
        switch (run.status()) {
            case RUNNING -> {
                boolean there = run.placement()
                        .flatMap(place -> checkers.cell().agent(place.agent()))
                        .flatMap(agent -> agent.tasks().get(run.id()))
                        .isPresent();
                if (!there || spec.kind() == JobKind.AD_HOC) {
                    return Optional.of(run.id() + " is RUNNING, " + (there ? "and is to end" : "and is on no agent"));
                }
            }
            case PENDING -> {
                var fit = agents.stream()
                        .filter(agent -> !agent.isDead())
                        .map(SimAgent::id)
                        .filter(id -> canTake(id, job, spec, run))
                        .findFirst();
                if (fit.isPresent()) {
                    return Optional.of(run.id() + " waits, and " + fit.get() + " could take it");
                }
                if (!master.plannerKnowsOf(job.key(), run.id())) {
                    return Optional.of(run.id() + " waits, and the planner does not know");
                }
            }
            default -> {
                return Optional.of(run.id() + " is still " + run.status());
            }
        }
        return Optional.empty();
    }

    /** Whether an agent has room for one more of a job, and its attributes satisfy the job. */
    private boolean canTake(AgentId id, Job job, JobSpec spec, InstanceTask run) {
        var agent = checkers.cell().agent(id).orElseThrow();
        var free = Amounts.of(agent.available());
        var needs = Amounts.of(run.spec());
        return free.cpusMilli() >= needs.cpusMilli()
                && free.memMilli() >= needs.memMilli()
                && free.diskMilli() >= needs.diskMilli()
                && free.ports() >= needs.ports()
                && spec.constraints().entrySet().stream()
                        .allMatch(entry -> satisfies(id, job, entry.getKey(), entry.getValue()));
    }

    private boolean satisfies(AgentId id, Job job, String attribute, Constraint constraint) {
        var value = attribute(id, attribute);
        return switch (constraint) {
            case Constraint.Values(boolean negated, var values) -> values.contains(value) != negated;
            case Constraint.Limit(int max) -> {
                int there = 0;
                for (var other : job.active().values()) {
                    if (other.status() != ScheduleStatus.PENDING
                            && other.placement().isPresent()
                            && attribute(other.placement().get().agent(), attribute)
                                    .equals(value)) {
                        there++;
                    }
                }
                yield there < max;
            }
        };
    }

    private String attribute(AgentId id, String name) {
        return checkers.cell()
                .agent(id)
                .flatMap(Agent::info)
                .flatMap(info -> info.attributes().first(name))
                .map(Object::toString)
                .orElse("");
    }

    private Optional<String> missingDesired() {
        for (var key : checkers.desired().services()) {
            var instances = new TreeSet<Integer>();
            checkers.cell().job(key).ifPresent(job -> job.active().forEach(entry -> instances.add(entry.getKey())));
            if (!instances.equals(checkers.desired().of(key))) {
                return Optional.of("of " + key + " instances "
                        + checkers.desired().of(key) + " are wanted, and " + instances + " are there");
            }
        }
        return Optional.empty();
    }

    private Optional<String> owedBySoftState() {
        if (master.owing() > 0) {
            return Optional.of(master.owing() + " tasks are still owed something");
        }
        return master.choicesInFlight() > 0
                ? Optional.of("the planner waits for word on " + master.choicesInFlight() + " choices")
                : Optional.empty();
    }
}
