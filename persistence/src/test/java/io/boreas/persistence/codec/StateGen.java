package io.boreas.persistence.codec;

import io.boreas.core.agent.Agent;
import io.boreas.core.agent.DestroyedVolumes;
import io.boreas.core.agent.Duty;
import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.agent.Hosted;
import io.boreas.core.agent.HostedExecutor;
import io.boreas.core.agent.Lease;
import io.boreas.core.agent.Presence;
import io.boreas.core.agent.Task;
import io.boreas.core.agent.TaskKeys;
import io.boreas.core.agent.Work;
import io.boreas.core.framework.Claim;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.KnownTask;
import io.boreas.core.framework.Phase;
import io.boreas.core.gen.Gen;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.InstanceTask;
import io.boreas.core.job.Job;
import io.boreas.core.job.ScheduleStatus;
import io.boreas.core.job.StatusChange;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.GroupSnapshot;
import io.boreas.core.machine.OrderedMap;
import io.boreas.core.registry.Registry;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.TaskState;
import java.time.Instant;

/** Draws states, which need not be reachable ones. */
final class StateGen extends EventGen {
    StateGen(Gen gen) {
        super(gen);
    }

    GroupSnapshot<Agent> agents() {
        return new GroupSnapshot<>(GroupKind.AGENT, gen.list(0, 3, this::agentState), gen.list(0, 5, this::text));
    }

    GroupSnapshot<Job> jobs() {
        return new GroupSnapshot<>(GroupKind.JOB, gen.list(0, 3, this::jobState), gen.list(0, 5, this::text));
    }

    GroupSnapshot<Framework> frameworks() {
        return new GroupSnapshot<>(
                GroupKind.FRAMEWORK, gen.list(0, 3, this::frameworkState), gen.list(0, 5, this::text));
    }

    GroupSnapshot<Registry> registries() {
        return new GroupSnapshot<>(
                GroupKind.REGISTRY,
                gen.list(0, 1, () -> new Registry(big(), weights(), quotas(), windows(), machines(), machines())),
                gen.list(0, 5, this::text));
    }

    private Framework frameworkState() {
        var tasks = OrderedMap.<TaskId, KnownTask>empty();
        for (var task : gen.list(0, 3, this::knownTask)) {
            tasks = tasks.with(task.run().task(), task);
        }
        var ended = OrderedMap.<Long, KnownTask>empty();
        var endedTasks = OrderedMap.<TaskId, Long>empty();
        long endings = gen.between(1, 50);
        for (var task : gen.list(0, 3, this::knownTask)) {
            ended = ended.with(endings, task);
            endedTasks = endedTasks.with(task.run().task(), endings);
            endings++;
        }
        var owedAcks = OrderedMap.<Claim, KnownTask>empty();
        for (var task : gen.list(0, 2, this::knownTask)) {
            owedAcks = owedAcks.with(new Claim(task.run().agent(), task.run().key()), task);
        }
        var owedKills = OrderedMap.<Claim, Boolean>empty();
        for (var claim : gen.list(0, 2, this::claim)) {
            owedKills = owedKills.with(claim, true);
        }
        var owedRemovals = OrderedMap.<AgentId, Boolean>empty();
        for (var agent : gen.list(0, 2, this::agent)) {
            owedRemovals = owedRemovals.with(agent, true);
        }
        return new Framework(
                framework(),
                maybe(this::frameworkInfo),
                gen.pick(Phase.class),
                big(),
                text(),
                gen.flip() ? Instant.EPOCH : moment(),
                gen.flip() ? Instant.EPOCH : moment(),
                gen.flip() ? Instant.EPOCH : moment(),
                roles(),
                tasks,
                endings,
                ended,
                endedTasks,
                owedAcks,
                owedKills,
                owedRemovals);
    }

    private KnownTask knownTask() {
        return new KnownTask(run(), status(), big(), notices());
    }

    private Agent agentState() {
        var tasks = OrderedMap.<TaskId, Task>empty();
        for (var task : gen.list(0, 5, this::taskState)) {
            tasks = tasks.with(task.id(), task);
        }
        var leases = OrderedMap.<OfferId, Lease>empty();
        for (var lease : gen.list(0, 2, this::lease)) {
            leases = leases.with(lease.offer(), lease);
        }
        return new Agent(
                agent(),
                maybe(this::agentInfo),
                gen.pick(Presence.class),
                big(),
                text(),
                moment(),
                tasks,
                leases,
                resources(),
                resources(),
                hosted(),
                gen.any(
                        () -> Duty.ACTIVE,
                        Duty.Deactivated::new,
                        () -> new Duty.Draining(drainTerms()),
                        () -> new Duty.Drained(drainTerms())),
                gen.any(Resources::empty, this::revocable));
    }

    private Hosted hosted() {
        var works = OrderedMap.<TaskId, Work>empty();
        for (var work : gen.list(0, 3, this::work)) {
            works = works.with(TaskKeys.base(work.key()), work);
        }
        var executors = OrderedMap.<ExecutorKey, HostedExecutor>empty();
        for (var executor : gen.list(0, 2, this::hostedExecutor)) {
            executors = executors.with(executor.key(), executor);
        }
        return new Hosted(
                resources(), works, executors, new DestroyedVolumes(big(), gen.list(0, 2, this::destroyedVolume)));
    }

    private Task taskState() {
        return new Task(
                task(),
                owner(),
                resources(),
                ports(),
                gen.pick(TaskState.class),
                moment(),
                maybe(this::spec),
                maybe(this::kill),
                big(),
                big(),
                notices());
    }

    private Job jobState() {
        var active = OrderedMap.<Integer, InstanceTask>empty();
        for (var task : gen.list(0, 5, this::instanceTask)) {
            active = active.with(task.instance(), task);
        }
        var owed = OrderedMap.<TaskId, AgentId>empty();
        for (var task : gen.list(0, 3, this::task)) {
            owed = owed.with(task, agent());
        }
        return new Job(
                job(), maybe(this::jobSpec), big(), big(), moment(), active, gen.list(0, 3, this::instanceTask), owed);
    }

    private InstanceTask instanceTask() {
        return new InstanceTask(
                task(),
                number(),
                spec(),
                gen.pick(ScheduleStatus.class),
                gen.list(0, 5, () -> new StatusChange(moment(), gen.pick(ScheduleStatus.class), text())),
                number(),
                number(),
                maybe(this::task),
                maybe(this::placement),
                gen.flip() ? Instant.EPOCH : moment(),
                big());
    }
}
