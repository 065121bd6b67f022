package io.boreas.testcluster.sim.check;

import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentEffect;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkEffect;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobEffect;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.JobReply;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Group;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.GroupSnapshot;
import io.boreas.testcluster.sim.Rules;
import io.boreas.testcluster.sim.SimSettings;
import io.boreas.testcluster.sim.Watch;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The cell as its journals have it at every moment, folded from their bytes and from nothing else: what checks compare with
 * what is served, said and done.
 */
public final class DurableCell implements Watch {
    private final Rules rules;
    private final SimSettings settings;
    private final Map<Integer, Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect>> agents =
            new TreeMap<>();
    private final Map<Integer, Group<JobKey, Job, JobCommand, JobEvent, JobReply, JobEffect>> jobs = new TreeMap<>();
    private final Map<
                    Integer,
                    Group<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect>>
            frameworks = new TreeMap<>();

    public DurableCell(Rules rules, SimSettings settings) {
        this.rules = rules;
        this.settings = settings;
    }

    @Override
    public void agentsDurable(int group, Batch<AgentId, AgentEvent> batch) {
        fold(() -> agents(group).replay(batch));
    }

    @Override
    public void jobsDurable(int group, Batch<JobKey, JobEvent> batch) {
        fold(() -> jobs(group).replay(batch));
    }

    @Override
    public void frameworksDurable(int group, Batch<FrameworkId, FrameworkEvent> batch) {
        fold(() -> frameworks(group).replay(batch));
    }

    private static void fold(Runnable replay) {
        try {
            replay.run();
        } catch (IllegalStateException e) {
            throw new Violation("I6 replay is exact", "a record does not fit those before it: " + e.getMessage());
        }
    }

    private Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> agents(int group) {
        return agents.computeIfAbsent(
                group, any -> new Group<>(GroupKind.AGENT, rules.agents(), settings.commandsMax()));
    }

    private Group<JobKey, Job, JobCommand, JobEvent, JobReply, JobEffect> jobs(int group) {
        return jobs.computeIfAbsent(group, any -> new Group<>(GroupKind.JOB, rules.jobs(), settings.commandsMax()));
    }

    private Group<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect> frameworks(
            int group) {
        return frameworks.computeIfAbsent(
                group, any -> new Group<>(GroupKind.FRAMEWORK, rules.frameworks(), settings.commandsMax()));
    }

    public Optional<Agent> agent(AgentId id) {
        return agents(GroupKind.groupOf(id.value(), settings.groups())).find(id);
    }

    public Optional<Job> job(JobKey key) {
        return jobs(GroupKind.groupOf(key.toString(), settings.groups())).find(key);
    }

    public Optional<Framework> framework(FrameworkId id) {
        return frameworks(GroupKind.groupOf(id.value(), settings.groups())).find(id);
    }

    /** All frameworks known, group by group. */
    public Collection<Framework> allFrameworks() {
        return frameworks.values().stream()
                .flatMap(group -> group.all().values().stream())
                .toList();
    }

    /** All agents known, group by group. */
    public Collection<Agent> allAgents() {
        return agents.values().stream()
                .flatMap(group -> group.all().values().stream())
                .toList();
    }

    /** All jobs known, group by group. */
    public Collection<Job> allJobs() {
        return jobs.values().stream()
                .flatMap(group -> group.all().values().stream())
                .toList();
    }

    /** A group's state. */
    public GroupSnapshot<?> snapshot(GroupKind kind, int number) {
        return switch (kind) {
            case AGENT -> agents(number).snapshot();
            case JOB -> jobs(number).snapshot();
            case FRAMEWORK -> frameworks(number).snapshot();
            case REGISTRY -> throw new IllegalStateException("the simulated cell has no registry");
        };
    }
}
