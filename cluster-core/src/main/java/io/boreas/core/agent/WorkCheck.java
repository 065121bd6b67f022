package io.boreas.core.agent;

import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;

/**
 * Whether a task may be launched from an offer, and if not, why. Source: Mesos, {@code master/validation.cpp}, task and
 * executor.
 *
 * @param left what is left of the offer
 * @param taken ids in use elsewhere
 */
record WorkCheck(Agent agent, FrameworkId framework, Role role, Resources left, SortedSet<TaskId> taken) {
    /** Least an executor of a group needs, in thousandths. Source: Mesos, {@code MIN_CPUS} and {@code MIN_MEM}. */
    private static final long EXECUTOR_CPUS_MIN = 10;

    private static final long EXECUTOR_MEM_MIN = 32_000;

    Optional<String> launch(FrameworkTask task) {
        if (task.command().isPresent() == task.executor().isPresent()) {
            return Optional.of("Task should have at least one (but not both) of CommandInfo or ExecutorInfo present");
        }
        return alone(task)
                .or(() -> task.executor().flatMap(this::executor))
                .or(() -> enough(needed(task.resources(), task.executor()), "Task"));
    }

    Optional<String> group(FrameworkExecutor executor, List<FrameworkTask> tasks) {
        if (tasks.isEmpty()) {
            return Optional.of("Task group has no tasks");
        }
        if (executor.kind() == FrameworkExecutor.Kind.UNKNOWN) {
            return Optional.of("'ExecutorInfo.type' must be 'DEFAULT' or 'CUSTOM'");
        }
        for (var task : tasks) {
            if (task.executor().isPresent()) {
                return Optional.of("'TaskInfo.executor' must not be set");
            }
            if (task.usesDocker()) {
                return Optional.of("Docker ContainerInfo is not supported on the task");
            }
            var problem = alone(task);
            if (problem.isPresent()) {
                return problem.map(message -> "Task '" + task.id() + "' is invalid: " + message);
            }
        }
        if (tasks.stream().map(FrameworkTask::id).distinct().count() < tasks.size()) {
            return Optional.of("Task group has tasks with duplicate IDs");
        }
        var all = tasks.stream().map(FrameworkTask::resources).reduce(Resources.empty(), Resources::plus);
        return executorMinimum(executor)
                .or(() -> executor(executor))
                .or(() -> mixed("Task group and executor mix", all.plus(executor.resources())))
                .or(() -> enough(needed(all, Optional.of(executor)), "Task group"));
    }

    /** What launching takes from the offer: an executor that runs already has what it needs. */
    Resources needed(Resources tasks, Optional<FrameworkExecutor> executor) {
        return executor.filter(wish -> running(wish).isEmpty())
                .map(wish -> tasks.plus(wish.resources()))
                .orElse(tasks);
    }

    Optional<HostedExecutor> running(FrameworkExecutor wish) {
        return agent.hosted().executors().get(new ExecutorKey(framework, wish.id()));
    }

    private Optional<String> alone(FrameworkTask task) {
        return id(task).or(() -> task.agent().equals(agent.id().value())
                        ? Optional.empty()
                        : Optional.of("Task uses invalid agent " + task.agent() + " while agent " + agent.id()
                                + " is expected"))
                .or(() -> negative("kill_policy.grace_period", task.killGrace()))
                .or(() -> negative("max_completion_time", task.maxCompletion()))
                .or(() -> task.problems().stream().findFirst())
                .or(() -> resources(task))
                .or(() -> limits(task));
    }

    private Optional<String> id(FrameworkTask task) {
        TaskId id;
        try {
            id = new TaskId(task.id());
        } catch (IllegalArgumentException e) {
            return Optional.of("Task has invalid ID: " + e.getMessage());
        }
        boolean here = agent.hosted().works().containsKey(TaskKeys.of(framework, id));
        return here || taken.contains(id) ? Optional.of("Task has duplicate ID: " + id) : Optional.empty();
    }

    private Optional<String> resources(FrameworkTask task) {
        if (task.resources().isEmpty()) {
            return Optional.of("Task uses no resources");
        }
        var strange =
                task.roles().stream().filter(name -> !name.equals(role.name())).findFirst();
        if (strange.isPresent()) {
            return Optional.of("Task has resources allocated to role '" + strange.get()
                    + "', but the offer is for role '" + role + "'");
        }
        return mixed("Task mixes", task.resources()).or(() -> task.executor()
                .flatMap(executor ->
                        mixed("Task and its executor mix", task.resources().plus(executor.resources()))));
    }

    /** Of one kind all may be taken back or nothing. Source: Mesos, {@code validateRevocableAndNonRevocableResources}. */
    private static Optional<String> mixed(String who, Resources all) {
        var firm = all.nonRevocable().toList().stream().map(Resource::name).collect(Collectors.toSet());
        return all.revocable().toList().stream()
                .map(Resource::name)
                .filter(firm::contains)
                .findFirst()
                .map(name ->
                        who + " revocable and non-revocable resources: Cannot use both revocable and non-revocable '"
                                + name + "' at the same time");
    }

    private static Optional<String> limits(FrameworkTask task) {
        for (var limit : task.limits().entrySet()) {
            var name = limit.getKey();
            if (!name.equals("cpus") && !name.equals("mem")) {
                return Optional.of("Task sets a limit on '" + name + "': only cpus and mem can be limited");
            }
            if (limit.getValue() < task.resources().scalarMilli(name)) {
                return Optional.of("Task sets a limit on '" + name + "' that is less than its request");
            }
        }
        return Optional.empty();
    }

    private Optional<String> executor(FrameworkExecutor wish) {
        if (wish.id().isEmpty()
                || wish.id().equals(".")
                || wish.id().equals("..")
                || wish.id().length() > 255
                || wish.id().chars().anyMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c))) {
            return Optional.of("Executor has invalid ID: '" + wish.id() + "'");
        }
        return running(wish)
                .filter(known -> !known.executor().equals(wish))
                .map(known -> "ExecutorInfo is not compatible with existing ExecutorInfo with same ExecutorID '"
                        + wish.id() + "'");
    }

    private static Optional<String> executorMinimum(FrameworkExecutor executor) {
        var has = executor.resources();
        if (has.cpusMilli() < EXECUTOR_CPUS_MIN) {
            return Optional.of("Executor has less than the minimum of 0.01 cpus");
        }
        if (has.memMilli() < EXECUTOR_MEM_MIN) {
            return Optional.of("Executor has less than the minimum of 32 MB mem");
        }
        return has.diskMilli() > 0 ? Optional.empty() : Optional.of("Executor has no disk");
    }

    private Optional<String> enough(Resources needed, String what) {
        boolean there = left.contains(Conversions.exclusive(needed))
                && needed.shared().toList().stream().allMatch(left::contains);
        return there
                ? Optional.empty()
                : Optional.of(what + " uses more resources " + needed + " than available " + left);
    }

    private static Optional<String> negative(String what, Optional<Duration> time) {
        return time.filter(Duration::isNegative).map(t -> "Task's '" + what + "' must be non-negative");
    }
}
