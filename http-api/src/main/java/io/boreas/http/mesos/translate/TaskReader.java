package io.boreas.http.mesos.translate;

import io.boreas.core.agent.FrameworkExecutor;
import io.boreas.core.agent.FrameworkTask;
import io.boreas.core.agent.Work;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.resource.ResourceSyntaxException;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Scalar;
import io.boreas.core.task.ResourceLimits;
import io.boreas.core.task.ResourceLimits.Limit;
import io.boreas.core.task.TaskSpec;
import io.boreas.http.mesos.proto.Mesos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tasks and executors of one framework. What is wrong with one, or asks for what is not there yet, becomes a problem of the task,
 * so that it ends as an error instead of running otherwise than it says.
 *
 * @param user the account of tasks that name none; empty for the agent's own
 */
public record TaskReader(FrameworkId framework, String user) {
    /** A task of its own. */
    public FrameworkTask task(Mesos.TaskInfo info) {
        var problems = new ArrayList<String>();
        CheckReader.problems(info, problems);
        if (info.hasExecutor()) {
            Unsupported.executor(info.getExecutor(), framework, problems);
        } else {
            Unsupported.task(info, false, problems);
        }
        return task(info, info.hasCommand() && !info.hasExecutor(), problems);
    }

    /** A task of a group in this executor. */
    public FrameworkTask grouped(Mesos.TaskInfo info, Mesos.ExecutorInfo executor) {
        var problems = new ArrayList<String>();
        CheckReader.problems(info, problems);
        Unsupported.executor(executor, framework, problems);
        readable("Executor", executor.getResourcesList(), problems);
        boolean ours = executor.getType() != Mesos.ExecutorInfo.Type.CUSTOM;
        if (ours) {
            Unsupported.task(info, true, problems);
        }
        return task(info, ours && info.hasCommand(), problems);
    }

    /** An executor. That its resources are not readable is a problem of its tasks. */
    public FrameworkExecutor executor(Mesos.ExecutorInfo info) {
        var kind =
                switch (info.getType()) {
                    case UNKNOWN -> FrameworkExecutor.Kind.UNKNOWN;
                    case DEFAULT -> FrameworkExecutor.Kind.DEFAULT;
                    case CUSTOM -> FrameworkExecutor.Kind.CUSTOM;
                };
        var resources = readable("Executor", info.getResourcesList(), new ArrayList<>());
        return new FrameworkExecutor(info.getExecutorId().getValue(), kind, resources, Payloads.of(withUser(info)));
    }

    /** Agents do not know the framework's user, as whom its executors run unless they say otherwise. */
    private Mesos.ExecutorInfo withUser(Mesos.ExecutorInfo info) {
        if (user.isEmpty() || info.getCommand().hasUser()) {
            return info;
        }
        return info.toBuilder()
                .setCommand(info.getCommand().toBuilder().setUser(user))
                .build();
    }

    private FrameworkTask task(Mesos.TaskInfo info, boolean runsCommand, List<String> problems) {
        var resources = readable("Task", info.getResourcesList(), problems);
        if (info.hasExecutor()) {
            readable("Executor", info.getExecutor().getResourcesList(), problems);
        }
        var roles = new ArrayList<>(ResourceMessages.allocationRoles(info.getResourcesList()));
        roles.addAll(ResourceMessages.allocationRoles(info.getExecutor().getResourcesList()));
        var limits = limits(info, problems);
        var grace = info.getKillPolicy().hasGracePeriod()
                ? Optional.of(Times.duration(info.getKillPolicy().getGracePeriod()))
                : Optional.<Duration>empty();
        // One that names both a command and an executor is refused for that: what the command runs does not matter.
        var command = info.hasCommand()
                ? Optional.of(
                        runsCommand
                                ? command(info, resources, limits, grace, problems)
                                : command(info, resources, limits, grace, new ArrayList<>()))
                : Optional.<TaskSpec>empty();
        return new FrameworkTask(
                info.getTaskId().getValue(),
                info.getName(),
                info.getAgentId().getValue(),
                resources,
                roles.stream().distinct().toList(),
                limits,
                command,
                info.hasExecutor() ? Optional.of(executor(info.getExecutor())) : Optional.empty(),
                info.getContainer().getType() == Mesos.ContainerInfo.Type.DOCKER && info.hasContainer(),
                grace,
                info.hasMaxCompletionTime()
                        ? Optional.of(Times.duration(info.getMaxCompletionTime()))
                        : Optional.empty(),
                problems,
                Payloads.of(VolumeReader.withoutValues(info)));
    }

    private TaskSpec command(
            Mesos.TaskInfo info,
            Resources resources,
            SortedMap<String, Long> limits,
            Optional<Duration> grace,
            List<String> problems) {
        // A command task is its own executor, by its own name. Source: Mesos, the environment of the command executor.
        var ground = Map.of(
                "MESOS_TASK_ID", info.getTaskId().getValue(),
                "MESOS_EXECUTOR_ID", info.getTaskId().getValue(),
                "MESOS_FRAMEWORK_ID", framework.value(),
                "MESOS_SLAVE_ID", info.getAgentId().getValue());
        var checks = new ArrayList<String>();
        CheckReader.problems(info, checks);
        var spec = CommandSpec.of(
                info.getName(),
                info.getCommand(),
                resources,
                user,
                ground,
                grace.orElse(Work.KILL_GRACE),
                VolumeReader.container(info.getContainer()),
                problems);
        var limited = spec.limited(RlimitReader.rlimits(info.getContainer()));
        var capable = CapabilityReader.capabilities(info.getContainer())
                .map(limited::capable)
                .orElse(limited);
        return lasting(info, within(limits, checks.isEmpty() ? CheckReader.checked(capable, info) : capable));
    }

    /** The specification with limits that are not looked into here: a task that has bad ones is refused. */
    private static TaskSpec within(SortedMap<String, Long> limits, TaskSpec spec) {
        return limits.isEmpty() ? spec : spec.within(new ResourceLimits(limit(limits, "cpus"), limit(limits, "mem")));
    }

    /** The same for how long it may take, of which 0 says nothing. Source: Mesos, its executors. */
    private static TaskSpec lasting(Mesos.TaskInfo info, TaskSpec spec) {
        var time = Times.duration(info.getMaxCompletionTime());
        return time.isPositive() ? spec.lastingAtMost(time) : spec;
    }

    private static Optional<Limit> limit(SortedMap<String, Long> limits, String name) {
        return Optional.ofNullable(limits.get(name)).map(Limit::new);
    }

    private static Resources readable(String what, List<Mesos.Resource> resources, List<String> problems) {
        try {
            return ResourceMessages.read(resources).unallocate();
        } catch (ResourceSyntaxException e) {
            problems.add(what + " uses invalid resources: " + e.getMessage());
            return Resources.empty();
        }
    }

    private static SortedMap<String, Long> limits(Mesos.TaskInfo info, List<String> problems) {
        var limits = new TreeMap<String, Long>();
        info.getLimitsMap().forEach((name, limit) -> {
            double value = limit.getValue();
            try {
                limits.put(
                        name,
                        value == Double.POSITIVE_INFINITY
                                ? Long.MAX_VALUE
                                : Scalar.of(value).milli());
            } catch (ResourceSyntaxException e) {
                problems.add("Task sets an invalid limit on '" + name + "': " + e.getMessage());
            }
        });
        return limits;
    }
}
